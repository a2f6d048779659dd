// Tools to damage a placement with: deal its chunks otherwise, or read its layout otherwise. All that is not damaged on
// purpose (order, tp, world, tails) stays as the layout says.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "relayout/model/placement.hpp"

namespace relayout::proptest {

// One cp rank, by its number before `order`, in one scope.
struct RankOfScope {
  Split<std::int64_t> split;
  Assignment<std::int64_t> assignment;
  std::int64_t rank = 0;
};

// The positions of the scope that the rank holds, in the order of its rows.
[[nodiscard]] std::vector<Span> held_spans(const RankOfScope& here);
[[nodiscard]] Span chunk_span(const RankOfScope& here, std::int64_t chunk);

// The placement with other positions on its ranks. Rows of a scope begin where they should, or later where what is
// ahead of them has grown. Custom layouts have no chunks and stay whole.
using DealtSpans = std::function<std::vector<Span>(const RankOfScope&)>;
[[nodiscard]] PieceTable dealt(const Placement& placement, const DealtSpans& spans);

// The placement without order, tp and world: its ranks are the cp ranks by natural number.
[[nodiscard]] Placement bare(const Placement& placement);

// How a cp rank's rows are cut in tp shares: {rows, tp} -> split.
struct ShareQuestion {
  std::int64_t rows = 0;
  std::int64_t tp = 1;
};
using ShareCut = Split<std::int64_t> (*)(const ShareQuestion&);
[[nodiscard]] Split<std::int64_t> floor_shares(const ShareQuestion& question);

// What order, tp and world make of the cp ranks' pieces.
[[nodiscard]] PieceTable with_modifiers(const Placement& placement, const std::vector<RankPieces>& natural,
                                        ShareCut share_cut = floor_shares);

// The pieces under other keys. Where the other layout does not apply, the trainer would be told so: nothing is damaged.
[[nodiscard]] PieceTable misread(const Placement& placement, LayoutKeys keys);

}  // namespace relayout::proptest
