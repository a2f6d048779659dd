#include "relayout/model/placement.hpp"

#include <algorithm>
#include <cassert>
#include <string>

#include "relayout/model/limits.hpp"

namespace relayout {
namespace {

std::size_t index(std::int64_t value) { return static_cast<std::size_t>(value); }

Rules rules_of(const LayoutKeys& keys) {
  return {cut_rule_of(keys.name, keys.remainder), assignment_rule_of(keys.name)};
}

// What a scope's rows are a multiple of, under exact (its length) and pad (its padded rows).
std::int64_t scope_multiple(const Layout& layout) {
  const LayoutKeys& keys = layout.keys();
  if (layout.remainder() == Remainder::exact) return row_unit(keys);
  return keys.multiple != 0 ? keys.multiple : row_unit(keys) * layout.tp();
}

struct OddScope {
  std::int64_t scope;
  std::int64_t length;
  std::int64_t multiple;
};

Error not_divisible(const Layout& layout, const OddScope& odd) {
  const std::string who = layout.scope() == Scope::sequence ? "sequence " + std::to_string(odd.scope) : "the pack";
  const std::string others =
      layout.name() == LayoutName::striped ? "pad or balanced" : "pad, balanced, array_split or torch_chunk";
  return make_error("not_divisible", who, " has ", odd.length, " tokens; ", to_string(layout.name()),
                    " over cp=", layout.cp(), " needs a multiple of ", odd.multiple,
                    " (remainder=exact). Choose remainder=", others);
}

Error too_many_rows(const Layout& layout, std::int64_t rows) {
  return make_error("too_many_rows", to_string(layout.name()), " over cp=", layout.cp(), " has ", rows,
                    " rows on its side, expected at most 2^40 = ", max_side_rows);
}

}  // namespace

Result<Placement> Placement::make(const Layout& layout, const Pack& pack) {
  auto data = std::make_shared<PlacementData>(layout, pack);
  data->rules = rules_of(layout.keys());
  data->chunk_count = layout.name() == LayoutName::striped ? 0 : row_unit(layout.keys());
  if (layout.name() == LayoutName::custom) {
    if (auto error = index_custom(*data)) return *std::move(error);
  } else if (layout.remainder() == Remainder::exact || layout.remainder() == Remainder::pad) {
    if (auto error = measure_even(*data)) return *std::move(error);
    data->rules.even = true;
  }
  const std::vector<std::int32_t>& order = layout.keys().order;
  data->natural_of.resize(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) data->natural_of[index(order[i])] = static_cast<std::int32_t>(i);
  const Placement placement(data);
  if (auto error = placement.check_rows()) return *std::move(error);
  if (layout.tp() != 1) {
    data->cp_rows = placement.scope_row_sums();
    for (std::int64_t& rows : data->cp_rows) rows = placement.with_tail(rows);
  }
  return placement;
}

std::optional<Error> Placement::measure_even(PlacementData& data) {
  const Layout& layout = data.layout;
  const bool pad = layout.remainder() == Remainder::pad;
  const std::int64_t multiple = scope_multiple(layout);
  std::int64_t rows = 0;
  data.even_rows.reserve(index(data.scope_count()) + 1);
  data.even_rows.push_back(0);
  for (std::int64_t i = 0; i < data.scope_count(); ++i) {
    const std::int64_t length = data.scope(i).size();
    const std::int64_t padded = round_up(length, multiple);
    if (!pad && padded != length) return not_divisible(layout, {.scope = i, .length = length, .multiple = multiple});
    rows += padded;
    if (rows > max_side_rows) return too_many_rows(layout, rows);
    data.even_rows.push_back(even_rank_rows(data.assignment(data.rules), rows));
  }
  const std::int64_t pack_multiple = at_least(layout.keys().pack_multiple, std::int64_t{1});
  const std::int64_t extra = round_up(rows, pack_multiple) - rows;
  if (floor_mod(extra, row_unit(layout.keys())) != 0) {
    return make_error("not_divisible", "pack_multiple=", pack_multiple, " asks for ", extra,
                      " more padding rows after ", rows, "; the last sequence takes multiples of ",
                      row_unit(layout.keys()), ", the chunks of ", to_string(layout.name()), " over cp=", layout.cp());
  }
  data.even_rows.back() += even_rank_rows(data.assignment(data.rules), extra);
  measure_chunks(data);
  return std::nullopt;
}

void Placement::measure_chunks(PlacementData& data) {
  data.even_widths.reserve(data.even_rows.size() - 1);
  for (std::size_t i = 0; i + 1 < data.even_rows.size(); ++i) {
    const std::int64_t rows = data.even_rows[i + 1] - data.even_rows[i];
    const bool striped = data.chunk_count == 0;
    data.even_widths.push_back(striped ? data.layout.keys().block : even_width(data.assignment(data.rules), rows));
  }
}

std::optional<Error> Placement::index_custom(PlacementData& data) {
  const LayoutKeys& keys = data.layout.keys();
  if (keys.custom->token_count != data.pack.token_count()) {
    return make_error("custom_pieces", "the pieces of ", keys.file, " place ", keys.custom->token_count,
                      " tokens, but the pack has ", data.pack.token_count());
  }
  struct Entry {
    Piece piece;
    std::int32_t rank;
  };
  std::vector<Entry> entries;
  for (std::size_t rank = 0; rank < keys.custom->ranks.size(); ++rank) {
    for (const Piece& piece : keys.custom->ranks[rank].pieces) {
      entries.push_back({piece, static_cast<std::int32_t>(rank)});
    }
  }
  std::sort(entries.begin(), entries.end(),
            [](const Entry& a, const Entry& b) { return a.piece.token < b.piece.token; });
  data.custom_by_token.reserve(entries.size());
  data.custom_rank.reserve(entries.size());
  for (const Entry& entry : entries) {
    data.custom_by_token.push_back(entry.piece);
    data.custom_rank.push_back(entry.rank);
  }
  return std::nullopt;
}

// Every cp rank's rows before the tail, by natural rank: the sum over all scopes.
std::vector<std::int64_t> Placement::scope_row_sums() const {
  const Layout& layout = data_->layout;
  std::vector<std::int64_t> sums(index(layout.cp()), 0);
  if (layout.name() == LayoutName::custom) {
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] = layout.keys().custom->ranks[i].row_count;
    return sums;
  }
  if (data_->even()) {
    std::fill(sums.begin(), sums.end(), data_->even_rows.back());
    return sums;
  }
  if (layout.scope() == Scope::pack) {  // one scope, and stripes may be as many as tokens
    for (std::size_t natural = 0; natural < sums.size(); ++natural) {
      sums[natural] = rank_length(split(0), assignment(), static_cast<std::int64_t>(natural));
    }
    return sums;
  }
  for (std::int64_t i = 0; i < scope_count(); ++i) {
    const Split<std::int64_t> cuts = split(i);
    for (std::int64_t position = 0; position < cuts.length;) {
      const std::int64_t chunk = chunk_of(cuts, position);
      const std::int64_t end = cut(cuts, chunk + 1);
      sums[index(rank_of_chunk(assignment(), chunk))] += end - position;
      position = end;
    }
  }
  return sums;
}

