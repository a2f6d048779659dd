// The smallest case in which a planner is wrong.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "relayout/model/check/verdict.hpp"
#include "relayout/proptest/fault/planner.hpp"
#include "relayout/proptest/fault_world.hpp"
#include "relayout/proptest/generate/case.hpp"

namespace relayout::proptest {

struct Counterexample {
  Case input;
  Witness witness;
};

// Where a search stands: cases judged so far, and the one that is next.
struct SearchProgress {
  std::int64_t cases = 0;
  const Case& next;
};

struct SearchOptions {
  FaultWorldBounds bounds = {};     // searched whole, by ascending case_size
  std::int64_t random_cases = 300;  // asked only where the small world and the huge one hold
  std::uint64_t seed = 1;           // of the random cases, payloads and third layouts
  std::function<void(const SearchProgress&)> progress = nullptr;  // null: nobody listens. Called before each case
};

// The laws, then the oracle, of a case that the planner answers otherwise than the sound one does; else nothing: a
// witness about a third layout or other names, which some laws bring in, is none against this case.
[[nodiscard]] Verdict judge_difference(const Case& input, const Planner& planner, std::uint64_t seed);

// The laws that cost O(pieces), whatever the token count: partition, join, agreement, bound, relabelling.
[[nodiscard]] Verdict judge_huge(const Case& input, const Planner& planner, std::uint64_t seed);

// Asks judge_difference of the small world. Where it holds, packs past 2^31 tokens are judged by judge_huge; then
// random cases, made smaller for as long as they fail.
// Ensures: of the world of `bounds`, no smaller case is refused. A function of planner and options.
[[nodiscard]] std::optional<Counterexample> smallest_counterexample(const Planner& planner,
                                                                    const SearchOptions& options);

}  // namespace relayout::proptest
