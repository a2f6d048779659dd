#include "relayout/model/piece_table.hpp"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

namespace relayout {
namespace {

// A table from a file may hold any numbers: sums are taken modulo 2^64, where nothing overflows.
std::uint64_t wrapped(std::int64_t value) { return static_cast<std::uint64_t>(value); }

// True where `next` continues `piece`, and the two together still have a count.
bool continues(const Piece& piece, const Piece& next) {
  return wrapped(next.token) == wrapped(piece.token) + wrapped(piece.count) &&
         wrapped(next.row) == wrapped(piece.row) + wrapped(piece.count) && 0 < piece.count && 0 < next.count &&
         next.count <= std::numeric_limits<std::int64_t>::max() - piece.count;
}

}  // namespace

void append_piece(std::vector<Piece>& pieces, const Piece& piece) {
  if (piece.count == 0) return;
  if (!pieces.empty() && continues(pieces.back(), piece)) {
    pieces.back().count += piece.count;
  } else {
    pieces.push_back(piece);
  }
}

PieceTable canonical(PieceTable table) {
  for (RankPieces& rank : table.ranks) {
    std::vector<Piece> pieces = std::exchange(rank.pieces, {});
    std::sort(pieces.begin(), pieces.end(),
              [](const Piece& a, const Piece& b) { return std::tie(a.token, a.row) < std::tie(b.token, b.row); });
    for (const Piece& piece : pieces) append_piece(rank.pieces, piece);
  }
  return table;
}

}  // namespace relayout
