// Planted faults: mistakes that trainers have made, or could. Each must be refused by some law, with a small witness.
#pragma once

#include <span>
#include <string_view>

#include "relayout/proptest/fault/planner.hpp"

namespace relayout::proptest {

struct Fault {
  std::string_view name;      // "cp2-only"
  std::string_view sentence;  // what goes wrong
  std::string_view origin;    // who did it: pull request or file; "planted" where nobody is known to have
  Planner (*planner)();
};

// All of them; the three of radixark/miles #957, where relayout begins, come first. At least 22.
[[nodiscard]] std::span<const Fault> faults();

// The fault of that name, or null.
[[nodiscard]] const Fault* find_fault(std::string_view name);

}  // namespace relayout::proptest
