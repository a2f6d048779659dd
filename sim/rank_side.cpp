#include "relayout/sim/rank_side.hpp"

#include "relayout/sim/payload.hpp"

namespace relayout::sim {

RankSide rows_of_rank(const Placement& placement, std::int32_t world_rank) {
  RankSide side;
  if (const auto local = placement.layout().rank_of_world(world_rank)) {
    side.row_count = placement.row_count(*local);
    placement.pieces(*local, side.pieces);
  }
  side.padding = rows_without_token(side.pieces, side.row_count);
  return side;
}

}  // namespace relayout::sim
