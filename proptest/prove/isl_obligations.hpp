// The second prover: for each rank count from 1 to 16, and any length, the whole of what a kind does to a scope.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "relayout/proptest/prove/interrupt.hpp"
#include "relayout/proptest/prove/kind.hpp"
#include "relayout/proptest/prove/prove.hpp"

namespace relayout::prove {

struct IslObligation {
  std::string name;
  std::string_view law;
  std::vector<LayoutName> layouts;
  // isl decides: there is no unknown but where it runs out of what it can say, or is interrupted.
  std::function<Verdict(Interrupt&)> decide;
  std::optional<Subject> subject = {};  // where Z3 is asked the same
};

// Rank counts that are asked one by one.
inline constexpr std::int64_t most_isl_ranks = 16;

[[nodiscard]] std::vector<IslObligation> isl_obligations();

}  // namespace relayout::prove
