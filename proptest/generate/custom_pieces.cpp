#include "relayout/proptest/generate/custom_pieces.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace relayout::proptest {
namespace {

// Tokens at which fragments begin: 0, then up to eight places at random, ascending.
std::vector<std::int64_t> random_cuts(Random& random, std::int64_t token_count) {
  std::vector<std::int64_t> cuts{0};
  for (std::int64_t i = random.below(8); i > 0; --i) cuts.push_back(random.below(token_count));
  std::sort(cuts.begin(), cuts.end());
  cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
  return cuts;
}

// What is left of `kept` when `gone` leaves the line and what lies behind it closes up.
std::int64_t closed_up(std::int64_t index, const Span& gone) {
  if (index <= gone.begin) return index;
  return index < gone.end ? gone.begin : index - gone.size();
}

RankPieces without_tokens(const RankPieces& rank, const Span& tokens) {
  std::vector<Span> gone_rows;
  for (const Piece& piece : rank.pieces) {
    const Span gone = intersection({piece.token, piece.token + piece.count}, tokens);
    if (!gone.empty()) gone_rows.push_back({piece.row + gone.begin - piece.token, piece.row + gone.end - piece.token});
  }
  const auto row_after = [&](std::int64_t row) {
    std::int64_t result = row;
    for (const Span& gone : gone_rows) {
      if (gone.begin < row) result -= std::min(row, gone.end) - gone.begin;
    }
    return result;
  };
  RankPieces result{.world_rank = rank.world_rank, .row_count = row_after(rank.row_count), .pieces = {}};
  for (const Piece& piece : rank.pieces) {
    const std::int64_t begin = closed_up(piece.token, tokens);
    const std::int64_t end = closed_up(piece.token + piece.count, tokens);
    if (begin < end) result.pieces.push_back({.token = begin, .row = row_after(piece.row), .count = end - begin});
  }
  return result;
}

}  // namespace

PieceTable random_pieces(Random& random, const PieceShape& shape) {
  PieceTable table{.token_count = shape.token_count, .ranks = {}};
  table.ranks.resize(static_cast<std::size_t>(shape.rank_count));
  for (std::int32_t i = 0; i < shape.rank_count; ++i) table.ranks[static_cast<std::size_t>(i)].world_rank = i;
  if (shape.token_count == 0) return table;
  std::vector<std::int64_t> cuts = random_cuts(random, shape.token_count);
  cuts.push_back(shape.token_count);
  std::vector<Piece> fragments;
  for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
    fragments.push_back({.token = cuts[i], .row = 0, .count = cuts[i + 1] - cuts[i]});
    const auto other = static_cast<std::size_t>(random.below(static_cast<std::int64_t>(fragments.size())));
    std::swap(fragments.back(), fragments[other]);
  }
  for (const Piece& fragment : fragments) {
    RankPieces& rank = table.ranks[static_cast<std::size_t>(random.below(shape.rank_count))];
    const std::int64_t gap = random.one_in(6) ? 1 + random.below(3) : 0;
    rank.pieces.push_back({.token = fragment.token, .row = rank.row_count + gap, .count = fragment.count});
    rank.row_count += gap + fragment.count;
  }
  return table;
}

PieceTable without_tokens(const PieceTable& table, const Span& tokens) {
  PieceTable result{.token_count = table.token_count - tokens.size(), .ranks = {}};
  for (const RankPieces& rank : table.ranks) result.ranks.push_back(without_tokens(rank, tokens));
  return result;
}

PieceTable without_last_rank(PieceTable table) {
  const RankPieces last = std::move(table.ranks.back());
  table.ranks.pop_back();
  RankPieces& rank = table.ranks.back();
  for (const Piece& piece : last.pieces) {
    rank.pieces.push_back({.token = piece.token, .row = rank.row_count + piece.row, .count = piece.count});
  }
  rank.row_count += last.row_count;
  return table;
}

}  // namespace relayout::proptest
