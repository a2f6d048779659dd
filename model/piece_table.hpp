// Where every token of a pack lives, written out: what a layout gives when it is applied, and what a file may claim.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "relayout/model/result.hpp"

namespace relayout {

// Consecutive tokens in consecutive rows of one rank: token + i lives in row + i, for 0 <= i < count.
struct Piece {
  std::int64_t token = 0;
  std::int64_t row = 0;
  std::int64_t count = 0;
  friend bool operator==(const Piece&, const Piece&) = default;
};

// One rank's share. Rows in no piece are temporary padding.
struct RankPieces {
  std::int32_t world_rank = 0;
  std::int64_t row_count = 0;
  std::vector<Piece> pieces;
  friend bool operator==(const RankPieces&, const RankPieces&) = default;
};

// Plain data and possibly wrong: a table from a file is judged by check_pieces before it is believed.
// Canonical form: each rank's pieces ascend by token and are maximal.
struct PieceTable {
  std::int64_t token_count = 0;
  std::vector<RankPieces> ranks;  // by rank
  friend bool operator==(const PieceTable&, const PieceTable&) = default;
};

// True where `next` continues `piece`. A table from a file may hold any numbers: sums are taken modulo 2^64, where
// nothing overflows, and two pieces go on only where together they still have a count.
[[nodiscard]] inline bool continues(const Piece& piece, const Piece& next) {
  const auto wrapped = [](std::int64_t value) { return static_cast<std::uint64_t>(value); };
  return wrapped(next.token) == wrapped(piece.token) + wrapped(piece.count) &&
         wrapped(next.row) == wrapped(piece.row) + wrapped(piece.count) && 0 < piece.count && 0 < next.count &&
         next.count <= std::numeric_limits<std::int64_t>::max() - piece.count;
}

// Appends a piece that follows the last one, joining the two where tokens and rows both go on. Empty pieces vanish.
inline void append_piece(std::vector<Piece>& pieces, const Piece& piece) {
  if (piece.count == 0) return;
  if (!pieces.empty() && continues(pieces.back(), piece)) {
    pieces.back().count += piece.count;
  } else {
    pieces.push_back(piece);
  }
}

// The same placement in canonical form: pieces sorted by token and joined. Cost: O(pieces log pieces).
[[nodiscard]] PieceTable canonical(PieceTable table);

}  // namespace relayout
