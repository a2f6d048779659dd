#include "relayout/engine/kernel/local_kernel.hpp"

#include "relayout/engine/kernel/warp_copy.cuh"

namespace relayout::engine {
namespace {

constexpr int local_threads = 512;

__device__ Worker this_warp() {
  constexpr int warps = local_threads / warp_size;
  return {.index = static_cast<std::int64_t>(blockIdx.x) * warps + warp_index(),
          .count = static_cast<std::int64_t>(gridDim.x) * warps};
}

struct Fields {
  RowField from;
  RowField to;
};

__device__ void copy_list(const Runs& list, const Fields& fields, const TensorMove& tensor) {
  const std::int64_t row_bytes = tensor.from_shape.row_bytes;
  const std::int64_t from_stride = tensor.from_shape.row_stride;
  const std::int64_t to_stride = tensor.to_shape.row_stride;
  for (std::int64_t outer = 0; outer < tensor.from_shape.outer_count; ++outer) {
    const std::byte* from = tensor.from + outer * tensor.from_shape.outer_stride;
    std::byte* to = tensor.to + outer * tensor.to_shape.outer_stride;
    const Span share = share_of(list.row_count * row_bytes, this_warp());
    walk(list, share, row_bytes, [&](const TableRun& run, const Span& bytes) {
      for_each_stretch({from + row_in(run, fields.from) * from_stride, to + row_in(run, fields.to) * to_stride,
                        from_stride, to_stride, row_bytes},
                       bytes, warp_copy);
    });
  }
}

__device__ void fill_padding(const Runs& fills, const TensorMove& tensor) {
  const std::int64_t row_bytes = tensor.to_shape.row_bytes;
  for (std::int64_t outer = 0; outer < tensor.to_shape.outer_count; ++outer) {
    std::byte* to = tensor.to + outer * tensor.to_shape.outer_stride;
    const Span share = share_of(fills.row_count * row_bytes, this_warp());
    walk(fills, share, row_bytes, [&](const TableRun& run, const Span& bytes) { fill_rows(tensor, to, run, bytes); });
  }
}

__global__ void __launch_bounds__(local_threads) move_local(const __grid_constant__ LocalCall call) {
  if (call.go != nullptr && *call.go == 0) return;
  const MoveTable* table = call.table;
  const bool forward = call.direction == Direction::forward;
  const Runs messages = runs_of(table, call.messages.list);
  for (int i = 0; i < call.messages.tensor_count; ++i) {
    copy_list(messages, {call.messages.from, call.messages.to}, call.messages.tensors[i]);
  }
  const Fields own = forward ? Fields{RowField::local, RowField::remote} : Fields{RowField::remote, RowField::local};
  for (int i = 0; i < call.staying.copy_count; ++i) {
    copy_list(runs_of(table, table->own), own, call.staying.tensors[i]);
  }
  const Runs fills = runs_of(table, forward ? table->target_fills : table->source_fills);
  for (int i = 0; i < call.staying.fill_count; ++i) fill_padding(fills, call.staying.tensors[i]);
}

}  // namespace

cudaError_t launch_local(const LocalCall& call, std::int32_t cta_count, cudaStream_t stream) {
  if (call.messages.tensor_count == 0 && call.staying.copy_count == 0 && call.staying.fill_count == 0) {
    return cudaSuccess;
  }
  move_local<<<static_cast<unsigned>(cta_count), local_threads, 0, stream>>>(call);
  return cudaGetLastError();
}

}  // namespace relayout::engine
