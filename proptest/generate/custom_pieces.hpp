// Custom placements as fragments of the pack, made at random and made smaller.
#pragma once

#include <cstdint>

#include "relayout/model/piece_table.hpp"
#include "relayout/model/span.hpp"
#include "relayout/proptest/generate/random.hpp"

namespace relayout::proptest {

struct PieceShape {
  std::int64_t token_count = 0;
  std::int32_t rank_count = 1;
};

// The tokens cut at random places, the fragments dealt to ranks and rows in any order, with a gap here and there.
// Ensures: check_pieces holds of it.
[[nodiscard]] PieceTable random_pieces(Random& random, const PieceShape& shape);

// The same placement after these tokens have left the pack: later tokens and rows close up.
[[nodiscard]] PieceTable without_tokens(const PieceTable& table, const Span& tokens);

// The last rank's pieces follow the rows of the rank before it. Requires: at least two ranks.
[[nodiscard]] PieceTable without_last_rank(PieceTable table);

}  // namespace relayout::proptest
