// The shape of what moves: rows of bytes, in place in somebody's tensor. Shared by the simulator and the GPU engine.
#pragma once

#include <cstdint>

namespace relayout {

// Row r of outer index o begins at base + o * outer_stride + r * row_stride, and holds row_bytes bytes.
//   [rows, hidden], contiguous          row_bytes = row_stride = hidden * element size, outer_count = 1
//   [batch, rows, hidden]               outer_count = batch, outer_stride = rows * row_stride
//   [rows, batch, hidden] (SBHD)        row_bytes = hidden bytes, row_stride = batch * hidden bytes,
//                                       outer_count = batch, outer_stride = hidden bytes
// Units: bytes. Invariants: row_bytes >= 1; outer_count >= 1; rows do not overlap.
// The two sides of a move may have different strides, but row_bytes and outer_count agree.
struct TensorShape {
  std::int64_t row_bytes = 0;
  std::int64_t row_stride = 0;
  std::int64_t outer_count = 1;
  std::int64_t outer_stride = 0;
  friend bool operator==(const TensorShape&, const TensorShape&) = default;

  [[nodiscard]] constexpr std::int64_t offset(std::int64_t outer, std::int64_t row) const {
    return outer * outer_stride + row * row_stride;
  }
};

// Rows without gaps, one batch.
[[nodiscard]] constexpr TensorShape dense_rows(std::int64_t row_bytes) {
  return {.row_bytes = row_bytes, .row_stride = row_bytes, .outer_count = 1, .outer_stride = 0};
}

}  // namespace relayout
