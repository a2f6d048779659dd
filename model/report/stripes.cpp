#include "relayout/model/report/stripes.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <utility>

namespace relayout::report {

namespace {

void append_padding(std::vector<Stripe>& stripes, const Span& rows) {
  if (!rows.empty()) {
    stripes.push_back({.rows = rows, .kind = RowKind::temporary_padding, .sequence = -1, .token = -1});
  }
}

// What one cell holds, by owner, in order of appearance.
class CellCount {
 public:
  void add(const Stripe& stripe, std::int64_t rows) {
    const auto [place, is_new] = place_of_.try_emplace({stripe.kind, stripe.sequence}, owners_.size());
    if (is_new) {
      owners_.push_back({.stripe = stripe, .rows = 0});
    }
    owners_[place->second].rows += rows;
  }
  // The owner of most rows; forgets all.
  Stripe take(const Span& rows) {
    const auto most = std::max_element(owners_.begin(), owners_.end(),
                                       [](const Owner& a, const Owner& b) { return a.rows < b.rows; });
    Stripe winner = most->stripe;
    winner.rows = rows;
    owners_.clear();
    place_of_.clear();
    return winner;
  }

 private:
  struct Owner {
    Stripe stripe;
    std::int64_t rows;
  };
  std::vector<Owner> owners_;
  std::map<std::pair<RowKind, std::int64_t>, std::size_t> place_of_;
};

}  // namespace

std::vector<Stripe> stripes_of(const TokenRun& run, const Pack& pack) {
  std::vector<Stripe> stripes;
  std::int64_t token = run.tokens.begin;
  std::int64_t row = run.row;
  const auto append = [&](RowKind kind, std::int64_t sequence, std::int64_t end) {
    const std::int64_t count = std::min(end, run.tokens.end) - token;
    if (count > 0) {
      stripes.push_back({.rows = {row, row + count}, .kind = kind, .sequence = sequence, .token = token});
      row += count;
      token += count;
    }
  };
  if (token >= 0 && token < pack.token_count()) {
    for (std::int64_t sequence = pack.sequence_of(token); token < run.tokens.end && sequence < pack.sequence_count();
         ++sequence) {
      const Span slot = pack.slot(sequence);
      append(RowKind::valid, sequence, slot.begin + pack.length(sequence));
      append(RowKind::carried_padding, sequence, slot.end);
    }
  }
  append(RowKind::unknown, -1, run.tokens.end);
  return stripes;
}

std::vector<Stripe> stripes_of(const RankPieces& rank, const Pack& pack) {
  std::vector<Piece> pieces = rank.pieces;
  std::sort(pieces.begin(), pieces.end(), [](const Piece& a, const Piece& b) { return a.row < b.row; });
  std::vector<Stripe> stripes;
  std::int64_t row = 0;
  for (const Piece& piece : pieces) {
    const std::int64_t begin = std::max(piece.row, row);
    const std::int64_t end = std::min(piece.row + piece.count, rank.row_count);
    if (begin < end) {
      append_padding(stripes, {row, begin});
      const std::int64_t token = piece.token + (begin - piece.row);
      const auto cut = stripes_of({.tokens = {token, token + (end - begin)}, .row = begin}, pack);
      stripes.insert(stripes.end(), cut.begin(), cut.end());
      row = end;
    }
  }
  append_padding(stripes, {row, std::max(row, rank.row_count)});
  return stripes;
}

std::vector<Stripe> coarsened(const std::vector<Stripe>& stripes, std::int64_t rows_per_cell) {
  std::vector<Stripe> cells;
  const std::int64_t row_count = stripes.empty() ? 0 : stripes.back().rows.end;
  CellCount count;
  Span cell{0, std::min(rows_per_cell, row_count)};
  for (const Stripe& stripe : stripes) {
    // A stripe fills up the cell it begins in, then whole cells, and leaves its rest in the last.
    std::int64_t row = stripe.rows.begin;
    while (row < stripe.rows.end) {
      const std::int64_t end = std::min(stripe.rows.end, cell.end);
      count.add(stripe, end - row);
      row = end;
      if (row == cell.end) {
        cells.push_back(count.take(cell));
        cell = {row, std::min(row + rows_per_cell, row_count)};
      }
    }
  }
  return cells;
}

}  // namespace relayout::report
