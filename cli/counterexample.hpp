// The smallest failing case: found by shrinking, shown with its picture and the command that gives it again.
#pragma once

#include <functional>
#include <string>

#include "relayout/cli/check_judge.hpp"
#include "relayout/cli/output.hpp"
#include "relayout/model/report/write_verdict.hpp"

namespace relayout::cli {

struct FoundCase {
  proptest::Case input;
  Witness witness;
};

// Whether a case still asks what was asked: the same names and rules on both sides, and the same CP size on both where
// it was. Anything else may have gone.
[[nodiscard]] bool same_pair(const proptest::Case& asked, const proptest::Case& smaller);

// Only cases that `admit` takes are tried; what is smallest of them is returned. A judge that is stopped ends the
// search with what it has by then.
[[nodiscard]] FoundCase smallest_case(const Judge& judge, const FoundCase& failing,
                                      const std::function<bool(const proptest::Case&)>& admit);

// The placements and moves of the case, as the planner under judgement makes them.
[[nodiscard]] std::string picture_of(const Judge& judge, const FoundCase& found, const Output& output);

}  // namespace relayout::cli
