// A tensor of a call, as the caller has it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "relayout/engine/kernel/tensor_move.hpp"
#include "relayout/model/rank_program.hpp"
#include "relayout/model/tensor.hpp"

namespace relayout::engine {

// Rows of `input`, on the side that is read, go to `output`, on the side that is written. Both are device memory; they
// do not overlap. row_bytes and outer_count agree on all ranks. A rank that is not on a side may hand in null there.
struct CallTensor {
  const void* input = nullptr;
  void* output = nullptr;
  TensorShape input_shape{};
  TensorShape output_shape{};
  FillPattern fill{};
};

// The value's bytes, again and again: fill_with(std::int64_t{-100}) for labels that a loss ignores.
template <class Value>
[[nodiscard]] FillPattern fill_with(Value value);

[[nodiscard]] inline TensorMove as_move(const CallTensor& tensor) {
  return {.from = static_cast<const std::byte*>(tensor.input),
          .to = static_cast<std::byte*>(tensor.output),
          .from_shape = tensor.input_shape,
          .to_shape = tensor.output_shape,
          .fill = tensor.fill};
}

}  // namespace relayout::engine

#include <bit>
#include <cstring>

template <class Value>
relayout::engine::FillPattern relayout::engine::fill_with(Value value) {
  static_assert(std::has_single_bit(sizeof value) && sizeof value <= sizeof(FillPattern::bytes));
  FillPattern fill{.bytes = {0, 0}, .size_bytes = static_cast<std::int32_t>(sizeof value)};
  std::memcpy(fill.bytes, &value, sizeof value);
  return fill;
}
