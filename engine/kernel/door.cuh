// A door inside a CTA: one warp keeps it and learns whether a move may be stored; the others load ahead, wait for it
// before their first store, and leave when all is stored. Device code, Hopper and later.
#pragma once

#include <cuda/ptx>

#include <cstdint>

#include "relayout/engine/kernel/walk.cuh"

namespace relayout::engine {

// In shared memory.
struct DoorMemory {
  std::uint64_t decided;  // barrier of one arrival
  std::uint64_t left;     // barrier of one arrival a warp that copies
  std::uint32_t open;
};

class Door {
 public:
  // All threads of the CTA call it. Contains __syncthreads.
  __device__ Door(DoorMemory& memory, std::uint32_t copying_warps) : memory_(memory) {
    if (threadIdx.x == 0) {
      cuda::ptx::mbarrier_init(&memory_.decided, 1);
      cuda::ptx::mbarrier_init(&memory_.left, copying_warps);
    }
    __syncthreads();
  }

  // The keeper: one thread calls it, once.
  __device__ void decide(bool open) const {
    memory_.open = open ? 1U : 0U;
    arrive(memory_.decided);
  }

  // Who copies: waits for the decision. Any thread, any number of times.
  __device__ bool is_open() {
    if (known_ == Known::nothing) {
      await(memory_.decided);
      known_ = memory_.open != 0 ? Known::open : Known::closed;
    }
    return known_ == Known::open;
  }

  // Who copies: all lanes of a warp call it, once, when what they stored is complete.
  __device__ void leave() const {
    __syncwarp();
    if (lane_index() == 0) arrive(memory_.left);
  }

  // The keeper: what all warps stored before they left is seen by the threads that call it.
  __device__ void wait_until_all_left() const { await(memory_.left); }

 private:
  enum class Known : std::uint8_t { nothing, open, closed };

  __device__ static void arrive(std::uint64_t& barrier) {
    cuda::ptx::mbarrier_arrive(cuda::ptx::sem_release, cuda::ptx::scope_cta, cuda::ptx::space_shared, &barrier);
  }
  __device__ static void await(std::uint64_t& barrier) {
    while (!cuda::ptx::mbarrier_try_wait_parity(&barrier, 0)) {
    }
  }

  DoorMemory& memory_;
  Known known_ = Known::nothing;  // to this thread
};

}  // namespace relayout::engine
