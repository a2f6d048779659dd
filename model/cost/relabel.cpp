#include "relayout/model/cost/relabel.hpp"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <numeric>
#include <optional>
#include <tuple>
#include <utility>

#include "relayout/model/cost/matching.hpp"
#include "relayout/model/split.hpp"

namespace relayout {
namespace {

// An edge from block to name: the rows that stay where the cp rank's block is called so. A row stays where the other
// side has it on the same world rank, so only rows that meet the same tp share there count.
std::vector<MatchingEdge> rows_that_stay(const LabelProblem& problem) {
  const Layout& layout = problem.layout;
  const TpShares<std::int64_t> shares{layout.tp()};
  std::vector<MatchingEdge> edges;
  for (const PairTraffic& pair : problem.pairs) {
    const bool is_target = problem.side == Side::target;
    const std::optional<std::int32_t> held = layout.rank_of_world(is_target ? pair.target_rank : pair.source_rank);
    const std::optional<std::int32_t> name = layout.rank_of_world(is_target ? pair.source_rank : pair.target_rank);
    assert(held);
    if (!name) continue;
    const TpShare<std::int64_t> block = share_of_rank(shares, std::int64_t{*held});
    const TpShare<std::int64_t> called = share_of_rank(shares, std::int64_t{*name});
    if (block.index != called.index) continue;
    edges.push_back({.left = static_cast<std::int32_t>(block.cp_rank),
                     .right = static_cast<std::int32_t>(called.cp_rank),
                     .weight = pair.rows});
  }
  std::sort(edges.begin(), edges.end(), [](const MatchingEdge& a, const MatchingEdge& b) {
    return a.left != b.left ? a.left < b.left : a.right < b.right;
  });
  std::vector<MatchingEdge> summed;
  for (const MatchingEdge& edge : edges) {
    if (!summed.empty() && summed.back().left == edge.left && summed.back().right == edge.right) {
      summed.back().weight += edge.weight;
    } else {
      summed.push_back(edge);
    }
  }
  return summed;
}

// Gives every block that has no name one that nobody has: its own where it is free, else the least.
void name_the_rest(std::vector<std::int32_t>& name_of) {
  std::vector<std::uint8_t> taken(name_of.size(), 0);
  for (const std::int32_t name : name_of) {
    if (name >= 0) taken[static_cast<std::size_t>(name)] = 1;
  }
  for (std::size_t block = 0; block < name_of.size(); ++block) {
    if (name_of[block] < 0 && std::exchange(taken[block], std::uint8_t{1}) == 0) {
      name_of[block] = static_cast<std::int32_t>(block);
    }
  }
  std::size_t free_name = 0;
  for (std::int32_t& name : name_of) {
    if (name >= 0) continue;
    while (std::exchange(taken[free_name], std::uint8_t{1}) != 0) ++free_name;
    name = static_cast<std::int32_t>(free_name);
  }
}

// The pairs with the cp ranks of the side called by their new names.
std::vector<PairTraffic> renamed(const LabelProblem& problem, std::span<const std::int32_t> name_of) {
  const Layout& layout = problem.layout;
  const TpShares<std::int64_t> shares{layout.tp()};
  std::vector<PairTraffic> pairs(problem.pairs.begin(), problem.pairs.end());
  for (PairTraffic& pair : pairs) {
    std::int32_t& world_rank = problem.side == Side::target ? pair.target_rank : pair.source_rank;
    const std::int32_t rank = layout.rank_of_world(world_rank).value();
    TpShare<std::int64_t> share = share_of_rank(shares, std::int64_t{rank});
    share.cp_rank = name_of[static_cast<std::size_t>(share.cp_rank)];
    world_rank = layout.world_rank(static_cast<std::int32_t>(rank_of_share(shares, share)));
  }
  std::sort(pairs.begin(), pairs.end(), [](const PairTraffic& a, const PairTraffic& b) {
    return std::tie(a.source_rank, a.target_rank) < std::tie(b.source_rank, b.target_rank);
  });
  return pairs;
}

}  // namespace

Relabelling relabel(const LabelProblem& problem) {
  const Layout& layout = problem.layout;
  const std::vector<MatchingEdge> edges = rows_that_stay(problem);
  std::int64_t kept_now = 0;
  for (const MatchingEdge& edge : edges) kept_now += edge.left == edge.right ? edge.weight : 0;
  Matching matching = heaviest_matching(
      {.left_count = layout.cp(), .right_count = layout.cp(), .edges = edges, .give_up = problem.give_up});
  std::vector<std::int32_t>& name_of = matching.right_of;
  if (matching.weight == kept_now) {
    std::iota(name_of.begin(), name_of.end(), 0);
  } else {
    name_the_rest(name_of);
  }
  LayoutKeys keys = layout.keys();
  if (keys.order.empty()) {
    keys.order.resize(name_of.size());
    std::iota(keys.order.begin(), keys.order.end(), 0);
  }
  for (std::int32_t& name : keys.order) name = name_of[static_cast<std::size_t>(name)];
  std::vector<std::int32_t> order = keys.order;
  Result<Layout> layout_renamed = Layout::make(std::move(keys));
  assert(layout_renamed.has_value());
  return {.layout = std::move(layout_renamed).value(),
          .order = std::move(order),
          .rows_kept = matching.weight,
          .pairs = renamed(problem, name_of)};
}

}  // namespace relayout
