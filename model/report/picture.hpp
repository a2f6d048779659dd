// What is drawn: one or two placements of a pack, written out, and the moves between them.
//
// Plain data and possibly wrong, so that damaged plans and foreign files can be drawn too: tokens the pack does not
// have are drawn as unknown, and numbers of ranks or rows that are out of range are left out.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "relayout/model/pack.hpp"
#include "relayout/model/piece_table.hpp"
#include "relayout/model/placement.hpp"
#include "relayout/model/plan.hpp"

namespace relayout::report {

struct PictureSide {
  std::string layout;  // its canonical print, or whatever names it
  PieceTable table;
};

struct Picture {
  std::string title;  // may be empty
  Pack pack;
  PictureSide source;
  std::optional<PictureSide> target;  // none: a layout alone
  std::vector<Move> moves;
};

// What every drawing calls a rank: "rank 3", "rank 0 (world 7)" where the world has another number for it.
[[nodiscard]] std::string rank_label(const RankPieces& rank, std::size_t index);

// Cost: O(pieces + moves).
[[nodiscard]] Picture picture_of(const Placement& placement);
[[nodiscard]] Picture picture_of(const Plan& plan);

}  // namespace relayout::report
