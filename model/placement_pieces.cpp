// What one rank holds, from the closed form: scope by scope and chunk by chunk, without a look at any other rank.
#include <cassert>

#include "relayout/model/placement.hpp"

namespace relayout {
Span Placement::share_of(std::int64_t cp_rows, std::int32_t rank) const {
  const std::int64_t share = tp_share(rank).index;
  return {cut(shares(cp_rows), share), cut(shares(cp_rows), share + 1)};
}

// Writes what a cp rank holds over `out`, in row order, and returns its rows before the tail.
std::int64_t Placement::cp_pieces(std::int64_t natural, std::vector<Piece>& out) const {
  const PlacementData& data = *data_;
  std::int64_t rows = 0;
  out.clear();
  if (out.capacity() == 0) out.reserve(8);  // most have a few
  data.with_rules([&](const auto rules) {
    Span ends{-1, -1};  // token and row behind the last piece
    const HeldScopes all{.natural_rank = natural, .scopes = {0, data.scope_count()}};
    rows = data.for_each_held(rules, all, [&](const Piece& piece) {
      if (piece.token == ends.begin && piece.row == ends.end) {
        out.back().count += piece.count;
      } else {
        out.push_back(piece);
      }
      ends = {piece.token + piece.count, piece.row + piece.count};
    });
  });
  return rows;
}

std::int64_t Placement::pieces(std::int32_t rank, std::vector<Piece>& out) const {
  const std::int32_t tp = data_->layout.tp();
  const std::int32_t natural = natural_rank(static_cast<std::int32_t>(tp_share(rank).cp_rank));
  std::int64_t cp_rows = 0;
  if (data_->layout.name() == LayoutName::custom) {
    const RankPieces& all = data_->layout.keys().custom->ranks[static_cast<std::size_t>(natural)];
    out.assign(all.pieces.begin(), all.pieces.end());
    cp_rows = with_tail(all.row_count);
  } else {
    cp_rows = with_tail(cp_pieces(natural, out));
  }
  if (tp == 1) return cp_rows;
  const Span mine = share_of(cp_rows, rank);
  std::size_t kept = 0;
  for (const Piece& piece : out) {
    const Span rows = intersection({piece.row, piece.row + piece.count}, mine);
    if (!rows.empty()) {
      out[kept++] = {
          .token = piece.token + (rows.begin - piece.row), .row = rows.begin - mine.begin, .count = rows.size()};
    }
  }
  out.resize(kept);
  return mine.size();
}

void Placement::cu_scope_rows(std::int32_t rank, std::vector<std::int64_t>& out) const {
  assert(data_->layout.name() != LayoutName::custom);
  const std::int32_t natural = natural_rank(static_cast<std::int32_t>(tp_share(rank).cp_rank));
  const Span mine = share_of(cp_row_count(natural), rank);
  out.assign(1, 0);
  out.reserve(static_cast<std::size_t>(scope_count()) + 1);
  std::int64_t row = 0;  // on the cp rank
  for (std::int64_t i = 0; i < scope_count(); ++i) {
    row = data_->even() ? data_->even_rows[static_cast<std::size_t>(i) + 1]
                        : row + rank_length(split(i), assignment(), std::int64_t{natural});
    out.push_back(at_most(at_least(row, mine.begin), mine.end) - mine.begin);
  }
}

}  // namespace relayout
