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

// Among all laws. Requires: it is one's name.
std::size_t place_of(std::string_view name) { return static_cast<std::size_t>(find_law(name) - all_laws.data()); }

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

Verdict judge(const Case& input, const Planner& planner, std::uint64_t seed, std::span<const std::string_view> names,
              const StopPredicate& stop) {
  Scene scene(input, planner, seed, stop);
  for (const std::string_view name : names) {
    scene.go_on();
    const auto law = name == oracle_name ? ask_oracle : scene_laws.at(place_of(name));
    if (Verdict fault = law(scene)) return fault;
  }
  return std::nullopt;
}

Scene::Scene(const Case& input, const Planner& planner, std::uint64_t seed, StopPredicate stop)
    : input_(input),
      planner_(planner),
      seed_(seed),
      stop_(std::move(stop)),
      placed_([&] {
        auto placed = place(input);
        assert(placed.has_value());
        return std::move(placed).value();
      }()),
      group_(placed_.source.layout(), placed_.target.layout()) {}

void Scene::go_on() const {
  if (stop_ && stop_()) throw Stopped();
}

// What was made once is kept.
template <class Value, class Make>
const Value& Scene::once(std::optional<Value>& kept, const Make& make) {
  if (!kept) {
    go_on();
    kept = make();
  }
  return *kept;
}

std::vector<View> Scene::views_of(const Placement& placement) const {
  std::vector<View> views;
  views.reserve(static_cast<std::size_t>(placement.rank_count()));
  for (std::int32_t rank = 0; rank < placement.rank_count(); ++rank) {
    go_on();
    views.push_back(planner_.view(placement, rank));
  }
  return views;
}

Verdict judge_against_oracle(const Case& input, const Planner& planner) {
  Scene scene(input, planner, 0);
  return ask_oracle(scene);
}

const PieceTable& Scene::source_table() {
  return once(source_table_, [&] { return source().table(); });
}
const PieceTable& Scene::target_table() {
  return once(target_table_, [&] { return target().table(); });
}
const RowSpace& Scene::source_space() {
  return once(source_space_, [&] { return RowSpace(source()); });
}
const RowSpace& Scene::target_space() {
  return once(target_space_, [&] { return RowSpace(target()); });
}
const PieceTable& Scene::source_pieces() {
  return once(source_pieces_, [&] { return planner_.pieces(source()); });
}
const PieceTable& Scene::target_pieces() {
  return once(target_pieces_, [&] { return planner_.pieces(target()); });
}
const std::vector<Move>& Scene::moves() {
  return once(moves_, [&] { return planner_.moves(source(), target()); });
}
const std::vector<Move>& Scene::backward() {
  return once(backward_, [&] { return planner_.backward(source(), target()); });
}
const std::vector<RankProgram>& Scene::programs() {
  return once(programs_, [&] {
    const ProgramBuilder build = planner_.programs(source(), target());
    std::vector<RankProgram> programs;
    programs.reserve(static_cast<std::size_t>(group_.size()));
    for (std::int32_t i = 0; i < group_.size(); ++i) {
      go_on();
      programs.push_back(build(group_.world_rank(i)));
    }
    return programs;
  });
}
const RankProgram& Scene::program(std::int32_t world_rank) {
  return programs()[static_cast<std::size_t>(group_.index_of(world_rank))];
}
const std::vector<View>& Scene::source_views() {
  return once(source_views_, [&] { return views_of(source()); });
}
const std::vector<View>& Scene::target_views() {
  return once(target_views_, [&] { return views_of(target()); });
}

}  // namespace relayout::proptest
