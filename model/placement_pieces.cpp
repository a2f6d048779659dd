// What one rank holds, from the closed form: scope by scope and chunk by chunk, without a look at any other rank.
#include <cassert>

#include "relayout/model/placement.hpp"

namespace relayout {
namespace {

// What of a piece of a cp rank falls among the rows of one share.
void append_share(std::vector<Piece>& pieces, const Piece& piece, const Span& share) {
  const Span rows = intersection({piece.row, piece.row + piece.count}, share);
  if (rows.empty()) return;
  append_piece(
      pieces, {.token = piece.token + (rows.begin - piece.row), .row = rows.begin - share.begin, .count = rows.size()});
}

}  // namespace

Span Placement::share(std::int32_t rank) const {
  assert(0 <= rank);
  assert(rank < rank_count());
  const std::int64_t tp = data_->layout.tp();
  const std::int64_t rows = cp_row_count(natural_rank(static_cast<std::int32_t>(floor_div(rank, tp))));
  if (tp == 1) return {0, rows};
  const std::int64_t tp_rank = floor_mod(rank, tp);
  return {cut(shares(rows), tp_rank), cut(shares(rows), tp_rank + 1)};
}

void Placement::pieces(std::int32_t rank, std::vector<Piece>& out) const {
  out.clear();
  const Layout& layout = data_->layout;
  const Span mine = share(rank);
  const std::int64_t natural = natural_rank(static_cast<std::int32_t>(floor_div(rank, layout.tp())));
  if (layout.name() == LayoutName::custom) {
    const RankPieces& all = layout.keys().custom->ranks[static_cast<std::size_t>(natural)];
    for (const Piece& piece : all.pieces) append_share(out, piece, mine);
    return;
  }
  const Assignment<std::int64_t> dealt = assignment();
  std::int64_t base = 0;
  for (std::int64_t i = 0; i < scope_count(); ++i) {
    const Split<std::int64_t> cuts = split(i);
    if (even()) base = data_->even_rows[static_cast<std::size_t>(i)];
    const std::int64_t held = held_count(cuts, dealt, natural);
    for (std::int64_t j = 0; j < held; ++j) {
      const std::int64_t chunk = held_chunk(dealt, HeldChunk<std::int64_t>{natural, j});
      const std::int64_t count = chunk_length(cuts, chunk);
      if (count == 0) continue;
      append_share(out, {scope(i).begin + cut(cuts, chunk), base + rows_ahead(cuts, dealt, chunk), count}, mine);
    }
    if (!even()) base += rank_length(cuts, dealt, natural);
  }
}

std::vector<std::int64_t> Placement::cu_scope_rows(std::int32_t rank) const {
  assert(data_->layout.name() != LayoutName::custom);
  const Span mine = share(rank);
  const std::int64_t natural = natural_rank(static_cast<std::int32_t>(floor_div(rank, data_->layout.tp())));
  std::vector<std::int64_t> result{0};
  result.reserve(static_cast<std::size_t>(scope_count()) + 1);
  std::int64_t row = 0;  // on the cp rank
  for (std::int64_t i = 0; i < scope_count(); ++i) {
    row =
        even() ? data_->even_rows[static_cast<std::size_t>(i) + 1] : row + rank_length(split(i), assignment(), natural);
    result.push_back(at_most(at_least(row, mine.begin), mine.end) - mine.begin);
  }
  return result;
}

}  // namespace relayout
