// Small worlds: finite families of cases, every member of which is asked. No dice.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "relayout/proptest/generate/case.hpp"

namespace relayout::proptest {

// Every pack up to these bounds, whole or with one token of carried padding in its last sequence that has any, over
// pairs of layouts. Each rule, and each modifier by itself, meets plain layouts; plain layouts meet each other. Two
// ranks of two shares meet one rank even where four ranks are more than the bound: less does not show who holds which
// share.
struct FaultWorldBounds {
  std::int64_t min_ranks = 1;  // of each side, cp * tp
  std::int64_t max_ranks = 3;
  std::int64_t max_tokens = 6;
  std::int64_t max_sequences = 2;
};

// False ends the visit.
using CaseVisitor = std::function<bool(const Case&)>;

// Visits the world by ascending case_size. Returns whether it was visited to its end.
bool visit_fault_world(const FaultWorldBounds& bounds, const CaseVisitor& visit);

// The same as a list.
[[nodiscard]] std::vector<Case> fault_world(const FaultWorldBounds& bounds);

// What a trainer's unit test asks: zigzag to sequential and to contiguous and back, cp 2, one sequence of 8 tokens, one
// of 16. (With both in one pack, the last commit of radixark/miles #957 would not have passed.)
[[nodiscard]] std::vector<Case> usual_unit_test();

// Lengths that every layout divides: one to three sequences of 2 * cp and 4 * cp tokens, cp 1 to 8, plain layouts.
[[nodiscard]] std::vector<Case> aligned_world();

// Packs of about 2^31 and of 2^32 tokens, one and two ranks, by ascending size. Only for what costs O(pieces).
[[nodiscard]] std::vector<Case> huge_world();

}  // namespace relayout::proptest
