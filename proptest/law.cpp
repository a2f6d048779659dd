#include "relayout/proptest/law.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "relayout/proptest/law_scene.hpp"

namespace relayout::proptest {
namespace {

template <Verdict (*law)(Scene&)>
Verdict on_scene(const Case& input, const Planner& planner, std::uint64_t seed) {
  Scene scene;
  scene.begin(input, planner, seed);
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

// What compare_side and compare_pair leave no choice about (law_oracle.hpp). The others ask for other plans.
bool follows_from_oracle(std::string_view name) {
  constexpr std::array<std::string_view, 7> names{"partition", "join",  "adjoint",  "agreement",
                                                  "bound",     "views", oracle_name};
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

std::span<const Law> laws() { return all_laws; }

const Law* find_law(std::string_view name) {
  const auto* found = std::find_if(all_laws.begin(), all_laws.end(), [&](const Law& law) { return law.name == name; });
  return found == all_laws.end() ? nullptr : found;
}

Verdict judge(const Case& input, const Planner& planner, std::uint64_t seed) {
  Scene scene;
  scene.begin(input, planner, seed);
  for (const auto& law : scene_laws) {
    if (Verdict fault = law(scene)) return fault;
  }
  return std::nullopt;
}

Jury::Jury() : scene_(std::make_unique<Scene>()) {}
Jury::~Jury() = default;
Jury::Jury(Jury&&) noexcept = default;
Jury& Jury::operator=(Jury&&) noexcept = default;

Verdict Jury::judge(const Case& input, const Planner& planner, std::uint64_t seed,
                    std::span<const std::string_view> names, const StopPredicate& stop) {
  Scene& scene = *scene_;
  scene.begin(input, planner, seed, stop);
  scene.go_on();
  const bool asked = std::find(names.begin(), names.end(), oracle_name) != names.end();
  const bool agreed = asked && !ask_oracle(scene);
  if (agreed) scene.oracle_has_agreed();
  for (const std::string_view name : names) {
    if (agreed && follows_from_oracle(name)) continue;
    scene.go_on();
    const auto law = name == oracle_name ? ask_oracle : scene_laws.at(place_of(name));
    if (Verdict fault = law(scene)) return fault;
  }
  return std::nullopt;
}

Verdict judge(const Case& input, const Planner& planner, std::uint64_t seed, std::span<const std::string_view> names,
              const StopPredicate& stop) {
  return Jury().judge(input, planner, seed, names, stop);
}

Verdict judge_against_oracle(const Case& input, const Planner& planner) {
  Scene scene;
  scene.begin(input, planner, 0);
  return ask_oracle(scene);
}

}  // namespace relayout::proptest
