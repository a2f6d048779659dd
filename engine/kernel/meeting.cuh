// A barrier of one CTA with the CTAs of the same index on other ranks: bounded, abortable, and it compares what the
// ranks are about to do. Device code.
//
// Ranks count the meetings of each pair, so that any subset of a communicator may meet, in the same order everywhere.
// The barrier of NCCL's device API waits without a bound; this one gives up at a deadline or when the host says so.
#pragma once

#include <cuda/atomic>

#include "relayout/engine/kernel/meeting.hpp"
#include "relayout/engine/kernel/walk.cuh"

namespace relayout::engine {

struct Purpose {
  std::uint64_t fingerprint;  // of the plan
  std::uint64_t call;         // of tensors, direction, executor, grid
};

__device__ inline std::int64_t now_ns() {
  std::uint64_t now = 0;
  asm volatile("mov.u64 %0, %%globaltimer;" : "=l"(now));
  return static_cast<std::int64_t>(now);
}

template <class T>
__device__ cuda::atomic_ref<T, cuda::thread_scope_system> shared_with_all(T& value) {
  return cuda::atomic_ref<T, cuda::thread_scope_system>(value);
}

__device__ inline RankStatus* ranks_of(StatusBlock* status) { return reinterpret_cast<RankStatus*>(status + 1); }

__device__ inline void tell_host(const Meeting& meeting, std::int32_t peer, RankNews news, const Purpose& theirs,
                                 const Purpose& mine) {
  RankStatus& rank = ranks_of(meeting.status)[peer];
  rank.fingerprint = theirs.fingerprint;
  rank.call = theirs.call;
  rank.news = static_cast<std::uint32_t>(news);
  meeting.status->fingerprint = mine.fingerprint;
  meeting.status->call = mine.call;
  __threadfence_system();
  shared_with_all(meeting.status->raised).fetch_max(static_cast<std::uint32_t>(news), cuda::memory_order_release);
}

// Only on the way in are purposes compared: on the way out a peer may have gone on to its next call, whose purpose it
// then writes over this one's. On the way in it cannot, for it waits for us to arrive on the way out.
//
//   rank 0   in k .. out k | in k+1
//   rank 1   in k .. out k ............ reads rank 0's flag of k+1 here

// All threads of a CTA call the members; a thread deals with every blockDim-th peer.
class Meet {
 public:
  __device__ Meet(const Meeting& meeting, const MoveTable* table)
      : meeting_(meeting),
        members_(
            reinterpret_cast<const std::int32_t*>(reinterpret_cast<const std::byte*>(table) + table->members.offset)),
        member_count_(table->members.count) {}

  // Requires: all threads are past what they must have done before (__syncthreads).
  __device__ void arrive(const Purpose& purpose) const {
    for (std::int64_t i = threadIdx.x; i < member_count_; i += blockDim.x) {
      const std::int32_t peer = members_[i];
      auto* flags = reinterpret_cast<MeetingFlag*>(meeting_.windows[peer] + meeting_.flags_offset);
      MeetingFlag& flag = flags[index_of(meeting_.rank)];
      shared_with_all(flag.fingerprint).store(purpose.fingerprint, cuda::memory_order_relaxed);
      shared_with_all(flag.call).store(purpose.call, cuda::memory_order_relaxed);
      shared_with_all(flag.epoch).store(meeting_.epochs[index_of(peer)] + 1, cuda::memory_order_release);
    }
  }

  // This thread's part of the wait. False: somebody did not come; or is about to do something else.
  __device__ RankNews wait(const Purpose& purpose, Passage passage) const {
    RankNews news = RankNews::nothing;
    for (std::int64_t i = threadIdx.x; i < member_count_; i += blockDim.x) {
      const std::int32_t peer = members_[i];
      auto* flags = reinterpret_cast<MeetingFlag*>(meeting_.windows[meeting_.rank] + meeting_.flags_offset);
      MeetingFlag& flag = flags[index_of(peer)];
      const std::uint32_t epoch = meeting_.epochs[index_of(peer)] + 1;
      if (!await(flag, epoch)) {
        tell_host(meeting_, peer, RankNews::late, {}, purpose);
        shared_with_all(*meeting_.failed).store(1, cuda::memory_order_relaxed);
        news = RankNews::late;
        continue;
      }
      meeting_.epochs[index_of(peer)] = epoch;
      if (passage == Passage::in) news = worse(news, compare(peer, flag, purpose));
    }
    return news;
  }

 private:
  __device__ std::int64_t index_of(std::int32_t rank) const {
    return static_cast<std::int64_t>(blockIdx.x) * meeting_.rank_count + rank;
  }
  __device__ static RankNews worse(RankNews a, RankNews b) { return a < b ? b : a; }

  __device__ bool await(MeetingFlag& flag, std::uint32_t epoch) const {
    constexpr int polls_between_looks = 64;  // at the clock and at the host's word, which are far away
    const std::int64_t begin = now_ns();
    for (int polls = 1;; ++polls) {
      const std::uint32_t seen = shared_with_all(flag.epoch).load(cuda::memory_order_acquire);
      if (static_cast<std::int32_t>(seen - epoch) >= 0) return true;
      if (polls < polls_between_looks) continue;
      polls = 0;
      if (now_ns() - begin > meeting_.patience_ns) return false;
      if (shared_with_all(*meeting_.failed).load(cuda::memory_order_relaxed) != 0) return false;
      if (shared_with_all(meeting_.status->abort).load(cuda::memory_order_relaxed) != 0) return false;
    }
  }

  __device__ RankNews compare(std::int32_t peer, MeetingFlag& flag, const Purpose& mine) const {
    const Purpose theirs{shared_with_all(flag.fingerprint).load(cuda::memory_order_relaxed),
                         shared_with_all(flag.call).load(cuda::memory_order_relaxed)};
    if (theirs.fingerprint == mine.fingerprint && theirs.call == mine.call) return RankNews::nothing;
    const RankNews news = theirs.fingerprint == mine.fingerprint ? RankNews::other_call : RankNews::other_plan;
    tell_host(meeting_, peer, news, theirs, mine);
    return news;
  }

  const Meeting& meeting_;
  const std::int32_t* members_;
  std::int64_t member_count_;
};

// All threads of the CTA learn the worst that any of them saw. Contains __syncthreads.
__device__ inline RankNews worst_of_all(RankNews mine) {
  const int late = __syncthreads_or(static_cast<int>(mine == RankNews::late));
  const int other = __syncthreads_or(static_cast<int>(mine != RankNews::nothing));
  if (late != 0) return RankNews::late;
  return other != 0 ? RankNews::other_call : RankNews::nothing;
}

}  // namespace relayout::engine
