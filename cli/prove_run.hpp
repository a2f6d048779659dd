// A proof from its flags to its verdict.
#pragma once

#include "relayout/cli/failure.hpp"
#include "relayout/cli/output.hpp"
#include "relayout/cli/values.hpp"
#include "relayout/proptest/prove/prove.hpp"

namespace relayout::cli {

struct ProveFlags {
  FlagText law;
  FlagText layout;
  FlagText group;
  FlagText fault;
  FlagText faulty;
  FlagText prover;
  FlagText timeout;
  FlagText threads;
  bool table = false;
};

// prove_question.cpp: what the flags ask. Failure: bad input; usage, where there is no such obligation.
[[nodiscard]] prove::Question question_of(const ProveFlags& flags);

// prove_trust.cpp: what is proved, exhaustive, tested and assumed, in one table.
[[nodiscard]] ExitStatus print_trust(const Output& output);

// Prints what is not proved as it is found, in full; then a line for each obligation, and the verdict. The status is
// negative where something is refuted or unknown. Failure: as the flags say; interrupted and deadline, with the tally
// so far; disagreement, as soon as two provers contradict each other.
[[nodiscard]] ExitStatus run_prove(const ProveFlags& flags, const Output& output);

}  // namespace relayout::cli
