// How long a move takes, by the figures of a machine: a lower bound, and what several ways to make it would cost.
//
// A rank sends and receives at once over both of its links, so a link is busy for max(bytes sent, bytes received) at
// its speed, and a way takes as long as its slowest rank (docs/cost.md has the formulas):
//
//   bound          links at full speed, each row straight from its rank to its target, rows that stay copied meanwhile
//   window         one kernel: stores to the peers of the domain, own rows copied meanwhile; send/recv to other domains
//   all_to_all_v   rows packed by a local copy, one all-to-all-v, unpacked by another
//   all_gather     every rank receives all rows of all others, then copies out its own
//   headwise       no relayout at all: all-to-alls over head blocks, which move `headwise_multiplier` times the bytes
#pragma once

#include <cstdint>
#include <span>

#include "relayout/model/cost/machine.hpp"
#include "relayout/model/cost/rank_traffic.hpp"

namespace relayout {

// What one row is. Invariants: row_bytes >= 1; headwise_multiplier >= 1; rows of the pack * row_bytes *
// headwise_multiplier <= max_bytes.
struct RowSize {
  std::int64_t row_bytes = 1;
  std::int64_t headwise_multiplier = 4;
};

inline constexpr std::int64_t max_bytes = std::int64_t{1} << 52;

// Estimates, in nanoseconds.
struct Estimate {
  std::int64_t bound_ns = 0;
  std::int64_t window_ns = 0;
  std::int64_t all_to_all_v_ns = 0;
  std::int64_t all_gather_ns = 0;
  std::int64_t headwise_ns = 0;

  // Of moves made one after another.
  Estimate& operator+=(const Estimate& more);
  friend bool operator==(const Estimate&, const Estimate&) = default;
};

// Requires: ranks are a whole group's, by machine.ranks_per_domain.
// Ensures: estimate: window_ns, all_to_all_v_ns and all_gather_ns are bound_ns at least. Cost: O(ranks).
[[nodiscard]] Estimate estimate(std::span<const RankTraffic> ranks, const Machine& machine, const RowSize& size);

}  // namespace relayout
