// A warp copies bytes: any size, any alignment. Device code.
#pragma once

#include <cuda_runtime.h>

#include "relayout/engine/kernel/walk.cuh"

namespace relayout::engine {

// Several loads are under way before the first store: what hides the latency of memory.
constexpr int loads_in_flight = 8;

template <class Word>
__device__ void copy_words(const std::byte* from, std::byte* to, std::int64_t count) {
  const auto* source = reinterpret_cast<const Word*>(from);
  auto* target = reinterpret_cast<Word*>(to);
  std::int64_t index = lane_index();
  for (; index + (loads_in_flight - 1) * warp_size < count; index += loads_in_flight * warp_size) {
    Word words[loads_in_flight];
#pragma unroll
    for (int i = 0; i < loads_in_flight; ++i) words[i] = __ldg(source + index + i * warp_size);
#pragma unroll
    for (int i = 0; i < loads_in_flight; ++i) target[index + i * warp_size] = words[i];
  }
  for (; index < count; index += warp_size) target[index] = __ldg(source + index);
}

__device__ inline void warp_copy(const std::byte* from, std::byte* to, std::int64_t size) {
  const WordCopy copy = word_copy({reinterpret_cast<std::uint64_t>(from), reinterpret_cast<std::uint64_t>(to)}, size);
  copy_words<unsigned char>(from, to, copy.head);
  from += copy.head;
  to += copy.head;
  switch (copy.word) {
    case 16:
      copy_words<uint4>(from, to, copy.word_count);
      break;
    case 8:
      copy_words<uint2>(from, to, copy.word_count);
      break;
    case 4:
      copy_words<unsigned int>(from, to, copy.word_count);
      break;
    case 2:
      copy_words<unsigned short>(from, to, copy.word_count);
      break;
    default:
      copy_words<unsigned char>(from, to, copy.word_count);
      break;
  }
  const std::int64_t done = copy.word * copy.word_count;
  copy_words<unsigned char>(from + done, to + done, size - copy.head - done);
}

// Writes the fill pattern over a run's rows; `bytes` counts from its first row on, rows without gaps.
__device__ inline void fill_rows(const TensorMove& tensor, std::byte* to, const TableRun& run, const Span& bytes) {
  const auto* pattern = reinterpret_cast<const std::byte*>(tensor.fill.bytes);
  const std::int64_t row_bytes = tensor.to_shape.row_bytes;
  for (std::int64_t index = bytes.begin + lane_index(); index < bytes.end; index += warp_size) {
    const std::int64_t row = floor_div(index, row_bytes);
    const std::int64_t in_row = index - row * row_bytes;
    to[(run.local_row + row) * tensor.to_shape.row_stride + in_row] = pattern[in_row & (tensor.fill.size_bytes - 1)];
  }
}

}  // namespace relayout::engine