std::optional<Error> Placement::check_rows() const {
  const Layout& layout = data_->layout;
  const LayoutKeys& keys = layout.keys();
  const bool tails = keys.rank_multiple != 0 || keys.rank_rows != 0;
  if (!tails && !data_->even() && layout.name() != LayoutName::custom)
    return std::nullopt;  // rows are the pack's tokens
  std::int64_t total = 0;
  const std::vector<std::int64_t> uneven = data_->even() ? std::vector<std::int64_t>() : scope_row_sums();
  const auto sums = data_->even() ? std::span(&data_->even_rows.back(), 1) : std::span<const std::int64_t>(uneven);
  const std::int64_t alike = data_->even() ? layout.cp() : 1;  // ranks that have each of the sums
  for (std::size_t natural = 0; natural < sums.size(); ++natural) {
    const std::int64_t before_fix = round_up(sums[natural], at_least(keys.rank_multiple, std::int64_t{1}));
    if (keys.rank_rows != 0 && before_fix > keys.rank_rows) {
      return make_error("rank_rows", "rank_rows=", keys.rank_rows, " but rank ",
                        ordered_rank(static_cast<std::int32_t>(natural)), " of ", layout.cp(), " has ", before_fix,
                        " rows; choose at least as many");
    }
    total += alike * with_tail(sums[natural]);
    if (total > max_side_rows) return too_many_rows(layout, total);
  }
  const bool exact_shares = layout.remainder() == Remainder::exact && layout.name() != LayoutName::custom;
  const std::int64_t rows = with_tail(sums.front());
  if (exact_shares && floor_mod(rows, layout.tp()) != 0) {
    return make_error("not_divisible", "each of ", layout.cp(), " ranks has ", rows, " rows; tp=", layout.tp(),
                      " needs a multiple of ", layout.tp(),
                      " (remainder=exact). Choose remainder=pad, or rank_multiple=", layout.tp());
  }
  return std::nullopt;
}

