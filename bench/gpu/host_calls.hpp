// Counts what this thread asks of heap and CUDA: linked with --wrap, so that calls of the engine are seen and those
// inside NCCL's own library are not.
#pragma once

#include <cstdint>

namespace relayout::bench {

struct HostCalls {
  std::int64_t heap = 0;              // operator new
  std::int64_t memory = 0;            // cudaMalloc and its kin, freeing too
  std::int64_t synchronisations = 0;  // that wait on the host: stream, device, event, plain cudaMemcpy
};
// Of this thread, ever.
[[nodiscard]] HostCalls host_calls();
[[nodiscard]] HostCalls operator-(const HostCalls& now, const HostCalls& before);

}  // namespace relayout::bench
