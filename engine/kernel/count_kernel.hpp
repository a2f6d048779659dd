// Counts, where the host looks, how often a place of a stream was passed.
#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

namespace relayout::engine {

// Enqueued. `count` is host memory that the device sees; one stream at a time counts there.
cudaError_t launch_count(std::uint32_t* count, cudaStream_t stream);

}  // namespace relayout::engine
