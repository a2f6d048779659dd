// Integer vocabulary of the layout arithmetic: the only place where a `/` or `%` on lengths is written.
//
// split.hpp calls these by name, so that the same source runs on std::int64_t, on a GPU, and on a symbolic
// integer that brings functions of the same names (found by argument-dependent lookup). They are declared
// before split.hpp because that lookup does not find functions of a fundamental type.
#pragma once

#include <cstdint>

#if defined(__CUDACC__)
#define RELAYOUT_HOST_DEVICE __host__ __device__
#else
#define RELAYOUT_HOST_DEVICE
#endif

namespace relayout {

// The largest integer q with q * divisor <= dividend. Requires: dividend >= 0, divisor > 0.
RELAYOUT_HOST_DEVICE constexpr std::int64_t floor_div(std::int64_t dividend, std::int64_t divisor) {
  return dividend / divisor;
}

// dividend - divisor * floor_div(dividend, divisor). Requires: dividend >= 0, divisor > 0.
RELAYOUT_HOST_DEVICE constexpr std::int64_t floor_mod(std::int64_t dividend, std::int64_t divisor) {
  return dividend % divisor;
}

// `yes` where the condition holds, else `no`. Both are evaluated: guard divisors with at_least.
RELAYOUT_HOST_DEVICE constexpr std::int64_t select(bool condition, std::int64_t yes, std::int64_t no) {
  return condition ? yes : no;
}

// The smallest integer q with q * divisor >= dividend. Requires: dividend >= 0, divisor > 0.
template <class Int>
RELAYOUT_HOST_DEVICE constexpr Int ceil_div(Int dividend, Int divisor) {
  return floor_div(dividend + (divisor - 1), divisor);
}

template <class Int>
RELAYOUT_HOST_DEVICE constexpr Int at_most(Int value, Int bound) {
  return select(value < bound, value, bound);
}

template <class Int>
RELAYOUT_HOST_DEVICE constexpr Int at_least(Int value, Int bound) {
  return select(value < bound, bound, value);
}

// The smallest multiple of `multiple` that is >= value.
template <class Int>
RELAYOUT_HOST_DEVICE constexpr Int round_up(Int value, Int multiple) {
  return ceil_div(value, multiple) * multiple;
}

}  // namespace relayout
