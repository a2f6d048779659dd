// How many rows of windows a rank program knows of.
#pragma once

#include <algorithm>
#include <cstdint>

#include "relayout/model/direction.hpp"
#include "relayout/model/rank_program.hpp"

namespace relayout::engine {

// Rows of this rank on the side that is written.
[[nodiscard]] inline std::int64_t own_rows(const RankProgram& program, Direction direction) {
  return direction == Direction::forward ? program.target_row_count : program.source_row_count;
}

// Rows of the largest window that this rank has or writes into. Cost: O(runs).
[[nodiscard]] inline std::int64_t window_rows(const RankProgram& program, Direction direction) {
  const MessageList& outgoing = direction == Direction::forward ? program.sends : program.receives;
  std::int64_t rows = own_rows(program, direction);
  for (const Run& run : outgoing.runs) rows = std::max(rows, run.remote_row + run.count);
  return rows;
}

}  // namespace relayout::engine
