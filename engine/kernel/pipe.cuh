// A pipe of bulk copies: global memory -> shared memory -> any GPU's memory, driven by one lane. Device code, Hopper
// and later.
//
//   chunk   0    1    2    3    4    5    6  ..      Stages = 6, loads_ahead = 3
//   stage   0    1    2    3    4    5    0
//           loading ahead: 3   storing: 3
//
// The copy engines of the multiprocessor move the bytes, so that few CTAs fill the wire and registers hold none of it.
// Loads run ahead while the door is undecided; behind a closed door nothing is stored.
#pragma once

#include <cuda/ptx>

#include "relayout/engine/kernel/door.cuh"
#include "relayout/engine/kernel/walk.cuh"

namespace relayout::engine {

// Shared memory of one pipe. Aligned to 128: what bulk copies like best.
template <int Stages, int ChunkBytes>
struct alignas(128) PipeMemory {
  std::byte stage[Stages][ChunkBytes];
  std::uint64_t full[Stages];  // barriers: a stage's bytes have come
  std::byte* to[Stages];       // where a stage's bytes go
  std::uint32_t size[Stages];
};

// True where a bulk copy may be used: addresses and size are multiples of 16.
__device__ inline bool bulk_aligned(const std::byte* from, const std::byte* to, std::int64_t size) {
  return ((reinterpret_cast<std::uint64_t>(from) | reinterpret_cast<std::uint64_t>(to) |
           static_cast<std::uint64_t>(size)) &
          15U) == 0;
}

// One warp's. All its lanes call; lane 0 works.
template <int Stages, int ChunkBytes>
class Pipe {
 public:
  static constexpr int loads_ahead = Stages / 2;

  __device__ Pipe(PipeMemory<Stages, ChunkBytes>& memory, Door& door) : memory_(memory), door_(door) {
    static_assert(Stages <= warp_size);
    if (lane_index() < Stages) cuda::ptx::mbarrier_init(&memory_.full[lane_index()], 1);
    cuda::ptx::fence_mbarrier_init(cuda::ptx::sem_release, cuda::ptx::scope_cluster);
    __syncwarp();
  }

  // Requires: bulk_aligned(from, to, size).
  __device__ void copy(const std::byte* from, std::byte* to, std::int64_t size) {
    if (lane_index() == 0) {
      for (std::int64_t done = 0; done < size; done += ChunkBytes) {
        push(from + done, to + done, static_cast<std::uint32_t>(at_most<std::int64_t>(ChunkBytes, size - done)));
      }
    }
    __syncwarp();
  }

  // Ensures: all bytes are written, and other threads see them once this one tells.
  __device__ void finish() {
    if (lane_index() == 0) {
      while (under_way_ > 0) store_oldest();
      cuda::ptx::cp_async_bulk_wait_group(cuda::ptx::n32_t<0>{});
      cuda::ptx::fence_proxy_async();
    }
    __syncwarp();
  }

 private:
  __device__ void push(const std::byte* from, std::byte* to, std::uint32_t size) {
    if (under_way_ == loads_ahead) store_oldest();
    // The stage's last bytes were stored Stages - loads_ahead stores ago or earlier.
    cuda::ptx::cp_async_bulk_wait_group_read(cuda::ptx::n32_t<Stages - loads_ahead>{});
    std::uint64_t* full = &memory_.full[load_];
    memory_.to[load_] = to;
    memory_.size[load_] = size;
    cuda::ptx::mbarrier_arrive_expect_tx(cuda::ptx::sem_release, cuda::ptx::scope_cta, cuda::ptx::space_shared, full,
                                         size);
    cuda::ptx::cp_async_bulk(cuda::ptx::space_cluster, cuda::ptx::space_global, memory_.stage[load_], from, size, full);
    load_ = next(load_);
    ++under_way_;
  }

  __device__ void store_oldest() {
    while (!cuda::ptx::mbarrier_try_wait_parity(&memory_.full[store_], parity_)) {
    }
    if (door_.is_open()) {
      cuda::ptx::cp_async_bulk(cuda::ptx::space_global, cuda::ptx::space_shared, memory_.to[store_],
                               memory_.stage[store_], memory_.size[store_]);
    }
    cuda::ptx::cp_async_bulk_commit_group();
    store_ = next(store_);
    if (store_ == 0) parity_ ^= 1U;
    --under_way_;
  }

  __device__ static int next(int stage) { return stage + 1 == Stages ? 0 : stage + 1; }

  PipeMemory<Stages, ChunkBytes>& memory_;
  Door& door_;
  int load_ = 0;
  int store_ = 0;
  int under_way_ = 0;  // loaded, not stored
  std::uint32_t parity_ = 0;
};

}  // namespace relayout::engine
