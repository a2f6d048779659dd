#include "relayout/proptest/law.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

#include "relayout/proptest/law_scene.hpp"

namespace relayout::proptest {
namespace {

template <Verdict (*law)(Scene&)>
Verdict on_scene(const Case& input, const Planner& planner, std::uint64_t seed) {
  Scene scene(input, planner, seed);
  return law(scene);
}

constexpr std::array all_laws{
    Law{"partition", "every token has exactly one owner place, and no two tokens share a row", on_scene<law_partition>},
    Law{"join", "each token has exactly one move, from its source place to its target place", on_scene<law_join>},
    Law{"inverse", "backward is forward turned round, and brings every row back bit for bit", on_scene<law_inverse>},
    Law{"adjoint", "<P x, y> equals <x, P^T y> exactly, on padding rows too", on_scene<law_adjoint>},
    Law{"composition", "by way of a third layout every token row arrives as it does directly",
        on_scene<law_composition>},
    Law{"identity", "from a layout to itself nothing moves", on_scene<law_identity>},
    Law{"agreement", "rank programs built alone name the same runs at both ends of each message",
        on_scene<law_agreement>},
    Law{"progress", "under rendezvous and any schedule every rank ends, with the same result", on_scene<law_progress>},
    Law{"bound", "no row is sent that could stay, and each ordered pair of ranks has one message at most",
        on_scene<law_bound>},
    Law{"relabelling", "renaming the ranks of both sides renames the plan and nothing else", on_scene<law_relabelling>},
    Law{"views", "a view's metadata names exactly the tokens that are there", on_scene<law_views>}};

constexpr std::array scene_laws{law_partition,   law_join,        law_inverse,   law_adjoint,
                                law_composition, law_identity,    law_agreement, law_progress,
                                law_bound,       law_relabelling, law_views};
static_assert(scene_laws.size() == all_laws.size());

}  // namespace

std::span<const Law> laws() { return all_laws; }

const Law* find_law(std::string_view name) {
  const auto* found = std::find_if(all_laws.begin(), all_laws.end(), [&](const Law& law) { return law.name == name; });
  return found == all_laws.end() ? nullptr : found;
}

Verdict judge(const Case& input, const Planner& planner, std::uint64_t seed) {
  Scene scene(input, planner, seed);
  for (const auto& law : scene_laws) {
    if (Verdict fault = law(scene)) return fault;
  }
  return std::nullopt;
}

Verdict judge(const Case& input, const Planner& planner, std::uint64_t seed, std::span<const std::string_view> names) {
  Scene scene(input, planner, seed);
  for (const std::string_view name : names) {
    const auto index = static_cast<std::size_t>(find_law(name) - all_laws.data());
    if (Verdict fault = scene_laws.at(index)(scene)) return fault;
  }
  return std::nullopt;
}

Scene::Scene(const Case& input, const Planner& planner, std::uint64_t seed)
    : input_(input), planner_(planner), seed_(seed), placed_([&] {
        auto placed = place(input);
        assert(placed.has_value());
        return std::move(placed).value();
      }()) {}

const PieceTable& Scene::source_table() {
  if (!source_table_) source_table_ = source().table();
  return *source_table_;
}

const PieceTable& Scene::target_table() {
  if (!target_table_) target_table_ = target().table();
  return *target_table_;
}

const std::vector<Move>& Scene::moves() {
  if (!moves_) moves_ = planner_.moves(source(), target());
  return *moves_;
}

const std::vector<RankProgram>& Scene::programs() {
  if (programs_) return *programs_;
  const Group group(source().layout(), target().layout());
  programs_.emplace();
  for (std::int32_t i = 0; i < group.size(); ++i) {
    programs_->push_back(planner_.program(source(), target(), group.world_rank(i)));
  }
  return *programs_;
}

}  // namespace relayout::proptest
