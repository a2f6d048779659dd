// What a layout makes of a pack for the kernels: how evenly tokens and attention work fall on ranks, and what padding
// it adds.
//
// In causal attention the token at position p attends to p + 1 tokens. Cut into n parts in order, the last rank has
// nearly twice the mean; zigzag gives each rank an early and a late part, and all the same:
//
//   one sequence of 8, n = 2     contiguous  rank 0 | 1+2+3+4 = 10   rank 1 | 5+6+7+8 = 26     most / mean = 1.44
//                                zigzag      rank 0 | 1+2+7+8 = 18   rank 1 | 3+4+5+6 = 18     most / mean = 1
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "relayout/model/placement.hpp"

namespace relayout {

// Of one cp rank: its tp shares attend together, each for some heads, so they count as one.
struct RankLoad {
  std::int64_t rows = 0;      // padding of both kinds included
  std::int64_t held = 0;      // tokens that live here, carried padding included
  std::int64_t tokens = 0;    // valid ones
  double attention_work = 0;  // sum over the valid tokens of (position in the sequence + 1); exact below 2^53
};

// One for each cp rank. Ensures: loads: equal to what counting token by token gives.
// Cost: O(pieces + ranks * sequences); nothing is done token by token.
[[nodiscard]] std::vector<RankLoad> rank_loads(const Placement& placement);

// The busiest rank beside the mean of all. Summed over packs that run one after another, each waiting for its busiest
// rank, most / mean is what the imbalance costs.
struct Spread {
  double most = 0;
  double mean = 0;
  // 1 is balanced; also where there is nothing to do.
  [[nodiscard]] double ratio() const { return mean > 0 ? most / mean : 1; }
  Spread& operator+=(const Spread& more);
};

// Of the valid tokens.
[[nodiscard]] Spread token_spread(std::span<const RankLoad> loads);
// The same of attention work. Cost of both: O(ranks).
[[nodiscard]] Spread work_spread(std::span<const RankLoad> loads);
// Rows of temporary padding that the layout makes. Carried padding is the pack's own.
[[nodiscard]] std::int64_t padding_rows(std::span<const RankLoad> loads);

}  // namespace relayout
