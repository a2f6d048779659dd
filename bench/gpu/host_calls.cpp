#include "relayout/bench/gpu/host_calls.hpp"

#include <cuda_runtime_api.h>

#include <cstddef>

#include "relayout/bench/allocations.hpp"

namespace {
thread_local std::int64_t memory_count = 0;
thread_local std::int64_t synchronisation_count = 0;
}  // namespace

// The linker's --wrap leads every call of name to __wrap_name, and calls of __real_name to name.
#define RELAYOUT_COUNTED(count, name, parameters, ...) \
  extern "C" cudaError_t __real_##name parameters;     \
  extern "C" cudaError_t __wrap_##name parameters;     \
  extern "C" cudaError_t __wrap_##name parameters {    \
    ++count;                                           \
    return __real_##name(__VA_ARGS__);                 \
  }

RELAYOUT_COUNTED(memory_count, cudaMalloc, (void** at, std::size_t size), at, size)
RELAYOUT_COUNTED(memory_count, cudaMallocAsync, (void** at, std::size_t size, cudaStream_t stream), at, size, stream)
RELAYOUT_COUNTED(memory_count, cudaMallocHost, (void** at, std::size_t size), at, size)
RELAYOUT_COUNTED(memory_count, cudaHostAlloc, (void** at, std::size_t size, unsigned flags), at, size, flags)
RELAYOUT_COUNTED(memory_count, cudaFree, (void* at), at)
RELAYOUT_COUNTED(memory_count, cudaFreeAsync, (void* at, cudaStream_t stream), at, stream)
RELAYOUT_COUNTED(memory_count, cudaFreeHost, (void* at), at)
RELAYOUT_COUNTED(synchronisation_count, cudaStreamSynchronize, (cudaStream_t stream), stream)
RELAYOUT_COUNTED(synchronisation_count, cudaDeviceSynchronize, (), )
RELAYOUT_COUNTED(synchronisation_count, cudaEventSynchronize, (cudaEvent_t event), event)
RELAYOUT_COUNTED(synchronisation_count, cudaMemcpy, (void* to, const void* from, std::size_t size, cudaMemcpyKind kind),
                 to, from, size, kind)

namespace relayout::bench {

HostCalls host_calls() {
  return {.heap = allocations(), .memory = memory_count, .synchronisations = synchronisation_count};
}

HostCalls operator-(const HostCalls& now, const HostCalls& before) {
  return {.heap = now.heap - before.heap,
          .memory = now.memory - before.memory,
          .synchronisations = now.synchronisations - before.synchronisations};
}

}  // namespace relayout::bench
