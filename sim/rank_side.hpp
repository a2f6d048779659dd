// One side of a rank: which of its rows hold tokens, and its tensors.
#pragma once

#include <cstdint>
#include <vector>

#include "relayout/model/placement.hpp"
#include "relayout/model/span.hpp"
#include "relayout/sim/tensor_buffer.hpp"

namespace relayout::sim {

// Rows of pieces hold tokens, the others are temporary padding.
struct RankSide {
  std::int64_t row_count = 0;
  std::vector<Piece> pieces;
  std::vector<Span> padding;
  TensorBuffers tensors;
};

// The rows of a world rank; of one that is not on this side, none. No tensors yet.
[[nodiscard]] RankSide rows_of_rank(const Placement& placement, std::int32_t world_rank);

}  // namespace relayout::sim
