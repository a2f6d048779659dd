// Other names for the ranks of one side, so that as many rows as possible stay where they are.
//
// Which rank holds which block is a name and no more: the block that rank b of a side would hold may live on rank p_b
// instead, which is what `order=p0-p1-..` says. The best names are a linear assignment, as COSTA (arXiv 2106.06601)
// shows for matrices.
//
//   zigzag:cp=4 -> sequential:cp=4, one sequence of 8       rank 0 | 0 7   rank 1 | 1 6   rank 2 | 2 5   rank 3 | 3 4
//     target as it is                                       rank 0 | 0 1   rank 1 | 2 3   rank 2 | 4 5   rank 3 | 6 7
//     order=0-2-3-1                                         rank 0 | 0 1   rank 2 | 2 3   rank 3 | 4 5   rank 1 | 6 7
//   2 of 8 rows stay, and 4 under the new names.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "relayout/model/layout.hpp"
#include "relayout/model/traffic.hpp"

namespace relayout {

enum class Side : std::uint8_t { source, target };

struct LabelProblem {
  std::span<const PairTraffic> pairs;  // of one plan, or summed over many with the same two layouts
  const Layout& layout;                // of `side`
  Side side = Side::target;
  std::function<bool()> give_up = {};  // as of heaviest_matching
};

struct Relabelling {
  Layout layout;                    // with its new order
  std::vector<std::int32_t> order;  // as `order=` says it; one number a cp rank, also where it counts up
  std::int64_t rows_kept = 0;       // with the other side as it was
  std::vector<PairTraffic> pairs;   // what goes where under the new names, sorted
};

// The names of a side's cp ranks under which most rows stay. The side keeps its world ranks: names are dealt anew among
// them. The tp shares of a cp rank go with it. Where no names keep more rows than the present ones, those are given.
// Requires: pairs are of plans that have `layout` on `side`.
// Ensures: relabelling: planned with `layout` instead, rows_kept rows stay, and no order of this side keeps more. Where
// give_up said yes, nothing is said of the names.
// Cost: of heaviest_matching on cp ranks, with an edge for each pair of ranks that exchanges rows.
[[nodiscard]] Relabelling relabel(const LabelProblem& problem);

}  // namespace relayout
