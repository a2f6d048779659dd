// Tensors of a call that look like trouble, for movers whose rows lie in real memory.
#pragma once

#include <cstdint>
#include <vector>

#include "relayout/proptest/generate/random.hpp"
#include "relayout/sim/tensor_spec.hpp"

namespace relayout::proptest {

// A tensor of a validated call, alike on all ranks. Invariant: its strides are given.
struct ValidatedTensor {
  sim::TensorSpec spec;
  std::int64_t source_skew = 0;  // bytes past an aligned address, below most_skew
  std::int64_t target_skew = 0;
  bool in_arena = false;  // outputs lie where peers can write
};
inline constexpr std::int64_t most_skew = 16;

// Any row size, any alignment, strides, outer indices, fills; the first one's rows tell all tokens apart.
// `row_capacity` is at least every rank's rows on either side. `arena` allows outputs in it.
enum class ArenaUse : std::uint8_t { never, sometimes };
[[nodiscard]] std::vector<ValidatedTensor> random_tensors(Random& random, std::int64_t row_capacity, ArenaUse arena);

}  // namespace relayout::proptest
