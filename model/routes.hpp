// Routes as trainers write them: an all-to-all-v with index select before and index copy after.
//
//   send buffer     = source rows send_rows[0], send_rows[1], .. (null: 0, 1, 2, ..)
//   all-to-all-v    send_splits[p] rows go to rank p, receive_splits[p] come from it, own rows included
//   row i of the receive buffer goes to target row receive_rows[i] (null: 0, 1, 2, ..)
// Source: Megatron-LM's context_parallel_layout; many trainers' GatedDeltaNet paths.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace relayout {

struct RankRoutes {
  std::int32_t rank = 0;  // world rank, on both sides
  std::optional<std::int64_t> source_row_count;
  std::optional<std::int64_t> target_row_count;
  std::optional<std::vector<std::int64_t>> send_rows;
  std::vector<std::int64_t> send_splits;
  std::optional<std::vector<std::int64_t>> receive_rows;
  std::vector<std::int64_t> receive_splits;
};

// Plain data from outside, to be judged by check_routes.
struct Routes {
  std::vector<RankRoutes> ranks;  // in the order in which splits count peers
};

}  // namespace relayout
