#include "relayout/bench/gpu/row_kernels.hpp"

#include <cuda_bf16.h>

#include "relayout/engine/kernel/warp_copy.cuh"

namespace relayout::bench {
namespace {

using engine::copy_words;
using engine::lane_index;
using engine::warp_size;

constexpr int threads = 512;
constexpr std::int64_t word_bytes = 8;  // of the narrowest rows

// A grid that fills any GPU several times over.
int grid_of(std::int64_t worker_threads) {
  constexpr std::int64_t most = 132 * 8;
  const std::int64_t blocks = (worker_threads + threads - 1) / threads;
  return static_cast<int>(blocks < 1 ? 1 : blocks < most ? blocks : most);
}

// Rows of one word are a thread's each, all others a warp's.
bool one_word(std::int64_t row_bytes) { return row_bytes == word_bytes; }
int grid_of_rows(std::int64_t rows, std::int64_t row_bytes) {
  return grid_of(one_word(row_bytes) ? rows : rows * warp_size);
}

__device__ std::int64_t global_thread() { return blockIdx.x * std::int64_t{threads} + threadIdx.x; }
__device__ std::int64_t thread_count() { return gridDim.x * std::int64_t{threads}; }
__device__ std::int64_t global_warp() { return global_thread() / warp_size; }
__device__ std::int64_t warp_count() { return thread_count() / warp_size; }

enum class Indexed { source, target };

template <Indexed side>
__global__ void __launch_bounds__(threads) indexed_rows(IndexedRows rows) {
  for (std::int64_t i = global_warp(); i < rows.count; i += warp_count()) {
    const std::int64_t named = rows.index[i];
    const std::int64_t from = side == Indexed::source ? named : i;
    const std::int64_t to = side == Indexed::source ? i : named;
    copy_words<uint4>(rows.from + from * rows.row_bytes, rows.to + to * rows.row_bytes, rows.row_bytes / 16);
  }
}

template <Indexed side>
__global__ void __launch_bounds__(threads) indexed_words(IndexedRows rows) {
  const auto* from = reinterpret_cast<const std::uint64_t*>(rows.from);
  auto* to = reinterpret_cast<std::uint64_t*>(rows.to);
  for (std::int64_t i = global_thread(); i < rows.count; i += thread_count()) {
    const std::int64_t named = rows.index[i];
    to[side == Indexed::source ? i : named] = from[side == Indexed::source ? named : i];
  }
}

template <Indexed side>
void launch_indexed(const IndexedRows& rows, cudaStream_t stream) {
  const int grid = grid_of_rows(rows.count, rows.row_bytes);
  if (one_word(rows.row_bytes)) {
    indexed_words<side><<<grid, threads, 0, stream>>>(rows);
  } else {
    indexed_rows<side><<<grid, threads, 0, stream>>>(rows);
  }
}

// A row of one word is its token's name alone.
__device__ std::uint64_t name_of(std::int64_t token) {
  return (static_cast<std::uint64_t>(token) + 1) * 0x9e3779b97f4a7c15U;
}

__global__ void __launch_bounds__(threads) write_word_names(NamedRows rows) {
  auto* words = reinterpret_cast<std::uint64_t*>(rows.rows);
  for (std::int64_t i = global_thread(); i < rows.count; i += thread_count()) words[i] = name_of(rows.tokens[i]);
}

__global__ void __launch_bounds__(threads) count_wrong_words(NamedRows rows, std::uint64_t* wrong) {
  const auto* words = reinterpret_cast<const std::uint64_t*>(rows.rows);
  for (std::int64_t i = global_thread(); i < rows.count; i += thread_count()) {
    if (rows.tokens[i] < 0 || words[i] == name_of(rows.tokens[i])) continue;
    atomicAdd(reinterpret_cast<unsigned long long*>(wrong), 1ULL);
  }
}

__device__ uint4 word_of(std::int64_t token, std::int64_t word) {
  const auto low = static_cast<unsigned>(token);
  const auto high = static_cast<unsigned>(token >> 32);
  return {low, high, static_cast<unsigned>(word), low * 2654435761U + static_cast<unsigned>(word)};
}

__global__ void __launch_bounds__(threads) write_names(NamedRows rows) {
  for (std::int64_t row = global_warp(); row < rows.count; row += warp_count()) {
    auto* words = reinterpret_cast<uint4*>(rows.rows + row * rows.row_bytes);
    for (std::int64_t i = lane_index(); i < rows.row_bytes / 16; i += warp_size)
      words[i] = word_of(rows.tokens[row], i);
  }
}

__global__ void __launch_bounds__(threads) count_wrong(NamedRows rows, std::uint64_t* wrong) {
  for (std::int64_t row = global_warp(); row < rows.count; row += warp_count()) {
    const std::int64_t token = rows.tokens[row];
    if (token < 0) continue;
    const auto* words = reinterpret_cast<const uint4*>(rows.rows + row * rows.row_bytes);
    bool bad = false;
    for (std::int64_t i = lane_index(); i < rows.row_bytes / 16; i += warp_size) {
      const uint4 found = words[i];
      const uint4 right = word_of(token, i);
      bad = bad || found.x != right.x || found.y != right.y || found.z != right.z || found.w != right.w;
    }
    if (__any_sync(0xffffffffU, bad) && lane_index() == 0)
      atomicAdd(reinterpret_cast<unsigned long long*>(wrong), 1ULL);
  }
}

__global__ void __launch_bounds__(threads) store(Bytes bytes) {
  const std::int64_t words = bytes.size_bytes / 16;
  const std::int64_t warps = warp_count();
  constexpr std::int64_t tile = engine::loads_in_flight * warp_size;
  for (std::int64_t begin = global_warp() * tile; begin < words; begin += warps * tile) {
    copy_words<uint4>(bytes.from + begin * 16, bytes.to + begin * 16, words - begin < tile ? words - begin : tile);
  }
}

__global__ void __launch_bounds__(threads) fill_numbers(Bytes bytes) {
  auto* numbers = reinterpret_cast<__nv_bfloat16*>(bytes.to);
  for (std::int64_t i = global_thread(); i < bytes.size_bytes / 2; i += thread_count()) {
    const auto bits = static_cast<unsigned>(name_of(i) >> 32);
    numbers[i] = __float2bfloat16(static_cast<float>(bits) * (2.0F / 4294967296.0F) - 1.0F);
  }
}

__global__ void delay(std::int64_t nanoseconds) {
  std::uint64_t begin = 0;
  std::uint64_t now = 0;
  asm volatile("mov.u64 %0, %%globaltimer;" : "=l"(begin));
  do {
    asm volatile("mov.u64 %0, %%globaltimer;" : "=l"(now));
  } while (static_cast<std::int64_t>(now - begin) < nanoseconds);
}

}  // namespace

cudaError_t launch_index_select(const IndexedRows& rows, cudaStream_t stream) {
  launch_indexed<Indexed::source>(rows, stream);
  return cudaGetLastError();
}

cudaError_t launch_index_copy(const IndexedRows& rows, cudaStream_t stream) {
  launch_indexed<Indexed::target>(rows, stream);
  return cudaGetLastError();
}

cudaError_t launch_write_names(const NamedRows& rows, cudaStream_t stream) {
  const int grid = grid_of_rows(rows.count, rows.row_bytes);
  if (one_word(rows.row_bytes)) {
    write_word_names<<<grid, threads, 0, stream>>>(rows);
  } else {
    write_names<<<grid, threads, 0, stream>>>(rows);
  }
  return cudaGetLastError();
}

cudaError_t launch_count_wrong(const NamedRows& rows, std::uint64_t* wrong, cudaStream_t stream) {
  const int grid = grid_of_rows(rows.count, rows.row_bytes);
  if (one_word(rows.row_bytes)) {
    count_wrong_words<<<grid, threads, 0, stream>>>(rows, wrong);
  } else {
    count_wrong<<<grid, threads, 0, stream>>>(rows, wrong);
  }
  return cudaGetLastError();
}

cudaError_t launch_store(const Bytes& bytes, cudaStream_t stream) {
  store<<<132, threads, 0, stream>>>(bytes);
  return cudaGetLastError();
}

cudaError_t launch_fill_numbers(const Bytes& bytes, cudaStream_t stream) {
  fill_numbers<<<grid_of(bytes.size_bytes / 2), threads, 0, stream>>>(bytes);
  return cudaGetLastError();
}

cudaError_t launch_delay(std::int64_t nanoseconds, cudaStream_t stream) {
  delay<<<1, 1, 0, stream>>>(nanoseconds);
  return cudaGetLastError();
}

}  // namespace relayout::bench
