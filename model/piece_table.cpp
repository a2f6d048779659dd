#include "relayout/model/piece_table.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace relayout {
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
