// Asks NCCL's device API, once, where the windows of all ranks are mapped here. The only place that calls it.
#pragma once

#include <cuda_runtime_api.h>
#include <nccl.h>

#include <cstddef>
#include <cstdint>

namespace relayout::engine {

// Writes the address of each rank's window into pointers[0 .. rank_count), device memory. Requires: all of them are in
// one LSA team.
cudaError_t launch_window_pointers(ncclWindow_t window, std::int32_t rank_count, std::byte** pointers,
                                   cudaStream_t stream);

}  // namespace relayout::engine
