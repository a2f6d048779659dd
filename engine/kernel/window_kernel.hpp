// The move in one kernel: each rank writes its rows straight into the windows of its peers.
#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

#include "relayout/engine/kernel/meeting.hpp"
#include "relayout/engine/kernel/tensor_move.hpp"
#include "relayout/model/direction.hpp"
#include "relayout/model/integer.hpp"

namespace relayout::engine {

// A tensor of a call, and where its rows are in the window of every rank: the same place and shape on all of them.
struct WindowTensor {
  TensorMove here{};  // own rows and fills go to here.to, which is the window or a plain tensor
  std::int64_t window_offset = 0;
  TensorShape window_shape{};
};

struct WindowCall {
  const MoveTable* table = nullptr;  // in device memory
  Meeting meeting{};
  std::uint64_t call = 0;             // digest of what all ranks must do alike
  const std::uint32_t* go = nullptr;  // in device memory, 0: nothing is written. Null: go
  Direction direction = Direction::forward;
  std::int32_t tensor_count = 0;
  WindowTensor tensors[max_tensors];
};

struct WindowGrid {
  std::int32_t ctas = 16;    // the same on all ranks, all of them resident together
  std::int32_t cluster = 1;  // CTAs that the GPU places side by side; each rank as it likes
};
// Whether it can be launched: clusters of 1, 2, 4 or 8, no CTA left over.
[[nodiscard]] constexpr bool fits(const WindowGrid& grid) {
  const bool known = grid.cluster == 1 || grid.cluster == 2 || grid.cluster == 4 || grid.cluster == 8;
  return known && floor_mod(grid.ctas, grid.cluster) == 0;
}

// Enqueues the kernel on `stream`. Requires: fits(grid). Allocates nothing, waits for nothing, may be captured.
cudaError_t launch_window_move(const WindowCall& call, const WindowGrid& grid, cudaStream_t stream);

// Meets the others and moves nothing: what stands before and after copies that the host enqueues.
// Requires: as many CTAs as the moves of other ranks that it meets.
cudaError_t launch_meeting(const WindowCall& call, Passage passage, std::int32_t cta_count, cudaStream_t stream);

// Must be called once for each device before the first launch: raises its limit of shared memory.
cudaError_t allow_window_move();

}  // namespace relayout::engine
