#include "relayout/engine/kernel/pack_kernel.hpp"

#include "relayout/engine/kernel/warp_copy.cuh"

namespace relayout::engine {
namespace {

constexpr int pack_threads = 512;

__device__ Worker this_warp() {
  constexpr int warps = pack_threads / warp_size;
  return {.index = static_cast<std::int64_t>(blockIdx.x) * warps + warp_index(),
          .count = static_cast<std::int64_t>(gridDim.x) * warps};
}

__global__ void __launch_bounds__(pack_threads) pack_rows(const __grid_constant__ PackCall call) {
  const Runs list = runs_of(call.table, call.list);
  const Worker worker = this_warp();
  for (int i = 0; i < call.tensor_count; ++i) {
    const TensorMove& tensor = call.tensors[i];
    const std::int64_t row_bytes = tensor.from_shape.row_bytes;
    const std::int64_t from_stride = tensor.from_shape.row_stride;
    const std::int64_t to_stride = tensor.to_shape.row_stride;
    for (std::int64_t outer = 0; outer < tensor.from_shape.outer_count; ++outer) {
      const std::byte* from = tensor.from + outer * tensor.from_shape.outer_stride;
      std::byte* to = tensor.to + outer * tensor.to_shape.outer_stride;
      walk(list, share_of(list.row_count * row_bytes, worker), row_bytes, [&](const TableRun& run, const Span& bytes) {
        for_each_stretch({from + row_in(run, call.from) * from_stride, to + row_in(run, call.to) * to_stride,
                          from_stride, to_stride, row_bytes},
                         bytes, warp_copy);
      });
    }
  }
}

__global__ void __launch_bounds__(pack_threads) fill_padding(const __grid_constant__ FillCall call) {
  const MoveTable* table = call.table;
  const Runs fills = runs_of(table, call.direction == Direction::forward ? table->target_fills : table->source_fills);
  const Worker worker = this_warp();
  for (int i = 0; i < call.tensor_count; ++i) {
    const TensorMove& tensor = call.tensors[i];
    const std::int64_t row_bytes = tensor.to_shape.row_bytes;
    for (std::int64_t outer = 0; outer < tensor.to_shape.outer_count; ++outer) {
      std::byte* to = tensor.to + outer * tensor.to_shape.outer_stride;
      walk(fills, share_of(fills.row_count * row_bytes, worker), row_bytes,
           [&](const TableRun& run, const Span& bytes) { fill_rows(tensor, to, run, bytes); });
    }
  }
}

}  // namespace

cudaError_t launch_pack(const PackCall& call, std::int32_t cta_count, cudaStream_t stream) {
  pack_rows<<<static_cast<unsigned>(cta_count), pack_threads, 0, stream>>>(call);
  return cudaGetLastError();
}

cudaError_t launch_fill(const FillCall& call, std::int32_t cta_count, cudaStream_t stream) {
  fill_padding<<<static_cast<unsigned>(cta_count), pack_threads, 0, stream>>>(call);
  return cudaGetLastError();
}

}  // namespace relayout::engine
