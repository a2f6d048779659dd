#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <vector>

#include "relayout/model/check/check_moves.hpp"
#include "relayout/model/check/interval.hpp"
#include "relayout/model/span.hpp"

namespace relayout {
namespace {

// A piece of one side, with the world rank it lives on.
struct Home {
  Piece piece;
  std::int32_t world_rank = 0;

  [[nodiscard]] Span tokens() const { return {piece.token, piece.token + piece.count}; }
  [[nodiscard]] std::int64_t row_of(std::int64_t token) const { return piece.row + (token - piece.token); }
};

// The pieces that name tokens and rows, in ascending token order.
std::vector<Home> homes_of(const PieceTable& table) {
  std::vector<Home> homes;
  std::size_t count = 0;
  for (const RankPieces& rank : table.ranks) count += rank.pieces.size();
  homes.reserve(count);
  for (const RankPieces& rank : table.ranks) {
    for (const Piece& piece : rank.pieces) {
      const bool sound = is_sound({.begin = piece.token, .count = piece.count}) &&
                         is_sound({.begin = piece.row, .count = piece.count});
      if (sound) homes.push_back({piece, rank.world_rank});
    }
  }
  std::sort(homes.begin(), homes.end(), [](const Home& a, const Home& b) { return a.piece.token < b.piece.token; });
  return homes;
}

}  // namespace

std::vector<Move> join(const TableJoin& sides) {
  const std::vector<Home> targets = homes_of(sides.target);
  std::vector<Move> found;
  found.reserve(2 * targets.size());
  std::size_t first = 0;  // targets before it end at or before the source piece at hand
  for (const Home& source : homes_of(sides.source)) {
    while (first < targets.size() && targets[first].tokens().end <= source.tokens().begin) ++first;
    for (std::size_t i = first; i < targets.size() && targets[i].tokens().begin < source.tokens().end; ++i) {
      const Span tokens = intersection(source.tokens(), targets[i].tokens());
      if (tokens.empty()) continue;
      found.push_back({.token = tokens.begin,
                       .count = tokens.size(),
                       .source_row = source.row_of(tokens.begin),
                       .target_row = targets[i].row_of(tokens.begin),
                       .source_rank = source.world_rank,
                       .target_rank = targets[i].world_rank});
    }
  }
  std::sort(found.begin(), found.end(), [](const Move& a, const Move& b) {
    return std::tie(a.token, a.source_rank, a.source_row, a.target_rank, a.target_row) <
           std::tie(b.token, b.source_rank, b.source_row, b.target_rank, b.target_row);
  });
  std::vector<Move> moves;
  moves.reserve(found.size());
  for (const Move& move : found) append_move(moves, move);
  return moves;
}

}  // namespace relayout
