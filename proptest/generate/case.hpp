// A case: one pack and two layouts. What every property is asked about, and what a counterexample is.
#pragma once

#include <cstdint>
#include <string>

#include "relayout/model/layout.hpp"
#include "relayout/model/pack.hpp"
#include "relayout/model/placement.hpp"
#include "relayout/model/result.hpp"

namespace relayout::proptest {

struct Case {
  Pack pack;
  Layout source;
  Layout target;
};

// Both layouts applied. Errors: those of Placement::make.
struct PlacedCase {
  Placement source;
  Placement target;
};
[[nodiscard]] Result<PlacedCase> place(const Case& input);

// "--lengths 5,7 --source zigzag:remainder=pad,cp=2 --target contiguous:..": the options that give the case again.
// Values that a shell would read are quoted.
[[nodiscard]] std::string command_options(const Case& input);

// What a smallest case is smallest in: ranks first, then tokens, then sequences, then modifiers. Lower is smaller.
[[nodiscard]] std::int64_t case_size(const Case& input);

}  // namespace relayout::proptest
