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

// Whom the moves must agree with, as far as it is known. Null: that side is only checked for collisions.
struct MoveExpectation {
  const PieceTable* source = nullptr;
  const PieceTable* target = nullptr;
};

// Join: every token is in exactly one move; no two moves read one source row or write one target row; numbers are in
// range; and each token goes from its source place to its target place.
// The order and maximality of the moves are not judged here; see check_canonical_moves.
// Cost: O((moves + pieces) log), whatever the token count.
[[nodiscard]] Verdict check_moves(const MoveTable& table, const MoveExpectation& expected);

// Canonical form: ascending by token and maximal. The witness names the two moves.
[[nodiscard]] Verdict check_canonical_moves(std::span<const Move> moves);

// The moves that join two written-out placements, derived by sorting alone: slower and more obvious than Plan::make.
// Requires: both pass check_pieces and have one token_count. Cost: O(pieces log pieces).
struct TableJoin {
  const PieceTable& source;
  const PieceTable& target;
};
[[nodiscard]] std::vector<Move> join(const TableJoin& sides);

}  // namespace relayout
