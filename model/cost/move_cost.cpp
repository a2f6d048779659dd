#include "relayout/model/cost/move_cost.hpp"

#include <utility>

namespace relayout {

Estimate estimate(const PairsOfGroup& moved, const CostOptions& options) {
  const std::vector<RankTraffic> ranks =
      rank_traffic({.pairs = moved.pairs, .group = moved.group, .ranks_per_domain = options.machine.ranks_per_domain});
  return estimate(ranks, options.machine, options.size);
}

MoveCost move_cost(const Plan& plan, const CostOptions& options) {
  const Layout& source = plan.source().layout();
  const Layout& target = plan.target().layout();
  const Group group(source, target);
  std::vector<PairTraffic> pairs = pair_traffic(plan.moves());
  std::vector<RankTraffic> ranks =
      rank_traffic({.pairs = pairs, .group = group, .ranks_per_domain = options.machine.ranks_per_domain});
  Relabelling source_renamed =
      relabel({.pairs = pairs, .layout = source, .side = Side::source, .give_up = options.give_up});
  Relabelling target_renamed =
      relabel({.pairs = pairs, .layout = target, .side = Side::target, .give_up = options.give_up});
  const Estimate as_it_is = estimate(ranks, options.machine, options.size);
  const Estimate with_source_renamed = estimate({.pairs = source_renamed.pairs, .group = group}, options);
  const Estimate with_target_renamed = estimate({.pairs = target_renamed.pairs, .group = group}, options);
  return {.traffic = traffic(plan.moves()),
          .pairs = std::move(pairs),
          .ranks = std::move(ranks),
          .source_renamed = std::move(source_renamed),
          .target_renamed = std::move(target_renamed),
          .estimate = as_it_is,
          .source_renamed_estimate = with_source_renamed,
          .target_renamed_estimate = with_target_renamed};
}

}  // namespace relayout
