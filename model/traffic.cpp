#include "relayout/model/traffic.hpp"

#include <algorithm>
#include <tuple>

namespace relayout {
namespace {

using Key = std::int32_t PairTraffic::*;

// The most rows that one rank has in `pairs`, which are sorted by that rank; rows that stay are not counted.
std::int64_t busiest(const std::vector<PairTraffic>& pairs, Key rank) {
  std::int64_t most = 0;
  std::int64_t rows = 0;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (i > 0 && pairs[i].*rank != pairs[i - 1].*rank) rows = 0;
    if (pairs[i].source_rank != pairs[i].target_rank) rows += pairs[i].rows;
    most = std::max(most, rows);
  }
  return most;
}

}  // namespace

Traffic traffic(std::span<const Move> moves) {
  std::vector<PairTraffic> pairs = pair_traffic(moves);
  Traffic result;
  for (const PairTraffic& pair : pairs) {
    const bool stays = pair.source_rank == pair.target_rank;
    result.rows_total += pair.rows;
    (stays ? result.rows_kept : result.rows_sent) += pair.rows;
    result.messages += stays ? 0 : 1;
  }
  result.rows_sent_max_rank = busiest(pairs, &PairTraffic::source_rank);
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](const PairTraffic& a, const PairTraffic& b) { return a.target_rank < b.target_rank; });
  result.rows_received_max_rank = busiest(pairs, &PairTraffic::target_rank);
  return result;
}

std::vector<PairTraffic> pair_traffic(std::span<const Move> moves) {
  std::vector<PairTraffic> pairs;
  pairs.reserve(moves.size());
  for (const Move& move : moves) {
    if (move.count == 0) continue;
    pairs.push_back({.source_rank = move.source_rank, .target_rank = move.target_rank, .rows = move.count});
  }
  std::sort(pairs.begin(), pairs.end(), [](const PairTraffic& a, const PairTraffic& b) {
    return std::tie(a.source_rank, a.target_rank) < std::tie(b.source_rank, b.target_rank);
  });
  std::size_t kept = 0;
  for (const PairTraffic& pair : pairs) {
    PairTraffic* const last = kept == 0 ? nullptr : &pairs[kept - 1];
    if (last != nullptr && last->source_rank == pair.source_rank && last->target_rank == pair.target_rank) {
      last->rows += pair.rows;
    } else {
      pairs[kept++] = pair;
    }
  }
  pairs.resize(kept);
  return pairs;
}

}  // namespace relayout
