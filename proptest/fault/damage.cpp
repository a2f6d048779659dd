#include "relayout/proptest/fault/damage.hpp"

#include <algorithm>
#include <utility>

namespace relayout::proptest {
namespace {

std::size_t index(std::int64_t value) { return static_cast<std::size_t>(value); }

// What of the pieces lies in rows [share.begin, share.end), counted from its begin.
std::vector<Piece> share_of(const std::vector<Piece>& pieces, const Span& share) {
  std::vector<Piece> result;
  for (const Piece& piece : pieces) {
    const Span rows = intersection({piece.row, piece.row + piece.count}, share);
    append_piece(result, {piece.token + (rows.begin - piece.row), rows.begin - share.begin, rows.size()});
  }
  std::stable_sort(result.begin(), result.end(), [](const Piece& a, const Piece& b) { return a.token < b.token; });
  return result;
}

}  // namespace

Span chunk_span(const RankOfScope& here, std::int64_t chunk) {
  return {cut(here.split, chunk), cut(here.split, chunk + 1)};
}

std::vector<Span> held_spans(const RankOfScope& here) {
  std::vector<Span> spans;
  for (std::int64_t i = 0; i < held_count(here.split, here.assignment, here.rank); ++i) {
    spans.push_back(chunk_span(here, held_chunk(here.assignment, HeldChunk<std::int64_t>{here.rank, i})));
  }
  return spans;
}

PieceTable dealt(const Placement& placement, const DealtSpans& spans) {
  if (placement.layout().name() == LayoutName::custom) return placement.table();
  const Placement plain = bare(placement);
  std::vector<RankPieces> natural(index(plain.rank_count()));
  std::vector<std::int64_t> scope_rows;
  for (std::int32_t rank = 0; rank < plain.rank_count(); ++rank) {
    RankPieces& mine = natural[index(rank)];
    plain.cu_scope_rows(rank, scope_rows);
    std::int64_t row = 0;
    for (std::int64_t i = 0; i < plain.scope_count(); ++i) {
      row = std::max(row, scope_rows[index(i)]);
      for (const Span& span : spans({plain.split(i), plain.assignment(), rank})) {
        if (span.size() <= 0) continue;
        append_piece(mine.pieces, {plain.scope(i).begin + span.begin, row, span.size()});
        row += span.size();
      }
    }
    mine.row_count = std::max(row, plain.row_count(rank));
  }
  return with_modifiers(placement, natural);
}

Placement bare(const Placement& placement) {
  LayoutKeys keys = placement.layout().keys();
  if (keys.remainder == Remainder::pad && keys.multiple == 0) {
    keys.multiple = row_unit(keys) * placement.layout().tp();  // the default, of which tp is a factor
  }
  keys.order.clear();
  keys.world.clear();
  keys.tp = 0;
  return Placement::make(Layout::make(std::move(keys)).value(), placement.pack()).value();
}

Split<std::int64_t> floor_shares(const ShareQuestion& question) {
  return {CutRule::balanced, question.rows, question.tp, 1};
}

PieceTable with_modifiers(const Placement& placement, const std::vector<RankPieces>& natural, ShareCut share_cut) {
  const std::int64_t tp = placement.layout().tp();
  PieceTable table{.token_count = placement.token_count(), .ranks = {}};
  for (std::int32_t cp_rank = 0; cp_rank < placement.layout().cp(); ++cp_rank) {
    const RankPieces& whole = natural[index(placement.natural_rank(cp_rank))];
    const Split<std::int64_t> shares = share_cut({.rows = whole.row_count, .tp = tp});
    for (std::int64_t i = 0; i < tp; ++i) {
      const Span share{cut(shares, i), cut(shares, i + 1)};
      const std::int32_t world_rank = placement.world_rank(static_cast<std::int32_t>(table.ranks.size()));
      table.ranks.push_back({world_rank, share.size(), share_of(whole.pieces, share)});
    }
  }
  return table;
}

PieceTable misread(const Placement& placement, LayoutKeys keys) {
  const auto layout = Layout::make(std::move(keys));
  if (!layout) return placement.table();
  const auto other = Placement::make(*layout, placement.pack());
  return other ? other->table() : placement.table();
}

}  // namespace relayout::proptest
