// What a plan moves, counted in rows.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "relayout/model/plan.hpp"

namespace relayout {

// rows_total == rows_kept + rows_sent. Rows of the pack, temporary padding not counted.
struct Traffic {
  std::int64_t rows_total = 0;
  std::int64_t rows_kept = 0;  // source and target place on one world rank
  std::int64_t rows_sent = 0;
  std::int64_t rows_sent_max_rank = 0;      // the busiest sender
  std::int64_t rows_received_max_rank = 0;  // the busiest receiver
  std::int64_t messages = 0;                // ordered pairs of ranks with something to send
  friend bool operator==(const Traffic&, const Traffic&) = default;
};

// Rows that go from one world rank to another (or stay).
struct PairTraffic {
  std::int32_t source_rank = 0;
  std::int32_t target_rank = 0;
  std::int64_t rows = 0;
  friend bool operator==(const PairTraffic&, const PairTraffic&) = default;
};

// Ensures: bound: rows_sent == token_count - rows_kept; no correct route between these two layouts sends less.
// Cost: O(moves log moves).
[[nodiscard]] Traffic traffic(std::span<const Move> moves);

// Sorted by source rank, then target rank; pairs without rows are left out. Cost: O(moves log moves).
[[nodiscard]] std::vector<PairTraffic> pair_traffic(std::span<const Move> moves);

}  // namespace relayout
