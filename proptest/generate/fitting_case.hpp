// Random cases for a given number of ranks: those of a machine, not names that a generator made up.
#pragma once

#include <cstdint>

#include "relayout/proptest/generate/case.hpp"
#include "relayout/proptest/generate/random.hpp"

namespace relayout::proptest {

// World ranks are below rank_count, whatever names the generator gave them.
[[nodiscard]] Case fitting_case(Random& random, std::int32_t rank_count);
// One in which every rank takes part.
[[nodiscard]] Case case_of_all(Random& random, std::int32_t rank_count);

// Of the case's plan. Requires: both layouts apply.
[[nodiscard]] std::uint64_t fingerprint_of(const Case& input);

}  // namespace relayout::proptest
