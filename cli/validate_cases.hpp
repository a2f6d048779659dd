// The cases of a validation: random ones that fit into the ranks there are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "relayout/proptest/generate/case.hpp"
#include "relayout/proptest/generate/random.hpp"

namespace relayout::cli {

// World ranks are below rank_count, whatever names the generator gave them.
[[nodiscard]] proptest::Case fitting_case(proptest::Random& random, std::int32_t rank_count);
// One in which every rank takes part.
[[nodiscard]] proptest::Case case_of_all(proptest::Random& random, std::int32_t rank_count);

// Of the case's plan. Requires: both layouts apply.
[[nodiscard]] std::uint64_t fingerprint_of(const proptest::Case& input);

// The numbers below `count`, in any order.
[[nodiscard]] std::vector<std::size_t> random_order(proptest::Random& random, std::size_t count);

}  // namespace relayout::cli
