#include "relayout/proptest/oracle.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "relayout/model/span.hpp"
#include "relayout/proptest/oracle_cut.hpp"

namespace relayout::proptest {
namespace {

using Cells = std::vector<Cell>;

std::size_t index(std::int64_t value) { return static_cast<std::size_t>(value); }

std::int64_t count_of(const Cells& cells) { return static_cast<std::int64_t>(cells.size()); }

bool by_sequence(const LayoutKeys& keys) {
  return keys.name == LayoutName::zigzag || keys.name == LayoutName::sequential;
}

// The ranks that chunks go to, one after another: down and up again, or round and round.
std::vector<std::int64_t> round_of(const LayoutKeys& keys) {
  std::vector<std::int64_t> round;
  round.reserve(2 * index(keys.cp));
  for (std::int64_t rank = 0; rank < keys.cp; ++rank) round.push_back(rank);
  if (is_zigzag(keys)) {
    for (std::int64_t rank = keys.cp - 1; rank >= 0; --rank) round.push_back(rank);
  }
  return round;
}

// The cells of all scopes, one scope after another, and where each ends.
struct Scopes {
  Cells cells;
  std::vector<std::int64_t> ends;
};

// Scopes, with the temporary padding that `pad` puts at their tails. False where pack_multiple does not go.
bool lay_scopes(const LayoutKeys& keys, const Pack& pack, Scopes& scopes) {
  const bool pad = keys.remainder == Remainder::pad;
  const std::int64_t unit = keys.name == LayoutName::striped ? keys.block * keys.cp : chunk_count_of(keys);
  const std::int64_t multiple = keys.multiple != 0 ? keys.multiple : unit * std::max<std::int64_t>(keys.tp, 1);
  const auto end_scope = [&](std::int64_t token_count, std::int64_t sequence) {
    const std::int64_t padding = pad ? counted_up({.value = token_count, .step = multiple}) - token_count : 0;
    scopes.cells.insert(scopes.cells.end(), index(padding), {.token = -1, .sequence = sequence});
    scopes.ends.push_back(count_of(scopes.cells));
  };
  scopes.cells.reserve(2 * index(pack.token_count()));
  scopes.ends.reserve(index(pack.sequence_count()) + 1);
  for (std::int64_t sequence = 0; sequence < pack.sequence_count(); ++sequence) {
    const Span slot = pack.slot(sequence);
    for (std::int64_t token = slot.begin; token < slot.end; ++token) {
      scopes.cells.push_back({.token = token, .sequence = sequence});
    }
    if (by_sequence(keys)) end_scope(slot.size(), sequence);
  }
  if (!by_sequence(keys)) end_scope(pack.token_count(), -1);
  if (keys.pack_multiple == 0 || scopes.ends.empty()) return true;
  const std::int64_t rows = count_of(scopes.cells);
  const std::int64_t extra = counted_up({.value = rows, .step = keys.pack_multiple}) - rows;
  if (counted_up({.value = extra, .step = chunk_count_of(keys)}) != extra) return false;
  scopes.cells.insert(scopes.cells.end(), index(extra), {.token = -1, .sequence = pack.sequence_count() - 1});
  scopes.ends.back() = count_of(scopes.cells);
  return true;
}

// Some of the cells of the scopes, and the rank that they go to.
struct Chunk {
  std::int64_t rank = 0;
  std::int64_t number = 0;  // in its scope
  Span cells{};
};

// Context-parallel ranks, before `order`, tails and shares: the rows of each are some of the cells.
struct Dealt {
  Cells cells;
  std::vector<Span> ranks;
  std::vector<Link> links;
};

std::optional<std::vector<Chunk>> cut_scopes(const LayoutKeys& keys, const Scopes& scopes) {
  const std::vector<std::int64_t> round = round_of(keys);
  std::vector<Chunk> chunks;
  chunks.reserve(scopes.ends.size() * round.size());
  Sizes sizes;
  sizes.reserve(round.size());
  std::int64_t begin = 0;
  for (const std::int64_t end : scopes.ends) {
    if (!cut_scope(keys, end - begin, sizes)) return std::nullopt;
    std::size_t next = 0;
    for (std::size_t c = 0; c < sizes.size(); ++c, begin += sizes[c - 1]) {
      chunks.push_back({round[next], static_cast<std::int64_t>(c), {begin, begin + sizes[c]}});
      next = next + 1 == round.size() ? 0 : next + 1;
    }
  }
  return chunks;
}

// What a chunk is to the chain of chunks that it is in. Padding is behind all tokens.
Link link_of(const Chunk& chunk, std::span<const Cell> cells) {
  Link link{.rank = chunk.rank, .chunk = chunk.number};
  for (const Cell& cell : cells) {
    if (cell.token < 0) break;
    if (link.token_count++ == 0) link.first_token = cell.token;
  }
  return link;
}

std::optional<Dealt> deal_named(const LayoutKeys& keys, const Pack& pack) {
  Scopes scopes;
  if (!lay_scopes(keys, pack, scopes)) return std::nullopt;
  const auto chunks = cut_scopes(keys, scopes);
  if (!chunks) return std::nullopt;
  Dealt dealt;
  dealt.cells.resize(scopes.cells.size());
  std::vector<std::int64_t> counts(index(keys.cp), 0);
  for (const Chunk& chunk : *chunks) counts[index(chunk.rank)] += chunk.cells.size();
  dealt.ranks.reserve(counts.size());
  std::int64_t begin = 0;
  for (const std::int64_t count : counts) {
    dealt.ranks.push_back({begin, begin});  // grows as chunks come in
    begin += count;
  }
  const bool chained = keys.name == LayoutName::contiguous || keys.name == LayoutName::flat_zigzag;
  if (chained) dealt.links.reserve(chunks->size());
  for (const Chunk& chunk : *chunks) {
    Span& rank = dealt.ranks[index(chunk.rank)];
    const auto cells = std::span(scopes.cells).subspan(index(chunk.cells.begin), index(chunk.cells.size()));
    if (chained) {
      dealt.links.push_back(link_of(chunk, cells));
      dealt.links.back().row_begin = rank.size();
    }
    std::copy(cells.begin(), cells.end(), dealt.cells.begin() + rank.end);
    rank.end += chunk.cells.size();
  }
  return dealt;
}

std::optional<Dealt> deal_custom(const PieceTable& table, const Pack& pack) {
  if (table.token_count != pack.token_count()) return std::nullopt;
  std::vector<std::int64_t> sequence_of(index(pack.token_count()));
  for (std::int64_t sequence = 0; sequence < pack.sequence_count(); ++sequence) {
    const Span slot = pack.slot(sequence);
    for (std::int64_t token = slot.begin; token < slot.end; ++token) sequence_of[index(token)] = sequence;
  }
  Dealt dealt;
  dealt.ranks.reserve(table.ranks.size());
  for (const RankPieces& share : table.ranks) {
    const std::int64_t begin = count_of(dealt.cells);
    dealt.cells.resize(index(begin + share.row_count));
    dealt.ranks.push_back({begin, begin + share.row_count});
    for (const Piece& piece : share.pieces) {
      for (std::int64_t i = 0; i < piece.count; ++i) {
        const std::int64_t token = piece.token + i;
        dealt.cells[index(begin + piece.row + i)] = {.token = token, .sequence = sequence_of[index(token)]};
      }
    }
  }
  return dealt;
}

// Rows at a rank's end that belong to no scope: how many rows there are with them. Nothing where they do not fit.
std::optional<std::int64_t> with_tail(const LayoutKeys& keys, std::int64_t row_count) {
  const std::int64_t rows =
      keys.rank_multiple != 0 ? counted_up({.value = row_count, .step = keys.rank_multiple}) : row_count;
  if (keys.rank_rows != 0 && rows > keys.rank_rows) return std::nullopt;
  return keys.rank_rows != 0 ? keys.rank_rows : rows;
}

// Which natural rank each rank is: `order` says where what each would hold goes.
std::vector<std::int64_t> naturals_of(const LayoutKeys& keys, std::size_t rank_count) {
  std::vector<std::int64_t> naturals(rank_count);
  for (std::size_t i = 0; i < rank_count; ++i) {
    naturals[keys.order.empty() ? i : index(keys.order[i])] = static_cast<std::int64_t>(i);
  }
  return naturals;
}

}  // namespace

std::optional<OraclePlacement> oracle_place(const Layout& layout, const Pack& pack) {
  const LayoutKeys& keys = layout.keys();
  auto dealt = keys.custom ? deal_custom(*keys.custom, pack) : deal_named(keys, pack);
  if (!dealt) return std::nullopt;
  const std::vector<std::int64_t> naturals = naturals_of(keys, dealt->ranks.size());
  const bool exact_shares = keys.remainder == Remainder::exact && keys.name != LayoutName::custom;
  OraclePlacement result;
  Sizes shares;
  Sizes row_counts;
  shares.reserve(index(layout.tp()));
  row_counts.reserve(index(layout.rank_count()));
  result.ranks.reserve(index(layout.rank_count()));
  result.cells.reserve(2 * dealt->cells.size());
  for (const std::int64_t natural : naturals) {
    const Span& held = dealt->ranks[index(natural)];
    const auto rows = with_tail(keys, held.size());
    if (!rows) return std::nullopt;
    result.cells.insert(result.cells.end(), dealt->cells.begin() + held.begin, dealt->cells.begin() + held.end);
    result.cells.resize(result.cells.size() + index(*rows - held.size()));
    write_balanced_sizes({.row_count = *rows, .part_count = std::max<std::int64_t>(keys.tp, 1)}, shares);
    if (exact_shares && !all_equal(shares)) return std::nullopt;
    row_counts.insert(row_counts.end(), shares.begin(), shares.end());
  }
  std::span<const Cell> left = result.cells;
  for (std::size_t i = 0; i < row_counts.size(); ++i) {
    const std::int32_t world_rank = keys.world.empty() ? static_cast<std::int32_t>(i) : keys.world[i];
    result.ranks.push_back({world_rank, left.first(index(row_counts[i]))});
    left = left.subspan(index(row_counts[i]));
  }
  if (keys.tp > 1) return result;
  result.links = std::move(dealt->links);
  for (Link& link : result.links) link.rank = keys.order.empty() ? link.rank : keys.order[index(link.rank)];
  return result;
}

std::vector<OraclePlace> oracle_places(const OraclePlacement& placement, const Pack& pack) {
  std::vector<OraclePlace> places(index(pack.token_count()));
  for (const OracleRank& rank : placement.ranks) {
    for (std::size_t row = 0; row < rank.rows.size(); ++row) {
      const std::int64_t token = rank.rows[row].token;
      if (token >= 0) places[index(token)] = {.world_rank = rank.world_rank, .row = static_cast<std::int64_t>(row)};
    }
  }
  return places;
}

}  // namespace relayout::proptest
