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
// do not overlap. row_bytes and outer_count agree on all ranks. A rank that is not on a side may hand in null there;
// but where the others' output is a slot of the arena, it names its own slot, which it has too.
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

// The bytes of one element, a power of two of them up to 16; none: zeros.
[[nodiscard]] FillPattern fill_with_bytes(std::span<const std::byte> bytes);

[[nodiscard]] inline TensorMove as_move(const CallTensor& tensor) {
  return {.from = static_cast<const std::byte*>(tensor.input),
          .to = static_cast<std::byte*>(tensor.output),
          .from_shape = tensor.input_shape,
          .to_shape = tensor.output_shape,
          .fill = tensor.fill};
}

}  // namespace relayout::engine

#include <algorithm>
#include <bit>
#include <cassert>

template <class Value>
relayout::engine::FillPattern relayout::engine::fill_with(Value value) {
  static_assert(std::has_single_bit(sizeof value) && sizeof value <= sizeof(FillPattern::bytes));
  return fill_with_bytes({reinterpret_cast<const std::byte*>(&value), sizeof value});
}

inline relayout::engine::FillPattern relayout::engine::fill_with_bytes(std::span<const std::byte> bytes) {
  FillPattern fill;
  if (bytes.empty()) return fill;
  assert(std::has_single_bit(bytes.size()) && bytes.size() <= sizeof fill.bytes);
  fill.size_bytes = static_cast<std::int32_t>(bytes.size());
  std::copy(bytes.begin(), bytes.end(), reinterpret_cast<std::byte*>(fill.bytes));
  return fill;
}
