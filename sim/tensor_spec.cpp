#include "relayout/sim/tensor_spec.hpp"

#include <algorithm>

#include "relayout/model/integer.hpp"

namespace relayout::sim {
namespace {

constexpr std::int64_t max_bytes = std::int64_t{1} << 60;

// a * b, or max_bytes where it would be more. Requires: neither is negative.
std::int64_t bounded_product(std::int64_t a, std::int64_t b) {
  if (a == 0 || b == 0) return 0;
  return a <= floor_div(max_bytes, b) ? a * b : max_bytes;
}

Error bad_tensor(const char* what, std::int64_t found, const char* expected) {
  return make_error("bad_tensor", what, " is ", found, "; expected ", expected);
}

// True where an outer index's rows all end before the next one's begin, or a row's outer indices before the next row.
bool apart(const TensorShape& shape, std::int64_t row_count) {
  const std::int64_t rows = at_least<std::int64_t>(row_count - 1, 0);
  const bool outer_first = bounded_product(rows, shape.row_stride) + shape.row_bytes <= shape.outer_stride;
  const bool rows_first =
      shape.outer_stride >= shape.row_bytes &&
      bounded_product(shape.outer_count - 1, shape.outer_stride) + shape.row_bytes <= shape.row_stride;
  return shape.outer_count == 1 || row_count == 0 || outer_first || rows_first;
}

}  // namespace

Result<TensorShape> shape_of(const TensorSpec& spec, const TensorStrides& strides, std::int64_t row_count) {
  if (spec.row_bytes < 1) return bad_tensor("row_bytes", spec.row_bytes, "at least 1");
  if (spec.outer_count < 1) return bad_tensor("outer_count", spec.outer_count, "at least 1");
  TensorShape shape = dense_rows(spec.row_bytes);
  shape.outer_count = spec.outer_count;
  if (strides.row_stride != 0) shape.row_stride = strides.row_stride;
  shape.outer_stride = strides.outer_stride != 0 ? strides.outer_stride : bounded_product(row_count, shape.row_stride);
  if (shape.row_stride < shape.row_bytes) return bad_tensor("row_stride", shape.row_stride, "row_bytes or more");
  if (shape.outer_stride < 0) return bad_tensor("outer_stride", shape.outer_stride, "0 or more");
  if (!apart(shape, row_count))
    return bad_tensor("outer_stride", shape.outer_stride, "a stride at which no rows overlap");
  const auto fill_bytes = static_cast<std::int64_t>(spec.fill.size());
  if (fill_bytes > 0 && floor_mod(spec.row_bytes, fill_bytes) != 0) {
    return bad_tensor("the size of the fill", fill_bytes, "a divisor of row_bytes");
  }
  return shape;
}

std::vector<std::byte> row_of_fill(const TensorSpec& spec) {
  std::vector<std::byte> row(static_cast<std::size_t>(spec.row_bytes), std::byte{0});
  for (std::size_t at = 0; at < row.size() && !spec.fill.empty(); at += spec.fill.size()) {
    std::copy(spec.fill.begin(), spec.fill.end(), row.begin() + static_cast<std::ptrdiff_t>(at));
  }
  return row;
}

std::int64_t extent(const TensorShape& shape, std::int64_t row_count) {
  if (row_count == 0) return 0;
  return at_most(bounded_product(shape.outer_count - 1, shape.outer_stride) +
                     bounded_product(row_count - 1, shape.row_stride) + shape.row_bytes,
                 max_bytes);
}

}  // namespace relayout::sim
