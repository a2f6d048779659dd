#include "relayout/sim/simulate.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "relayout/sim/belief.hpp"
#include "relayout/sim/crew.hpp"

namespace relayout::sim {
namespace {

// The belief that a rank's input amounts to; looks at the latest first, which most ranks share.
std::size_t told_index(std::vector<Told>& distinct, Told told) {
  for (std::size_t at = distinct.size(); at > 0; --at) {
    if (distinct[at - 1] == told) return at - 1;
  }
  distinct.push_back(std::move(told));
  return distinct.size() - 1;
}

Result<RankNames> names_of(std::span<const RankInput* const> inputs) {
  std::vector<std::int32_t> world;
  for (const RankInput* input : inputs) {
    if (!world.empty() && world.back() == input->world_rank) {
      return make_error("bad_ranks", "rank ", input->world_rank, " is given twice; each rank is told once");
    }
    if (!input->source.rank_of_world(input->world_rank) && !input->target.rank_of_world(input->world_rank)) {
      return make_error("bad_ranks", "rank ", input->world_rank, " is on neither side of its own layouts");
    }
    world.push_back(input->world_rank);
  }
  return RankNames(std::move(world));
}

}  // namespace

Result<SimulationReport> simulate(const Placement& source, const Placement& target, const SimulationOptions& options) {
  const Group group(source.layout(), target.layout());
  std::vector<std::int32_t> world;
  for (std::int32_t index = 0; index < group.size(); ++index) world.push_back(group.world_rank(index));
  auto belief = Belief::make(source, target);
  if (!belief) return belief.error();
  std::vector<std::unique_ptr<Belief>> beliefs;
  beliefs.push_back(std::move(belief).value());
  const RankNames names(std::move(world));
  return run_crew({.names = names,
                   .beliefs = beliefs,
                   .belief_of = std::vector<std::size_t>(static_cast<std::size_t>(group.size()), 0)},
                  options);
}

Result<SimulationReport> simulate(std::span<const RankInput> ranks, const SimulationOptions& options) {
  std::vector<const RankInput*> inputs;
  for (const RankInput& input : ranks) inputs.push_back(&input);
  std::sort(inputs.begin(), inputs.end(),
            [](const RankInput* a, const RankInput* b) { return a->world_rank < b->world_rank; });
  const auto names = names_of(inputs);
  if (!names) return names.error();
  std::vector<Told> distinct;
  std::vector<std::size_t> belief_of;
  for (const RankInput* input : inputs) {
    belief_of.push_back(told_index(distinct, {input->pack, input->source, input->target}));
  }
  if (options.handshake == Handshake::compare) {
    if (Verdict odd = compare_fingerprints({distinct, belief_of, names->all()})) {
      return SimulationReport{.verdict = std::move(odd)};
    }
  }
  std::vector<std::unique_ptr<Belief>> beliefs;
  for (const Told& told : distinct) {
    auto belief = Belief::make(told);
    if (!belief) {
      const auto rank = std::find(belief_of.begin(), belief_of.end(), beliefs.size()) - belief_of.begin();
      return make_error(belief.error().code, "rank ", names->all()[static_cast<std::size_t>(rank)], ": ",
                        belief.error().message);
    }
    beliefs.push_back(std::move(belief).value());
  }
  return run_crew({.names = *names, .beliefs = beliefs, .belief_of = std::move(belief_of)}, options);
}

}  // namespace relayout::sim
