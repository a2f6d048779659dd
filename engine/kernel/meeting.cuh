// A barrier of one CTA with the CTAs of the same index on other ranks: bounded, abortable, and it compares what the
// ranks are about to do. Device code.
//
// Ranks count the meetings of each pair, so that any subset of a communicator may meet, in the same order everywhere.
// The barrier of NCCL's device API waits without a bound; this one gives up at a deadline or when the host says so.
#pragma once

#include "relayout/engine/kernel/meeting.hpp"
#include "relayout/engine/kernel/tell.cuh"
#include "relayout/engine/kernel/walk.cuh"

namespace relayout::engine {

__device__ inline std::int64_t now_ns() {
  std::uint64_t now = 0;
  asm volatile("mov.u64 %0, %%globaltimer;" : "=l"(now));
  return static_cast<std::int64_t>(now);
}

// Only on the way in are purposes compared: on the way out a peer may have gone on to its next call, whose purpose it
// then writes over this one's. On the way in it cannot, for it waits for us to arrive on the way out.
//
//   rank 0   in k .. out k | in k+1
//   rank 1   in k .. out k ............ reads rank 0's flag of k+1 here

// A flag as one word of 16 bytes, so that no fence has to stand between what it says and that it says it.
__device__ inline void store_flag(MeetingFlag* place, const MeetingFlag& flag) {
  const std::uint64_t last = std::uint64_t{flag.epoch} << 32U | flag.call;
  asm volatile("{ .reg .b128 word; mov.b128 word, {%1, %2}; st.relaxed.sys.global.b128 [%0], word; }" ::"l"(place),
               "l"(flag.fingerprint), "l"(last)
               : "memory");
}

__device__ inline MeetingFlag load_flag(const MeetingFlag* place) {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  asm volatile("{ .reg .b128 word; ld.acquire.sys.global.b128 word, [%2]; mov.b128 {%0, %1}, word; }"
               : "=l"(first), "=l"(last)
               : "l"(place)
               : "memory");
  return {
      .fingerprint = first, .call = static_cast<std::uint32_t>(last), .epoch = static_cast<std::uint32_t>(last >> 32U)};
}

// All lanes of one warp call the members; a lane deals with every 32nd peer.
class Meet {
 public:
  __device__ Meet(const Meeting& meeting, const MoveTable* table)
      : meeting_(meeting),
        members_(
            reinterpret_cast<const std::int32_t*>(reinterpret_cast<const std::byte*>(table) + table->members.offset)),
        member_count_(table->members.count) {}

  // Requires: what others must see before is behind a barrier of this CTA, and then a fence of the system's scope.
  __device__ void arrive(const Purpose& purpose) const {
    for (std::int64_t i = lane_index(); i < member_count_; i += warp_size) {
      const std::int32_t peer = members_[i];
      auto* flags = reinterpret_cast<MeetingFlag*>(meeting_.windows[peer] + meeting_.flags_offset);
      store_flag(
          &flags[index_of(meeting_.rank)],
          {.fingerprint = purpose.fingerprint, .call = purpose.call, .epoch = meeting_.epochs[index_of(peer)] + 1});
    }
  }

  // This lane's part of the wait: whether somebody did not come, or is about to do something else.
  __device__ RankNews wait(const Purpose& purpose, Passage passage) const {
    RankNews news = RankNews::nothing;
    for (std::int64_t i = lane_index(); i < member_count_; i += warp_size) {
      const std::int32_t peer = members_[i];
      auto* flags = reinterpret_cast<MeetingFlag*>(meeting_.windows[meeting_.rank] + meeting_.flags_offset);
      const std::uint32_t epoch = meeting_.epochs[index_of(peer)] + 1;
      MeetingFlag seen{};
      if (!await(flags[index_of(peer)], epoch, seen)) {
        write_line(meeting_.status, {peer, RankNews::late, {}});
        raise(meeting_.status, purpose);
        shared_with_all(*meeting_.failed).store(1, cuda::memory_order_relaxed);
        *meeting_.stored = 0;
        news = RankNews::late;
        continue;
      }
      meeting_.epochs[index_of(peer)] = epoch;
      if (passage == Passage::in) news = worse(news, difference(purpose_of(seen), purpose));
    }
    return news;
  }

  // On the way in. All lanes of the warp learn the worst that any of them saw, and the host of a difference: once, for
  // all CTAs see the same.
  __device__ RankNews settle(RankNews mine, const Purpose& purpose, Behind behind) const {
    constexpr unsigned all = 0xffffffffU;
    const bool late = __any_sync(all, static_cast<int>(mine == RankNews::late)) != 0;
    const bool other = __any_sync(all, static_cast<int>(mine > RankNews::same)) != 0;
    const RankNews worst = late ? RankNews::late : other ? RankNews::other_call : RankNews::nothing;
    if (blockIdx.x != 0) return worst;
    if (lane_index() == 0) *meeting_.stored = worst == RankNews::nothing ? 1 : 0;
    if (worst == RankNews::other_call) tell_all(purpose, behind);
    return worst;
  }

 private:
  __device__ std::int64_t index_of(std::int32_t rank) const {
    return static_cast<std::int64_t>(blockIdx.x) * meeting_.rank_count + rank;
  }
  __device__ static RankNews worse(RankNews a, RankNews b) { return a < b ? b : a; }

  __device__ bool await(const MeetingFlag& flag, std::uint32_t epoch, MeetingFlag& seen) const {
    constexpr int polls_between_looks = 64;  // at the clock and at the host's word, which are far away
    const std::int64_t begin = now_ns();
    for (int polls = 1;; ++polls) {
      seen = load_flag(&flag);
      if (static_cast<std::int32_t>(seen.epoch - epoch) >= 0) return true;
      if (polls < polls_between_looks) continue;
      polls = 0;
      if (now_ns() - begin > meeting_.patience_ns) return false;
      if (shared_with_all(*meeting_.failed).load(cuda::memory_order_relaxed) != 0) return false;
      if (shared_with_all(meeting_.status->abort).load(cuda::memory_order_relaxed) != 0) return false;
    }
  }

  __device__ static Purpose purpose_of(const MeetingFlag& flag) { return {flag.fingerprint, flag.call}; }

  // The lines of all members, so that the host knows who took part.
  __device__ void tell_all(const Purpose& mine, Behind behind) const {
    const auto* flags = reinterpret_cast<const MeetingFlag*>(meeting_.windows[meeting_.rank] + meeting_.flags_offset);
    for (std::int64_t i = lane_index(); i < member_count_; i += warp_size) {
      const Purpose theirs = purpose_of(load_flag(&flags[index_of(members_[i])]));
      write_line(meeting_.status, {members_[i], difference(theirs, mine), theirs});
    }
    __syncwarp();
    if (lane_index() != 0) return;
    meeting_.status->copied = behind == Behind::copies ? 1 : 0;
    raise(meeting_.status, mine);
  }

  const Meeting& meeting_;
  const std::int32_t* members_;
  std::int64_t member_count_;
};

}  // namespace relayout::engine