std::int64_t Placement::with_tail(std::int64_t rows) const {
  const LayoutKeys& keys = data_->layout.keys();
  if (keys.rank_rows != 0) return keys.rank_rows;
  return keys.rank_multiple != 0 ? round_up(rows, keys.rank_multiple) : rows;
}

Split<std::int64_t> Placement::shares(std::int64_t cp_rows) const {
  return {CutRule::balanced, cp_rows, data_->layout.tp(), 1};
}

std::int64_t Placement::cp_row_count(std::int32_t natural_rank) const {
  const Layout& layout = data_->layout;
  if (!data_->cp_rows.empty()) return data_->cp_rows[index(natural_rank)];
  if (layout.name() == LayoutName::custom) return with_tail(layout.keys().custom->ranks[index(natural_rank)].row_count);
  if (data_->even()) return with_tail(data_->even_rows.back());
  std::int64_t rows = 0;
  for (std::int64_t i = 0; i < scope_count(); ++i)
    rows += rank_length(split(i), assignment(), std::int64_t{natural_rank});
  return with_tail(rows);
}

std::int64_t Placement::row_count(std::int32_t rank) const {
  assert(0 <= rank);
  assert(rank < rank_count());
  const TpShare<std::int64_t> mine = tp_share(rank);
  const std::int64_t rows = cp_row_count(natural_rank(static_cast<std::int32_t>(mine.cp_rank)));
  return data_->layout.tp() == 1 ? rows : chunk_length(shares(rows), mine.index);
}

std::vector<std::int64_t> Placement::row_counts() const {
  std::vector<std::int64_t> sums = scope_row_sums();
  for (std::int64_t& rows : sums) rows = with_tail(rows);
  const bool as_they_are = data_->layout.tp() == 1 && data_->natural_of.empty();
  if (as_they_are) return sums;
  std::vector<std::int64_t> counts;
  counts.reserve(index(rank_count()));
  for (std::int32_t cp_rank = 0; cp_rank < data_->layout.cp(); ++cp_rank) {
    const Split<std::int64_t> cuts = shares(sums[index(natural_rank(cp_rank))]);
    for (std::int64_t share = 0; share < data_->layout.tp(); ++share) counts.push_back(chunk_length(cuts, share));
  }
  return counts;
}

PieceTable Placement::table() const {
  PieceTable table;
  write_table(table);
  return table;
}

void Placement::write_table(PieceTable& table) const {
  table.token_count = token_count();
  table.ranks.resize(index(rank_count()));
  for (std::int32_t rank = 0; rank < rank_count(); ++rank) {
    RankPieces& share = table.ranks[index(rank)];
    share.world_rank = world_rank(rank);
    share.row_count = pieces(rank, share.pieces);
  }
}

}  // namespace relayout
