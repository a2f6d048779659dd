// Judges a written-out placement, ours or somebody's file: law `partition`, and whether it is the layout it claims to
// be.
#pragma once

#include "relayout/model/check/verdict.hpp"
#include "relayout/model/piece_table.hpp"

namespace relayout {

// Partition: every token 0..token_count-1 is in exactly one piece; pieces of a rank share no row and end below its
// row_count; numbers are not negative, counts are positive, world ranks are distinct, all rows together <= 2^40.
// Any numbers may stand in the table. Cost: O(pieces log pieces), whatever the token count.
[[nodiscard]] Verdict check_pieces(const PieceTable& table);

// Does every token live where `expected` says, and do row counts and world ranks agree? Both tables are
// judged by check_pieces first. The witness names the first token: "token 17 lives at rank 0 row 3, expected rank 1
// row 2".
// Cost: O(pieces log pieces).
struct PieceComparison {
  const PieceTable& found;
  const PieceTable& expected;
};
[[nodiscard]] Verdict check_same_pieces(const PieceComparison& comparison);

}  // namespace relayout
