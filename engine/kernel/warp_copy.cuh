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

// Sixteen bytes of the pattern, from a place in a row on.
__device__ inline uint4 fill_word(const FillPattern& fill, std::int64_t in_row) {
  const auto* pattern = reinterpret_cast<const unsigned char*>(fill.bytes);
  uint4 word;
  auto* bytes = reinterpret_cast<unsigned char*>(&word);
#pragma unroll
  for (int i = 0; i < 16; ++i) bytes[i] = pattern[(in_row + i) & (fill.size_bytes - 1)];
  return word;
}

// Writes the pattern over a part of one row.
__device__ inline void fill_stretch(const FillPattern& fill, std::byte* to, std::int64_t in_row, std::int64_t size) {
  const auto* pattern = reinterpret_cast<const std::byte*>(fill.bytes);
  const auto byte_at = [&](std::int64_t index) { return pattern[(in_row + index) & (fill.size_bytes - 1)]; };
  const auto address = reinterpret_cast<std::uint64_t>(to);
  const WordCopy words = word_copy({address & 15U, address}, size);  // 16-byte words, from the first border on
  for (std::int64_t i = lane_index(); i < words.head; i += warp_size) to[i] = byte_at(i);
  const uint4 word = fill_word(fill, in_row + words.head);  // the pattern's size divides 16: all words are alike
  auto* body = reinterpret_cast<uint4*>(to + words.head);
  for (std::int64_t i = lane_index(); i < words.word_count; i += warp_size) body[i] = word;
  const std::int64_t done = words.head + words.word * words.word_count;
  for (std::int64_t i = done + lane_index(); i < size; i += warp_size) to[i] = byte_at(i);
}

// The pattern over a run's rows; `bytes` counts from its first row on, rows without gaps.
__device__ inline void fill_rows(const TensorMove& tensor, std::byte* to, const TableRun& run, const Span& bytes) {
  const TensorShape& shape = tensor.to_shape;
  std::int64_t position = bytes.begin;
  std::int64_t row = floor_div(position, shape.row_bytes);
  while (position < bytes.end) {
    const std::int64_t in_row = position - row * shape.row_bytes;
    const std::int64_t size = at_most(shape.row_bytes - in_row, bytes.end - position);
    fill_stretch(tensor.fill, to + (run.local_row + row) * shape.row_stride + in_row, in_row, size);
    position += size;
    ++row;
  }
}

}  // namespace relayout::engine
