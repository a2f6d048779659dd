#include "relayout/engine/kernel/window_pointers.hpp"

#include <nccl_device.h>

namespace relayout::engine {
namespace {

__global__ void write_pointers(ncclWindow_t window, std::int32_t rank_count, std::byte** pointers) {
  for (int rank = static_cast<int>(threadIdx.x); rank < rank_count; rank += static_cast<int>(blockDim.x)) {
    pointers[rank] = static_cast<std::byte*>(ncclGetLsaPointer(window, 0, rank));
  }
}

}  // namespace

cudaError_t launch_window_pointers(ncclWindow_t window, std::int32_t rank_count, std::byte** pointers,
                                   cudaStream_t stream) {
  write_pointers<<<1, 128, 0, stream>>>(window, rank_count, pointers);
  return cudaGetLastError();
}

}  // namespace relayout::engine
