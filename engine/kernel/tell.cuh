// How a kernel tells the host what it saw of a rank. Device code.
#pragma once

#include <cuda/atomic>

#include "relayout/engine/kernel/meeting.hpp"

namespace relayout::engine {

template <class T>
__device__ cuda::atomic_ref<T, cuda::thread_scope_system> shared_with_all(T& value) {
  return cuda::atomic_ref<T, cuda::thread_scope_system>(value);
}

// A rank of the communicator, what it did, and what it said.
struct Sighting {
  std::int32_t peer;
  RankNews news;
  Purpose purpose;
};

// The host reads the lines of ranks once `raised` is set: it is set after all of them are written.
__device__ inline void write_line(StatusBlock* status, const Sighting& seen) {
  RankStatus& rank = reinterpret_cast<RankStatus*>(status + 1)[seen.peer];
  rank.fingerprint = seen.purpose.fingerprint;
  rank.call = seen.purpose.call;
  rank.news = static_cast<std::uint32_t>(seen.news);
  __threadfence_system();
}

// Several may at once. A plain store: behind PCIe a GPU cannot add to the host's memory in one step.
__device__ inline void raise(StatusBlock* status, const Purpose& mine) {
  status->fingerprint = mine.fingerprint;
  status->call = mine.call;
  __threadfence_system();
  shared_with_all(status->raised).store(1, cuda::memory_order_release);
}

// What a peer means beside what this rank means.
__device__ inline RankNews difference(const Purpose& theirs, const Purpose& mine) {
  if (theirs.fingerprint != mine.fingerprint) return RankNews::other_plan;
  return theirs.call == mine.call ? RankNews::same : RankNews::other_call;
}

}  // namespace relayout::engine
