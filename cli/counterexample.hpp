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

// Requires: judge.verdict(failing). `stop` ends the search early; what it has by then is returned.
[[nodiscard]] FoundCase smallest_case(const Judge& judge, const proptest::Case& failing,
                                      const std::function<bool()>& stop);

// The placements and moves of the case, as the planner under judgement makes them.
[[nodiscard]] std::string picture_of(const Judge& judge, const FoundCase& found, const Output& output);

}  // namespace relayout::cli
