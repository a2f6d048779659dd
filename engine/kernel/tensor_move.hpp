// What kernels are told of a call: plain structs, passed by value.
#pragma once

#include <cstddef>
#include <cstdint>

#include "relayout/engine/move_table.hpp"
#include "relayout/model/tensor.hpp"

namespace relayout::engine {

inline constexpr int max_tensors = 8;  // in one launch; a call of more is several launches

// Rows that nothing arrives in take this pattern, again and again from each row's begin. Invariant: size_bytes is a
// power of two up to 16.
struct FillPattern {
  std::uint64_t bytes[2] = {0, 0};
  std::int32_t size_bytes = 1;
};

// One tensor: where its rows are read, and where they are written here.
struct TensorMove {
  const std::byte* from = nullptr;
  std::byte* to = nullptr;
  TensorShape from_shape{};
  TensorShape to_shape{};
  FillPattern fill{};
};

// Where a list's rows are in a buffer.
enum class RowField : std::uint8_t { local, remote, packed };
enum class ListName : std::uint8_t { sends, receives, own };

}  // namespace relayout::engine
