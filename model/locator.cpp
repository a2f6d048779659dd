#include "relayout/model/locator.hpp"

#include <algorithm>
#include <utility>

namespace relayout {

Locator::Locator() = default;  // out of line, so that nobody writes zeros over the answers first

void Locator::restart(const Placement& placement, Walk walk) {
  placement_ = &placement;
  data_ = placement_->data_.get();
  walk_ = walk;
  place_ = {};
  custom_index_ = 0;
  ++walk_number_;
  const auto rank_count = static_cast<std::size_t>(data_->layout.cp());
  if (!data_->even() && ranks_.size() < rank_count) ranks_.resize(rank_count);
}

void Locator::ask(std::span<const Piece> pieces) {
  asked_ = pieces;
  asked_index_ = 0;
  answered_ = 0;
}

std::span<const Located> Locator::next() {
  if (asked_index_ == asked_.size()) return {};
  std::size_t count = 0;
  if (data_->layout.name() == LayoutName::custom) {
    count = locate_custom();
  } else {
    data_->with_rules([&](const auto rules) { count = locate(rules); });
  }
  const std::span<Located> answers = std::span(located_).first(count);
  if (const std::vector<std::int32_t>& order = data_->layout.keys().order; !order.empty()) {
    for (Located& each : answers) each.rank = order[static_cast<std::size_t>(each.rank)];
  }
  return data_->layout.tp() == 1 ? answers : cut_in_shares(answers);
}

// Place is worked on as a copy, of which the compiler knows all uses.
template <class Known>
std::size_t Locator::locate(const Known& rules) {
  Place place = place_;
  Located* out = located_.data();
  Located* const out_end = out + handful;
  std::int64_t answered = answered_;
  for (; asked_index_ < asked_.size(); ++asked_index_, answered = 0) {
    const Piece& piece = asked_[asked_index_];
    const std::int64_t end = piece.token + piece.count;
    std::int64_t token = piece.token + answered;
    while (token < end && out < out_end) {
      if (place.chunk_end <= token) {
        if (place.scope_tokens.end <= token) enter_scope_of(place, token, rules);
        enter_chunk_of(place, token, rules);
      }
      const std::int64_t stop = at_most(place.chunk_end, end);
      *out++ = {.asked_row = piece.row + (token - piece.token),
                .row = token + place.row_offset,
                .count = stop - token,
                .rank = static_cast<std::int32_t>(place.rank),
                .asked = static_cast<std::int32_t>(asked_index_)};
      token = stop;
    }
    answered = token - piece.token;
    if (token < end) break;
  }
  answered_ = answered;
  place_ = place;
  return static_cast<std::size_t>(out - located_.data());
}

template <class Known>
inline void Locator::enter_scope_of(Place& place, std::int64_t token, const Known& rules) const {
  ++place.scope;  // most often the next one
  if (!data_->scope(place.scope).contains(token)) place.scope = scope_of(token);
  place.scope_tokens = data_->scope(place.scope);
  place.split = data_->split(place.scope, rules);
  place.base = Rules(rules).even ? data_->even_rows[static_cast<std::size_t>(place.scope)] : 0;
  place.chunk = -1;
  place.chunk_end = place.scope_tokens.begin;
}

template <class Known>
inline void Locator::enter_chunk_of(Place& place, std::int64_t token, const Known& rules) {
  const Assignment<std::int64_t> dealt = data_->assignment(rules);
  Split<std::int64_t> split = place.split;
  split.rule = Rules(rules).cut;
  // Most often the next chunk, and then no division is needed.
  std::int64_t begin = token;
  std::int64_t end = place.scope_tokens.begin + cut(split, place.chunk + 2);
  ++place.chunk;
  if (begin != place.chunk_end || end <= begin) {
    place.chunk = chunk_of(split, token - place.scope_tokens.begin);
    begin = place.scope_tokens.begin + cut(split, place.chunk);
    end = place.scope_tokens.begin + cut(split, place.chunk + 1);
  }
  place.chunk_end = end;
  place.rank = rank_of_chunk(dealt, place.chunk);
  const std::int64_t ahead =
      Rules(rules).even ? place.base + rows_ahead(split, dealt, place.chunk) : uneven_rows_ahead(place, rules);
  place.row_offset = ahead - begin;
}

std::size_t Locator::locate_custom() {
  const std::vector<Piece>& pieces = data_->custom_by_token;
  std::size_t count = 0;
  while (asked_index_ < asked_.size() && count < handful) {
    const Piece& piece = asked_[asked_index_];
    if (answered_ == piece.count) {
      ++asked_index_;
      answered_ = 0;
      continue;
    }
    const std::int64_t token = piece.token + answered_;
    const auto after =
        std::upper_bound(pieces.begin() + static_cast<std::ptrdiff_t>(custom_index_), pieces.end(), token,
                         [](std::int64_t wanted, const Piece& each) { return wanted < each.token; });
    custom_index_ = static_cast<std::size_t>(after - pieces.begin()) - 1;
    const Piece& there = pieces[custom_index_];
    const std::int64_t stop = std::min(there.token + there.count, piece.token + piece.count);
    located_[count++] = {.asked_row = piece.row + answered_,
                         .row = there.row + (token - there.token),
                         .count = stop - token,
                         .rank = data_->custom_rank[custom_index_],
                         .asked = static_cast<std::int32_t>(asked_index_)};
    answered_ = stop - piece.token;
  }
  return count;
}

// From cp ranks to ranks: rows of a cp rank fall in the shares of its tp ranks.
std::span<const Located> Locator::cut_in_shares(std::span<const Located> on_cp_ranks) {
  const TpShares<std::int64_t> tp{data_->layout.tp()};
  shares_.clear();
  shares_.reserve(handful);
  for (const Located& each : on_cp_ranks) {
    const auto natural = static_cast<std::size_t>(placement_->natural_rank(each.rank));
    const Split<std::int64_t> shares = placement_->shares(data_->cp_rows[natural]);
    for (std::int64_t done = 0; done < each.count; done += shares_.back().count) {
      const std::int64_t row = each.row + done;
      const std::int64_t share = chunk_of(shares, row);
      const std::int64_t begin = cut(shares, share);
      shares_.push_back({.asked_row = each.asked_row + done,
                         .row = row - begin,
                         .count = std::min(each.count - done, cut(shares, share + 1) - row),
                         .rank = static_cast<std::int32_t>(rank_of_share(tp, {.cp_rank = each.rank, .index = share})),
                         .asked = each.asked});
    }
  }
  return shares_;
}

std::int64_t Locator::scope_of(std::int64_t token) const {
  const auto borders = data_->scope_borders;
  return std::upper_bound(borders.begin(), borders.end(), token) - borders.begin() - 1;
}

template <class Known>
inline std::int64_t Locator::uneven_rows_ahead(const Place& place, const Known& rules) {
  const Assignment<std::int64_t> dealt = data_->assignment(rules);
  Split<std::int64_t> split = place.split;
  split.rule = Rules(rules).cut;
  if (walk_ == Walk::some_tokens && data_->scope_count() == 1) return rows_ahead(split, dealt, place.chunk);
  RankRows& known = ranks_[static_cast<std::size_t>(place.rank)];
  if (known.walk != walk_number_) known = {.walk = walk_number_};
  if (walk_ == Walk::every_token) return std::exchange(known.rows, known.rows + chunk_length(split, place.chunk));
  for (; known.scope < place.scope; ++known.scope) {
    known.rows += rank_length(data_->split(known.scope, rules), dealt, place.rank);
  }
  return known.rows + rows_ahead(split, dealt, place.chunk);
}

}  // namespace relayout
