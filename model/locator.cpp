#include "relayout/model/locator.hpp"

#include <algorithm>
#include <cassert>

namespace relayout {

void Locator::restart(const Placement& placement, Visit visit) {
  placement_ = placement;
  visit_ = visit;
  scope_ = -1;
  scope_span_ = {};
  chunk_ = -1;
  chunk_span_ = {};
  custom_index_ = 0;
  if (ranks_.empty()) ranks_.resize(16);
  if (ranks_met_ > 0) std::fill(ranks_.begin(), ranks_.end(), RankRows{});
  ranks_met_ = 0;
}

Stretch Locator::at(std::int64_t token) {
  assert(chunk_span_.begin <= token);
  assert(token < placement_->token_count());
  if (!chunk_span_.contains(token)) {
    if (placement_->layout().name() == LayoutName::custom) {
      enter_custom_piece_of(token);
    } else {
      if (!scope_span_.contains(token)) enter_scope_of(token);
      enter_chunk_of(token);
    }
  }
  const std::int64_t passed = token - chunk_span_.begin;
  const Stretch stretch{chunk_place_.rank, chunk_place_.row + passed, chunk_span_.size() - passed};
  return placement_->layout().tp() == 1 ? stretch : share_of(stretch);
}

void Locator::enter_scope_of(std::int64_t token) {
  if (visit_ == Visit::some_tokens && placement_->layout().scope() == Scope::sequence) {
    // A walk over few tokens may pass over many sequences; one over all of them takes the next, or the first not empty.
    const std::int64_t next = scope_ + 1;
    scope_ = placement_->scope(next).contains(token) ? next : placement_->pack().sequence_of(token);
  } else {
    do ++scope_;
    while (!placement_->scope(scope_).contains(token));
  }
  scope_span_ = placement_->scope(scope_);
  split_ = placement_->split(scope_);
  chunk_ = -1;
}

void Locator::enter_chunk_of(std::int64_t token) {
  const Assignment<std::int64_t> dealt = placement_->assignment();
  const bool next_in_line = chunk_ >= 0 && token == chunk_span_.end;
  const std::int64_t next_end = next_in_line ? scope_span_.begin + cut(split_, chunk_ + 2) : token;
  if (token < next_end) {  // most often the next chunk, and then no division is needed
    ++chunk_;
    chunk_span_ = {token, next_end};
  } else {
    chunk_ = chunk_of(split_, token - scope_span_.begin);
    chunk_span_ = {scope_span_.begin + cut(split_, chunk_), scope_span_.begin + cut(split_, chunk_ + 1)};
  }
  natural_rank_ = static_cast<std::int32_t>(rank_of_chunk(dealt, chunk_));
  chunk_place_ = {placement_->ordered_rank(natural_rank_),
                  rows_before_scope(natural_rank_) + rows_ahead(split_, dealt, chunk_), chunk_span_.size()};
}

void Locator::enter_custom_piece_of(std::int64_t token) {
  const std::vector<Piece>& pieces = placement_->data_->custom_by_token;
  const auto after = std::upper_bound(pieces.begin() + static_cast<std::ptrdiff_t>(custom_index_), pieces.end(), token,
                                      [](std::int64_t wanted, const Piece& piece) { return wanted < piece.token; });
  custom_index_ = static_cast<std::size_t>(after - pieces.begin()) - 1;
  const Piece& piece = pieces[custom_index_];
  chunk_span_ = {piece.token, piece.token + piece.count};
  natural_rank_ = placement_->data_->custom_rank[custom_index_];
  chunk_place_ = {placement_->ordered_rank(natural_rank_), piece.row, piece.count};
}

std::int64_t Locator::rows_before_scope(std::int32_t natural_rank) {
  if (placement_->even()) return placement_->data_->even_rows[static_cast<std::size_t>(scope_)];
  RankRows& known = rank_rows(natural_rank);
  // Where every token is visited, a rank has no row in the scopes after the last one that it was met in.
  const std::int64_t end = visit_ == Visit::every_token ? std::min(known.scope + 1, scope_) : scope_;
  const Assignment<std::int64_t> dealt = placement_->assignment();
  for (std::int64_t i = known.scope; i < end; ++i) {
    known.rows += rank_length(placement_->split(i), dealt, std::int64_t{natural_rank});
  }
  known.scope = scope_;
  return known.rows;
}

// Open addressing with linear probing; the table is a power of two and at most half full.
Locator::RankRows& Locator::rank_rows(std::int32_t natural_rank) {
  if (2 * (ranks_met_ + 1) > ranks_.size()) grow();
  const std::size_t mask = ranks_.size() - 1;
  std::size_t at = static_cast<std::size_t>(natural_rank) & mask;
  while (ranks_[at].rank != natural_rank && ranks_[at].rank != -1) at = (at + 1) & mask;
  if (ranks_[at].rank == -1) {
    ranks_[at].rank = natural_rank;
    ++ranks_met_;
  }
  return ranks_[at];
}

void Locator::grow() {
  std::vector<RankRows> old(ranks_.size() * 2);
  old.swap(ranks_);
  ranks_met_ = 0;
  for (const RankRows& each : old) {
    if (each.rank != -1) rank_rows(each.rank) = each;
  }
}

Stretch Locator::share_of(const Stretch& stretch) {
  RankRows& known = rank_rows(natural_rank_);
  if (known.row_count < 0) known.row_count = placement_->cp_row_count(natural_rank_);
  const Split<std::int64_t> cuts = placement_->shares(known.row_count);
  const std::int64_t share = chunk_of(cuts, stretch.row);
  const std::int64_t tp = placement_->layout().tp();
  return {static_cast<std::int32_t>(stretch.rank * tp + share), stretch.row - cut(cuts, share),
          std::min(stretch.count, cut(cuts, share + 1) - stretch.row)};
}

}  // namespace relayout
