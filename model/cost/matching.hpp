// Who should be called what: the heaviest matching of two sets, where an edge weighs what the pair would keep.
//
//   rows kept if block b lives on rank p        p  0 1 2        best: 0 -> 1, 1 -> 0, 2 -> 2, weight 5 + 4 + 1
//                                          b 0 |  2 5 .
//                                            1 |  4 4 .
//                                            2 |  . 3 1
//
// Successive shortest augmenting paths over prices, as in R. Jonker and A. Volgenant, "A shortest augmenting path
// algorithm for dense and sparse linear assignment problems", Computing 38 (1987); exact, in integers.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace relayout {

struct MatchingEdge {
  std::int32_t left = 0;
  std::int32_t right = 0;
  std::int64_t weight = 0;
  friend bool operator==(const MatchingEdge&, const MatchingEdge&) = default;
};

// Pairs without an edge weigh nothing, so leaving a vertex unmatched costs nothing either.
struct MatchingProblem {
  std::int32_t left_count = 0;
  std::int32_t right_count = 0;
  std::span<const MatchingEdge> edges;
  std::function<bool()> give_up = {};  // asked now and then; none: it is never given up
};

// The prices prove the weight: no matching is heavier than their sum, and this one is as heavy.
struct Matching {
  std::vector<std::int32_t> right_of;  // by left; -1: unmatched
  std::int64_t weight = 0;
  std::vector<std::int64_t> left_prices;
  std::vector<std::int64_t> right_prices;
};

// Requires: 0 <= left < left_count and 0 <= right < right_count for each edge; weights are >= 0, and the largest times
// the vertices fits 63 bits.
// Ensures: matching: no right is matched twice; weight is that of the matched edges; prices are >= 0, the two prices of
// an edge sum to its weight at least, to exactly that where it is matched, and an unmatched vertex has price 0. Where
// give_up said yes, it is some matching without a proof.
// Cost: O(left_count * edges * log edges) at worst, which is O(n^3 log n) where every pair has an edge; near O(edges)
// where few lefts want one right. Memory O(vertices + edges). The same input gives the same matching.
[[nodiscard]] Matching heaviest_matching(const MatchingProblem& problem);

}  // namespace relayout
