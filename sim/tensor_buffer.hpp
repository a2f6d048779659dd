// One side of a tensor on one rank: its bytes, with poison in every byte that is not part of a row.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "relayout/model/rank_program.hpp"
#include "relayout/model/span.hpp"
#include "relayout/model/tensor.hpp"

namespace relayout::sim {

inline constexpr std::byte poison{0xa5};

// Owns its bytes, rows and gaps, with a guard of poison at either end. Poisoned throughout when made. Move-only.
class TensorBuffer {
 public:
  TensorBuffer(const TensorShape& shape, std::int64_t row_count);

  [[nodiscard]] const TensorShape& shape() const { return shape_; }
  [[nodiscard]] std::int64_t row_count() const { return row_count_; }
  // Requires: outer and row are in range.
  [[nodiscard]] std::byte* at(std::int64_t outer, std::int64_t row) {
    return bytes_.get() + guard_bytes + shape_.offset(outer, row);
  }
  [[nodiscard]] const std::byte* at(std::int64_t outer, std::int64_t row) const {
    return bytes_.get() + guard_bytes + shape_.offset(outer, row);
  }

  // As when it was made.
  void poison_all();
  // The offset from the first row of a byte outside all rows that was written. Cost: O(bytes outside rows + rows), and
  // O(1) where rows have no gaps.
  [[nodiscard]] std::optional<std::int64_t> broken_gap() const;

 private:
  static constexpr std::int64_t guard_bytes = 64;

  TensorShape shape_;
  std::int64_t row_count_;
  std::int64_t extent_;
  std::unique_ptr<std::byte[]> bytes_;
};

using TensorBuffers = std::vector<TensorBuffer>;

// A message's payload: tensor by tensor, outer index by outer index, run by run, row by row, without gaps.
// Requires, of all three: the runs lie inside the buffers, and the bytes are those of all runs' rows in all tensors.
void pack_rows(const TensorBuffers& from, std::span<const Run> runs, std::span<std::byte> payload);
void unpack_rows(std::span<const std::byte> payload, std::span<const Run> runs, TensorBuffers& to);

// The rows that stay. Forward, local rows go to remote rows; backward, remote rows go to local ones.
void copy_own_rows(const TensorBuffers& from, std::span<const Run> runs, Direction direction, TensorBuffers& to);

// Writes `pattern`, one row long, over rows.
void fill_rows(TensorBuffer& buffer, std::span<const Span> rows, std::span<const std::byte> pattern);

}  // namespace relayout::sim
