// Routes read as runs: what check_routes simulates, once the lists are known to fit the layouts and each other.
#pragma once

#include <cstdint>
#include <vector>

#include "relayout/model/check/verdict.hpp"
#include "relayout/model/piece_table.hpp"
#include "relayout/model/routes.hpp"

namespace relayout {

// Consecutive places of a send or receive buffer that stand for consecutive rows.
struct BufferRun {
  std::int64_t position = 0;
  std::int64_t row = 0;
  std::int64_t count = 0;
};

// One end of a rank's exchange: its local rows, and the buffer between them and the wire.
struct RouteEnd {
  std::int64_t row_count = 0;         // as the layout says; 0 where the rank is not on that side
  std::vector<Piece> pieces;          // where tokens live here, ascending by row
  std::vector<std::int64_t> offsets;  // where each peer's rows begin in the buffer, then where the last one's end
  std::vector<BufferRun> runs;        // ascending by position, together the whole buffer
};

struct RankEnds {
  std::int32_t rank = 0;
  RouteEnd source;
  RouteEnd target;
};

// Writes the ends of every rank, in the order of the routes, over `ends`. Whatever stands in the routes: afterwards
// either a fault is told, or splits are one a peer and agree, rows lie in the buffers and no target row is written
// twice. Cost: O(length of the lists + ranks^2 + pieces log pieces).
struct RouteSides {
  const PieceTable& source;
  const PieceTable& target;
};
[[nodiscard]] Verdict read_route_ends(const Routes& routes, const RouteSides& sides, std::vector<RankEnds>& ends);

}  // namespace relayout
