#include "relayout/sim/tensor_buffer.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>

#include "relayout/sim/tensor_spec.hpp"

namespace relayout::sim {
namespace {

struct TargetRows {
  std::byte* first;
  std::int64_t stride;
};
struct SourceRows {
  const std::byte* first;
  std::int64_t stride;
};
struct RowBlock {
  std::int64_t row_bytes;
  std::int64_t count;
};

// Wide where both sides are dense; eight bytes by a plain load and store, since runs of one such row are common.
void copy_rows(const TargetRows& to, const SourceRows& from, const RowBlock& block) {
  if (to.stride == block.row_bytes && from.stride == block.row_bytes) {
    if (block.count == 1 && block.row_bytes == 8) {
      std::memcpy(to.first, from.first, 8);
      return;
    }
    std::memcpy(to.first, from.first, static_cast<std::size_t>(block.count * block.row_bytes));
    return;
  }
  for (std::int64_t row = 0; row < block.count; ++row) {
    std::memcpy(to.first + row * to.stride, from.first + row * from.stride, static_cast<std::size_t>(block.row_bytes));
  }
}

std::int64_t row_stride(const TensorBuffer& buffer) { return buffer.shape().row_stride; }

}  // namespace

TensorBuffer::TensorBuffer(const TensorShape& shape, std::int64_t row_count)
    : shape_(shape),
      row_count_(row_count),
      extent_(extent(shape, row_count)),
      bytes_(std::make_unique_for_overwrite<std::byte[]>(static_cast<std::size_t>(extent_ + 2 * guard_bytes))) {
  poison_all();
}

void TensorBuffer::poison_all() { std::fill_n(bytes_.get(), extent_ + 2 * guard_bytes, poison); }

// Walks the rows in the order of their addresses; whatever lies between two of them is a gap.
std::optional<std::int64_t> TensorBuffer::broken_gap() const {
  const std::byte* const first_row = bytes_.get() + guard_bytes;
  std::int64_t gap_begin = -guard_bytes;
  const auto broken_before = [&](std::int64_t gap_end) -> std::optional<std::int64_t> {
    const std::byte* const end = first_row + gap_end;
    const std::byte* const found = std::find_if(first_row + gap_begin, end, [](std::byte b) { return b != poison; });
    if (found == end) return std::nullopt;
    return found - first_row;
  };
  const bool dense = shape_.row_stride == shape_.row_bytes &&
                     (shape_.outer_count == 1 || shape_.outer_stride == row_count_ * shape_.row_stride);
  const bool rows_first = shape_.outer_stride < shape_.row_stride && shape_.outer_count > 1;
  const std::int64_t slow_count = dense ? 0 : rows_first ? row_count_ : shape_.outer_count;
  const std::int64_t fast_count = rows_first ? shape_.outer_count : row_count_;
  for (std::int64_t slow = 0; slow < slow_count; ++slow) {
    for (std::int64_t fast = 0; fast < fast_count; ++fast) {
      const std::int64_t offset = rows_first ? shape_.offset(fast, slow) : shape_.offset(slow, fast);
      if (const auto broken = broken_before(offset)) return broken;
      gap_begin = offset + shape_.row_bytes;
    }
  }
  if (dense) {
    if (const auto broken = broken_before(0)) return broken;
    gap_begin = extent_;
  }
  return broken_before(extent_ + guard_bytes);
}

void pack_rows(const TensorBuffers& from, std::span<const Run> runs, std::span<std::byte> payload) {
  std::byte* next = payload.data();
  for (const TensorBuffer& buffer : from) {
    const std::int64_t row_bytes = buffer.shape().row_bytes;
    for (std::int64_t outer = 0; outer < buffer.shape().outer_count; ++outer) {
      for (const Run& run : runs) {
        copy_rows({next, row_bytes}, {buffer.at(outer, run.local_row), row_stride(buffer)}, {row_bytes, run.count});
        next += run.count * row_bytes;
      }
    }
  }
  assert(next == payload.data() + payload.size());
}

void unpack_rows(std::span<const std::byte> payload, std::span<const Run> runs, TensorBuffers& to) {
  const std::byte* next = payload.data();
  for (TensorBuffer& buffer : to) {
    const std::int64_t row_bytes = buffer.shape().row_bytes;
    for (std::int64_t outer = 0; outer < buffer.shape().outer_count; ++outer) {
      for (const Run& run : runs) {
        copy_rows({buffer.at(outer, run.local_row), row_stride(buffer)}, {next, row_bytes}, {row_bytes, run.count});
        next += run.count * row_bytes;
      }
    }
  }
  assert(next == payload.data() + payload.size());
}

void copy_own_rows(const TensorBuffers& from, std::span<const Run> runs, Direction direction, TensorBuffers& to) {
  for (std::size_t tensor = 0; tensor < from.size(); ++tensor) {
    const TensorBuffer& source = from[tensor];
    TensorBuffer& target = to[tensor];
    for (std::int64_t outer = 0; outer < source.shape().outer_count; ++outer) {
      for (const Run& run : runs) {
        const bool forward = direction == Direction::forward;
        const std::int64_t from_row = forward ? run.local_row : run.remote_row;
        const std::int64_t to_row = forward ? run.remote_row : run.local_row;
        copy_rows({target.at(outer, to_row), row_stride(target)}, {source.at(outer, from_row), row_stride(source)},
                  {source.shape().row_bytes, run.count});
      }
    }
  }
}

void fill_rows(TensorBuffer& buffer, std::span<const Span> rows, std::span<const std::byte> pattern) {
  for (std::int64_t outer = 0; outer < buffer.shape().outer_count; ++outer) {
    for (const Span& span : rows) {
      for (std::int64_t row = span.begin; row < span.end; ++row) {
        std::memcpy(buffer.at(outer, row), pattern.data(), pattern.size());
      }
    }
  }
}

}  // namespace relayout::sim
