// Where ranks meet inside kernels: flags in everybody's window, and a block on the host that says how it went.
#pragma once

#include <cstddef>
#include <cstdint>

namespace relayout::engine {

// The two meetings of a move: before its rows are written, and after.
enum class Passage : std::uint8_t { in, out };

// One flag for each (CTA, rank): written by that rank into our window, all of it at once.
struct alignas(16) MeetingFlag {
  std::uint64_t fingerprint;
  std::uint32_t call;
  std::uint32_t epoch;
};

// What stands behind a meeting: rows that are stored where it went well, or copies that are made in any case.
enum class Behind : std::uint8_t { rows, copies };

// What a rank is about to do.
struct Purpose {
  std::uint64_t fingerprint;  // of the plan
  std::uint32_t call;         // of tensors, direction, grid: the low half of a digest
};

// What a rank was seen to do; `nothing` says that nobody looked.
enum class RankNews : std::uint32_t { nothing = 0, same = 1, other_plan = 2, other_call = 3, late = 4 };

struct RankStatus {
  std::uint64_t fingerprint;
  std::uint32_t call;
  std::uint32_t news;  // RankNews
};

// In host memory that the device sees. Written by kernels (`raised`, the ranks) and by the host (`abort`).
struct StatusBlock {
  std::uint32_t abort;        // not 0: whoever waits gives up
  std::uint32_t raised;       // not 0 once the ranks' lines say what was seen
  std::uint64_t fingerprint;  // this rank's own, when it was raised
  std::uint32_t call;
  std::uint32_t copied;  // not 0: copies were enqueued behind the call that was raised, and nothing calls them off
  // RankStatus ranks[rank_count] follow.
};

// All that a kernel needs to meet the others.
struct Meeting {
  std::byte* const* windows = nullptr;  // by rank of the communicator, this one's too: where windows begin
  std::int64_t flags_offset = 0;        // in each window: MeetingFlag [cta][rank]
  std::uint32_t* epochs = nullptr;      // [cta][rank]: meetings so far. Device memory
  std::uint32_t* failed = nullptr;      // not 0: a wait of this communicator ended without its peer. Device memory
  std::uint32_t* stored = nullptr;      // 1: the latest call's rows came, 0: it was called off. Device memory
  StatusBlock* status = nullptr;
  std::int64_t patience_ns = 0;  // of one wait
  std::int32_t rank = 0;
  std::int32_t rank_count = 1;
};

}  // namespace relayout::engine
