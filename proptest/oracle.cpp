#include "relayout/proptest/oracle.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "relayout/model/span.hpp"
#include "relayout/proptest/oracle_cut.hpp"

namespace relayout::proptest {
namespace {

std::size_t index(std::int64_t value) { return static_cast<std::size_t>(value); }

std::int64_t count_of(const std::vector<Cell>& cells) { return static_cast<std::int64_t>(cells.size()); }

bool by_sequence(const LayoutKeys& keys) {
  return keys.name == LayoutName::zigzag || keys.name == LayoutName::sequential;
}

// The ranks that chunks go to, one after another: down and up again, or round and round.
void write_round(const LayoutKeys& keys, std::vector<std::int64_t>& round) {
  round.clear();
  for (std::int64_t rank = 0; rank < keys.cp; ++rank) round.push_back(rank);
  if (!is_zigzag(keys)) return;
  for (std::int64_t rank = keys.cp - 1; rank >= 0; --rank) round.push_back(rank);
}

// Rows at a rank's end that belong to no scope: how many rows there are with them. Nothing where they do not fit.
std::optional<std::int64_t> with_tail(const LayoutKeys& keys, std::int64_t row_count) {
  const std::int64_t rows =
      keys.rank_multiple != 0 ? counted_up({.value = row_count, .step = keys.rank_multiple}) : row_count;
  if (keys.rank_rows != 0 && rows > keys.rank_rows) return std::nullopt;
  return keys.rank_rows != 0 ? keys.rank_rows : rows;
}

// `order` says where what each rank would hold goes.
void write_naturals(const LayoutKeys& keys, std::vector<std::int64_t>& naturals) {
  for (std::size_t i = 0; i < naturals.size(); ++i) {
    naturals[keys.order.empty() ? i : index(keys.order[i])] = static_cast<std::int64_t>(i);
  }
}

}  // namespace

// Scopes, with the temporary padding that `pad` puts at their tails. False where pack_multiple does not go.
bool Dealer::lay_scopes(const LayoutKeys& keys, const Pack& pack) {
  const bool pad = keys.remainder == Remainder::pad;
  const std::int64_t unit = keys.name == LayoutName::striped ? keys.block * keys.cp : chunk_count_of(keys);
  const std::int64_t multiple = keys.multiple != 0 ? keys.multiple : unit * std::max<std::int64_t>(keys.tp, 1);
  const auto end_scope = [&](std::int64_t token_count, std::int64_t sequence) {
    const std::int64_t padding = pad ? counted_up({.value = token_count, .step = multiple}) - token_count : 0;
    scopes_.insert(scopes_.end(), index(padding), {.token = -1, .sequence = sequence});
    scope_ends_.push_back(count_of(scopes_));
  };
  scopes_.clear();
  scope_ends_.clear();
  for (std::int64_t sequence = 0; sequence < pack.sequence_count(); ++sequence) {
    const Span slot = pack.slot(sequence);
    for (std::int64_t token = slot.begin; token < slot.end; ++token) {
      scopes_.push_back({.token = token, .sequence = sequence});
    }
    if (by_sequence(keys)) end_scope(slot.size(), sequence);
  }
  if (!by_sequence(keys)) end_scope(pack.token_count(), -1);
  if (keys.pack_multiple == 0 || scope_ends_.empty()) return true;
  const std::int64_t rows = count_of(scopes_);
  const std::int64_t extra = counted_up({.value = rows, .step = keys.pack_multiple}) - rows;
  if (counted_up({.value = extra, .step = chunk_count_of(keys)}) != extra) return false;
  scopes_.insert(scopes_.end(), index(extra), {.token = -1, .sequence = pack.sequence_count() - 1});
  scope_ends_.back() = count_of(scopes_);
  return true;
}

bool Dealer::cut_scopes(const LayoutKeys& keys) {
  write_round(keys, round_);
  chunks_.clear();
  std::int64_t begin = 0;
  for (const std::int64_t end : scope_ends_) {
    if (!cut_scope(keys, end - begin, sizes_)) return false;
    std::size_t next = 0;
    for (std::size_t c = 0; c < sizes_.size(); ++c, begin += sizes_[c - 1]) {
      chunks_.push_back({round_[next], static_cast<std::int64_t>(c), {begin, begin + sizes_[c]}});
      next = next + 1 == round_.size() ? 0 : next + 1;
    }
  }
  return true;
}

// What a chunk is to the chain of chunks that it is in. Padding is behind all tokens.
Link Dealer::link_of(const Chunk& chunk, std::span<const Cell> cells) {
  Link link{.rank = chunk.rank, .chunk = chunk.number};
  for (const Cell& cell : cells) {
    if (cell.token < 0) break;
    if (link.token_count++ == 0) link.first_token = cell.token;
  }
  return link;
}

bool Dealer::deal_named(const LayoutKeys& keys, const Pack& pack) {
  if (!lay_scopes(keys, pack) || !cut_scopes(keys)) return false;
  dealt_.resize(scopes_.size());
  std::vector<std::int64_t>& counts = sizes_;
  counts.assign(index(keys.cp), 0);
  for (const Chunk& chunk : chunks_) counts[index(chunk.rank)] += chunk.cells.size();
  ranks_.clear();
  std::int64_t begin = 0;
  for (const std::int64_t count : counts) {
    ranks_.push_back({begin, begin});  // grows as chunks come in
    begin += count;
  }
  const bool chained = keys.name == LayoutName::contiguous || keys.name == LayoutName::flat_zigzag;
  links_.clear();
  for (const Chunk& chunk : chunks_) {
    Span& rank = ranks_[index(chunk.rank)];
    const auto cells = std::span(scopes_).subspan(index(chunk.cells.begin), index(chunk.cells.size()));
    if (chained) {
      links_.push_back(link_of(chunk, cells));
      links_.back().row_begin = rank.size();
    }
    std::copy(cells.begin(), cells.end(), dealt_.begin() + rank.end);
    rank.end += chunk.cells.size();
  }
  return true;
}

bool Dealer::deal_custom(const PieceTable& table, const Pack& pack) {
  if (table.token_count != pack.token_count()) return false;
  std::vector<std::int64_t> sequence_of(index(pack.token_count()));
  for (std::int64_t sequence = 0; sequence < pack.sequence_count(); ++sequence) {
    const Span slot = pack.slot(sequence);
    for (std::int64_t token = slot.begin; token < slot.end; ++token) sequence_of[index(token)] = sequence;
  }
  dealt_.clear();
  ranks_.clear();
  links_.clear();
  for (const RankPieces& share : table.ranks) {
    const std::int64_t begin = count_of(dealt_);
    dealt_.resize(index(begin + share.row_count));
    ranks_.push_back({begin, begin + share.row_count});
    for (const Piece& piece : share.pieces) {
      for (std::int64_t i = 0; i < piece.count; ++i) {
        const std::int64_t token = piece.token + i;
        dealt_[index(begin + piece.row + i)] = {.token = token, .sequence = sequence_of[index(token)]};
      }
    }
  }
  return true;
}

bool Dealer::place(const Layout& layout, const Pack& pack, OraclePlacement& answer) {
  const LayoutKeys& keys = layout.keys();
  if (!(keys.custom ? deal_custom(*keys.custom, pack) : deal_named(keys, pack))) return false;
  naturals_.resize(ranks_.size());
  write_naturals(keys, naturals_);
  const bool exact_shares = keys.remainder == Remainder::exact && keys.name != LayoutName::custom;
  std::vector<std::int64_t>& row_ends = round_;
  row_ends.clear();
  answer.cells.clear();
  for (const std::int64_t natural : naturals_) {
    const Span& held = ranks_[index(natural)];
    const auto rows = with_tail(keys, held.size());
    if (!rows) return false;
    if (keys.tp > 1) {
      write_balanced_sizes({.row_count = *rows, .part_count = keys.tp}, sizes_);
    } else {
      sizes_.assign(1, *rows);
    }
    if (exact_shares && !all_equal(sizes_)) return false;
    std::int64_t end = count_of(answer.cells);
    for (const std::int64_t size : sizes_) row_ends.push_back(end += size);
    answer.cells.insert(answer.cells.end(), dealt_.begin() + held.begin, dealt_.begin() + held.end);
    answer.cells.resize(index(end));
  }
  answer.ranks.clear();
  std::int64_t begin = 0;
  for (std::size_t i = 0; i < row_ends.size(); ++i) {
    const std::int32_t world_rank = keys.world.empty() ? static_cast<std::int32_t>(i) : keys.world[i];
    answer.ranks.push_back({world_rank, std::span(answer.cells).subspan(index(begin), index(row_ends[i] - begin))});
    begin = row_ends[i];
  }
  answer.links.clear();
  if (keys.tp > 1) return true;
  answer.links.assign(links_.begin(), links_.end());
  for (Link& link : answer.links) link.rank = keys.order.empty() ? link.rank : keys.order[index(link.rank)];
  return true;
}

std::optional<OraclePlacement> oracle_place(const Layout& layout, const Pack& pack) {
  OraclePlacement answer;
  if (!Dealer().place(layout, pack, answer)) return std::nullopt;
  return answer;
}

void write_places(const OraclePlacement& placement, const Pack& pack, std::vector<OraclePlace>& places) {
  places.assign(index(pack.token_count()), OraclePlace{});
  for (const OracleRank& rank : placement.ranks) {
    for (std::size_t row = 0; row < rank.rows.size(); ++row) {
      const std::int64_t token = rank.rows[row].token;
      if (token >= 0) places[index(token)] = {.world_rank = rank.world_rank, .row = static_cast<std::int64_t>(row)};
    }
  }
}

}  // namespace relayout::proptest
