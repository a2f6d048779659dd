// The second prover: for each rank count from 1 to 16, and any length, the whole of what a kind does to a scope, and of
// what two kinds do to the same one.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "relayout/proptest/prove/arithmetic.hpp"
#include "relayout/proptest/prove/interrupt.hpp"
#include "relayout/proptest/prove/isl_number.hpp"
#include "relayout/proptest/prove/prove.hpp"

namespace relayout::prove {

struct IslObligation {
  std::string name;
  std::string_view law;
  Group group;
  std::vector<Kind> kinds;
  // Where isl refutes, the smallest length and shares. Unknown is what it was interrupted at, or fails at itself.
  std::function<Answer(Interrupt&)> decide;
  Subject subject;  // what Z3 is asked, too
};

[[nodiscard]] std::vector<IslObligation> isl_obligations(const SourceOf<IslNumber>& source);

}  // namespace relayout::prove
