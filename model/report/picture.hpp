// What is drawn: one or two placements of a pack, written out, and the moves between them.
//
// Plain data and possibly wrong, so that damaged plans and foreign files can be drawn too: tokens the pack does not
// have are drawn as unknown, and numbers of ranks or rows that are out of range are left out.
#pragma once

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

// Cost: O(pieces + moves).
[[nodiscard]] Picture picture_of(const Placement& placement);
[[nodiscard]] Picture picture_of(const Plan& plan);

}  // namespace relayout::report
