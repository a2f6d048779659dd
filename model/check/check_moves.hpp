// Judges the moves of a plan, ours or somebody's file: law `join`.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "relayout/model/check/verdict.hpp"
#include "relayout/model/piece_table.hpp"
#include "relayout/model/plan.hpp"

namespace relayout {

// A plan as plain, possibly wrong data. Optional sides: what a file does not say is not judged.
struct MoveTable {
  std::int64_t token_count = 0;
  std::vector<Move> moves;
  std::optional<std::vector<std::int64_t>> source_row_counts;  // by rank of the side
  std::optional<std::vector<std::int64_t>> target_row_counts;
};

// Whom the moves must agree with, as far as it is known. Null: that side is only checked for collisions, and its rows
// against the largest row count that the table claims.
struct MoveExpectation {
  const PieceTable* source = nullptr;
  const PieceTable* target = nullptr;
};

// Join: every token is in exactly one move; no two moves read one source row or write one target row; numbers are in
// range; and each token goes from its source place to its target place. Any numbers may stand in the table.
// The order and maximality of the moves are not judged here; see check_canonical_moves.
// Cost: O((moves + pieces) log), whatever the token count.
[[nodiscard]] Verdict check_moves(const MoveTable& table, const MoveExpectation& expected);

// Canonical form: ascending by token and maximal. The witness names the two moves. Any numbers may stand in them.
// Cost: O(moves).
[[nodiscard]] Verdict check_canonical_moves(std::span<const Move> moves);

// The moves that join two written-out placements, in canonical form, derived by sorting alone: slower and more obvious
// than Plan::make. The placements may be damaged: a token that has places on both sides goes from each to each, what
// lives on one side only stays away, and a piece that names no tokens or rows is left out.
// Cost: O(pieces log pieces) where each token has at most one place a side.
struct TableJoin {
  const PieceTable& source;
  const PieceTable& target;
};
[[nodiscard]] std::vector<Move> join(const TableJoin& sides);

}  // namespace relayout
