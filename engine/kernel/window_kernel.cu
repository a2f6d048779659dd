#include "relayout/engine/kernel/window_kernel.hpp"

#include "relayout/engine/kernel/meeting.cuh"
#include "relayout/engine/kernel/pipe.cuh"
#include "relayout/engine/kernel/warp_copy.cuh"

namespace relayout::engine {
namespace {

constexpr int warps = 4;  // that copy; one more keeps the door
constexpr int threads = (warps + 1) * warp_size;
constexpr int stages = 12;
constexpr int chunk_bytes = 4096;
using WindowPipe = Pipe<stages, chunk_bytes>;
using WindowPipeMemory = PipeMemory<stages, chunk_bytes>;
constexpr int shared_bytes = warps * static_cast<int>(sizeof(WindowPipeMemory));

// What a warp does of one tensor, for one outer index.
struct Copier {
  WindowPipe& pipe;
  Door& door;
  __device__ void operator()(const std::byte* from, std::byte* to, std::int64_t size) const {
    if (bulk_aligned(from, to, size)) {
      pipe.copy(from, to, size);
    } else if (door.is_open()) {
      warp_copy(from, to, size);
    }
  }
};

// Rows of a forward move go from local to remote, own ones too. Backward own rows go the other way; sends are the
// forward receives, whose local rows are those of this rank either way.
struct Roles {
  Runs sends;
  Runs own;
  Runs fills;
  RowField own_from;
  RowField own_to;
};

__device__ Roles roles_of(const MoveTable* table, Direction direction) {
  if (direction == Direction::forward) {
    return {runs_of(table, table->sends), runs_of(table, table->own), runs_of(table, table->target_fills),
            RowField::local, RowField::remote};
  }
  return {runs_of(table, table->receives), runs_of(table, table->own), runs_of(table, table->source_fills),
          RowField::remote, RowField::local};
}

__device__ void move_tensor(const WindowTensor& tensor, const Roles& roles, const Meeting& meeting,
                            const Worker& worker, std::int64_t outer, const Copier& copy) {
  const TensorMove& here = tensor.here;
  const std::int64_t row_bytes = here.from_shape.row_bytes;
  const std::byte* from = here.from + outer * here.from_shape.outer_stride;
  std::byte* to = here.to + outer * here.to_shape.outer_stride;
  const std::int64_t window_to = tensor.window_offset + outer * tensor.window_shape.outer_stride;
  const Shares shares =
      shares_of({.remote = roles.sends.row_count * row_bytes, .own = roles.own.row_count * row_bytes}, worker);
  walk(roles.sends, shares.remote, row_bytes, [&](const TableRun& run, const Span& bytes) {
    const std::int64_t to_stride = tensor.window_shape.row_stride;
    std::byte* window = meeting.windows[run.peer] + window_to + run.remote_row * to_stride;
    const std::int64_t from_stride = here.from_shape.row_stride;
    for_each_stretch({from + run.local_row * from_stride, window, from_stride, to_stride, row_bytes}, bytes, copy);
  });
  walk(roles.own, shares.own, row_bytes, [&](const TableRun& run, const Span& bytes) {
    const std::int64_t from_stride = here.from_shape.row_stride;
    const std::int64_t to_stride = here.to_shape.row_stride;
    for_each_stretch({from + row_in(run, roles.own_from) * from_stride, to + row_in(run, roles.own_to) * to_stride,
                      from_stride, to_stride, row_bytes},
                     bytes, copy);
  });
  walk(roles.fills, share_of(roles.fills.row_count * row_bytes, worker), row_bytes,
       [&](const TableRun& run, const Span& bytes) {
         if (copy.door.is_open()) fill_rows(here, to, run, bytes);
       });
}

__device__ void move_all(const WindowCall& call, const Roles& roles, WindowPipeMemory* memory, Door& door) {
  WindowPipe pipe(memory[warp_index()], door);
  const Worker worker{.index = static_cast<std::int64_t>(blockIdx.x) * warps + warp_index(),
                      .count = static_cast<std::int64_t>(gridDim.x) * warps};
  for (int i = 0; i < call.tensor_count; ++i) {
    const WindowTensor& tensor = call.tensors[i];
    for (std::int64_t outer = 0; outer < tensor.here.from_shape.outer_count; ++outer) {
      move_tensor(tensor, roles, call.meeting, worker, outer, {pipe, door});
    }
  }
  pipe.finish();
}

// A wait of this communicator ended without its peer: nothing is stored any more. All lanes of a warp learn the same.
__device__ bool given_up(const Meeting& meeting) {
  const bool mine = shared_with_all(*meeting.failed).load(cuda::memory_order_relaxed) != 0;
  if (__any_sync(0xffffffffU, static_cast<int>(mine)) == 0) return false;
  if (blockIdx.x == 0 && lane_index() == 0) *meeting.stored = 0;
  return true;
}

// Entry: everybody's output may be written, and everybody means the same move. True where all came, so that they will
// meet at the exit too.
__device__ bool enter(const WindowCall& call, const Meet& meet, const Purpose& purpose, const Door& door) {
  const bool go = call.go == nullptr || *call.go != 0;
  RankNews news = RankNews::late;
  if (!given_up(call.meeting)) {
    meet.arrive(purpose);
    news = meet.settle(meet.wait(purpose, Passage::in), purpose, Behind::rows);
  }
  if (lane_index() == 0) {
    door.decide(go && news == RankNews::nothing);
    if (!go && blockIdx.x == 0) *call.meeting.stored = 0;
  }
  return news != RankNews::late;
}

__global__ void __launch_bounds__(threads, 1) window_move(const __grid_constant__ WindowCall call) {
  extern __shared__ __align__(128) std::byte shared[];
  __shared__ DoorMemory door_memory;
  const Roles roles = roles_of(call.table, call.direction);  // on their way while the door is made
  Door door(door_memory, warps);
  if (warp_index() < warps) {
    move_all(call, roles, reinterpret_cast<WindowPipeMemory*>(shared), door);
    door.leave();
    return;
  }
  const Meet meet(call.meeting, call.table);
  const Purpose purpose{call.table->fingerprint, static_cast<std::uint32_t>(call.call)};
  if (!enter(call, meet, purpose, door)) return;
  // Exit: everybody's rows are here.
  door.wait_until_all_left();
  __threadfence_system();
  meet.arrive(purpose);
  meet.wait(purpose, Passage::out);
}

__global__ void meeting_only(const __grid_constant__ WindowCall call, Passage passage) {
  if (given_up(call.meeting)) return;
  const Meet meet(call.meeting, call.table);
  const Purpose purpose{call.table->fingerprint, static_cast<std::uint32_t>(call.call)};
  __threadfence_system();
  meet.arrive(purpose);
  const RankNews news = meet.wait(purpose, passage);
  if (passage == Passage::in) meet.settle(news, purpose, Behind::copies);
}

}  // namespace

cudaError_t allow_window_move() {
  return cudaFuncSetAttribute(window_move, cudaFuncAttributeMaxDynamicSharedMemorySize, shared_bytes);
}

cudaError_t launch_window_move(const WindowCall& call, const WindowGrid& grid, cudaStream_t stream) {
  cudaLaunchAttribute cluster{};
  cluster.id = cudaLaunchAttributeClusterDimension;
  cluster.val.clusterDim = {static_cast<unsigned>(grid.cluster), 1, 1};
  const cudaLaunchConfig_t launch{.gridDim = dim3(static_cast<unsigned>(grid.ctas)),
                                  .blockDim = dim3(threads),
                                  .dynamicSmemBytes = shared_bytes,
                                  .stream = stream,
                                  .attrs = &cluster,
                                  .numAttrs = grid.cluster > 1 ? 1U : 0U};
  return cudaLaunchKernelEx(&launch, window_move, call);
}

cudaError_t launch_meeting(const WindowCall& call, Passage passage, std::int32_t cta_count, cudaStream_t stream) {
  meeting_only<<<static_cast<unsigned>(cta_count), warp_size, 0, stream>>>(call, passage);
  return cudaGetLastError();
}

}  // namespace relayout::engine
