#include "relayout/proptest/counterexample.hpp"

#include "relayout/proptest/generate/generate.hpp"
#include "relayout/proptest/law.hpp"

#include <utility>
#include <vector>

namespace relayout::proptest {
namespace {

bool same_views(const Planner& a, const Planner& b, const Placement& placement) {
  for (std::int32_t rank = 0; rank < placement.rank_count(); ++rank) {
    if (!(a.view(placement, rank) == b.view(placement, rank))) return false;
  }
  return true;
}

bool same_programs(const Planner& a, const Planner& b, const PlacedCase& sides) {
  const Group group(sides.source.layout(), sides.target.layout());
  const ProgramBuilder program_of_a = a.programs(sides.source, sides.target);
  const ProgramBuilder program_of_b = b.programs(sides.source, sides.target);
  for (std::int32_t i = 0; i < group.size(); ++i) {
    if (!(program_of_a(group.world_rank(i)) == program_of_b(group.world_rank(i)))) return false;
  }
  return true;
}

bool same_answers(const Planner& a, const Planner& b, const PlacedCase& sides) {
  const auto& [source, target] = sides;
  return a.pieces(source) == b.pieces(source) && a.pieces(target) == b.pieces(target) &&
         a.moves(source, target) == b.moves(source, target) &&
         a.backward(source, target) == b.backward(source, target) && same_programs(a, b, sides) &&
         same_views(a, b, source) && same_views(a, b, target);
}

class Search {
 public:
  Search(const Planner& planner, const SearchOptions& options) : planner_(planner), options_(options) {}

  std::optional<Counterexample> run() {
    visit_fault_world(options_.bounds, [&](const Case& input) { return !refuse(input, judge_small(input)); });
    if (found_) return found_;
    for (const Case& input : huge_world()) {
      if (refuse(input, judge_huge(input, planner_, options_.seed))) return found_;
    }
    Random random(options_.seed);
    for (std::int64_t i = 0; i < options_.random_cases; ++i) {
      const Case input = random_case(random, {});
      if (!judge_small(input)) continue;
      const Case least = smallest(input, [&](const Case& smaller) { return judge_small(smaller).has_value(); });
      return Counterexample{least, *judge_small(least)};
    }
    return std::nullopt;
  }

 private:
  // Keeps the case where there is a witness against it.
  bool refuse(const Case& input, Verdict verdict) {
    if (!verdict) return false;
    found_ = Counterexample{input, *std::move(verdict)};
    return true;
  }

  Verdict judge_small(const Case& input) {
    if (options_.progress) options_.progress({.cases = cases_, .next = input});
    ++cases_;
    return judge_difference(input, planner_, options_.seed);
  }

  const Planner& planner_;
  const SearchOptions& options_;
  std::int64_t cases_ = 0;
  std::optional<Counterexample> found_;
};

}  // namespace

Verdict judge_difference(const Case& input, const Planner& planner, std::uint64_t seed) {
  if (same_answers(planner, sound_planner(), *place(input))) return std::nullopt;
  if (Verdict verdict = judge(input, planner, seed)) return verdict;
  return judge_against_oracle(input, planner);
}

Verdict judge_huge(const Case& input, const Planner& planner, std::uint64_t seed) {
  for (const std::string_view name : {"partition", "join", "agreement", "bound", "relabelling"}) {
    if (Verdict verdict = find_law(name)->judge(input, planner, seed)) return verdict;
  }
  return std::nullopt;
}

std::optional<Counterexample> smallest_counterexample(const Planner& planner, const SearchOptions& options) {
  return Search(planner, options).run();
}

}  // namespace relayout::proptest
