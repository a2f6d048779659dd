// A tensor of a simulated call: what its rows are like on both sides, on a rank with any number of rows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "relayout/model/result.hpp"
#include "relayout/model/tensor.hpp"

namespace relayout::sim {

// Strides in bytes; 0 = the least there is: rows without gaps, and outer indices one behind the other.
//   [rows, hidden], [batch, rows, hidden]    both 0
//   [rows, batch, hidden] (SBHD)             row_stride = batch * hidden bytes, outer_stride = hidden bytes
struct TensorStrides {
  std::int64_t row_stride = 0;
  std::int64_t outer_stride = 0;
};

struct TensorSpec {
  std::int64_t row_bytes = 8;
  std::int64_t outer_count = 1;
  TensorStrides source{};
  TensorStrides target{};
  std::vector<std::byte> fill{};  // of one element, repeated over rows of temporary padding; empty = zeros
};

// The bytes of an element, for `fill`: element_bytes(std::int32_t{-100}).
template <class Element>
[[nodiscard]] std::vector<std::byte> element_bytes(const Element& element) {
  const auto* first = reinterpret_cast<const std::byte*>(&element);
  return {first, first + sizeof(Element)};
}

// One side of a tensor on a rank that holds `row_count` rows.
// Errors: "bad_tensor" where sizes are not positive, rows would overlap, or the fill does not divide a row.
[[nodiscard]] Result<TensorShape> shape_of(const TensorSpec& spec, const TensorStrides& strides,
                                           std::int64_t row_count);

// What a row of temporary padding holds. Requires: shape_of takes the spec.
[[nodiscard]] std::vector<std::byte> row_of_fill(const TensorSpec& spec);

// Bytes from the first row to the end of the last; 0 where there is no row.
[[nodiscard]] std::int64_t extent(const TensorShape& shape, std::int64_t row_count);

}  // namespace relayout::sim
