// A check from its flags to its verdict.
#pragma once

#include "relayout/cli/check_cases.hpp"
#include "relayout/cli/failure.hpp"
#include "relayout/cli/output.hpp"
#include "relayout/cli/values.hpp"

namespace relayout::cli {

struct CheckFlags {
  CaseFlags cases;
  FlagText law;
  FlagText fault;
  FlagText timeout;
};

// Prints the verdict, and the smallest counterexample where there is one. A planted fault without any cases of one's
// own is looked for in a small world that is searched whole, so that no case is smaller.
// Failure: as the flags say; interrupted and deadline, with the tally so far.
[[nodiscard]] ExitStatus run_check(const CheckFlags& flags, const Output& output);

}  // namespace relayout::cli
