#include "relayout/bench/gpu/row_kernels.hpp"

#include "relayout/engine/kernel/warp_copy.cuh"

namespace relayout::bench {
namespace {

using engine::copy_words;
using engine::lane_index;
using engine::warp_size;

constexpr int threads = 512;

// A grid that fills any GPU several times over.
int grid_of(std::int64_t warps) {
  constexpr std::int64_t most = 132 * 8;
  const std::int64_t blocks = (warps * warp_size + threads - 1) / threads;
  return static_cast<int>(blocks < 1 ? 1 : blocks < most ? blocks : most);
}

__device__ std::int64_t global_warp() { return (blockIdx.x * std::int64_t{threads} + threadIdx.x) / warp_size; }
__device__ std::int64_t warp_count() { return gridDim.x * std::int64_t{threads} / warp_size; }

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
  indexed_rows<Indexed::source><<<grid_of(rows.count), threads, 0, stream>>>(rows);
  return cudaGetLastError();
}

cudaError_t launch_index_copy(const IndexedRows& rows, cudaStream_t stream) {
  indexed_rows<Indexed::target><<<grid_of(rows.count), threads, 0, stream>>>(rows);
  return cudaGetLastError();
}

cudaError_t launch_write_names(const NamedRows& rows, cudaStream_t stream) {
  write_names<<<grid_of(rows.count), threads, 0, stream>>>(rows);
  return cudaGetLastError();
}

cudaError_t launch_count_wrong(const NamedRows& rows, std::uint64_t* wrong, cudaStream_t stream) {
  count_wrong<<<grid_of(rows.count), threads, 0, stream>>>(rows, wrong);
  return cudaGetLastError();
}

cudaError_t launch_store(const Bytes& bytes, cudaStream_t stream) {
  store<<<132, threads, 0, stream>>>(bytes);
  return cudaGetLastError();
}

cudaError_t launch_delay(std::int64_t nanoseconds, cudaStream_t stream) {
  delay<<<1, 1, 0, stream>>>(nanoseconds);
  return cudaGetLastError();
}

}  // namespace relayout::bench
