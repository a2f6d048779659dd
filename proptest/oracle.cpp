#include "relayout/proptest/oracle.hpp"

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>

namespace relayout::proptest {
namespace {

// What one scope, one rank, or one share holds, row by row; and a scope in chunks.
using Cells = std::vector<Cell>;
using Chunks = std::vector<std::span<const Cell>>;

std::size_t index(std::int64_t value) { return static_cast<std::size_t>(value); }

bool is_zigzag(const LayoutKeys& keys) {
  return keys.name == LayoutName::zigzag || keys.name == LayoutName::flat_zigzag;
}

bool by_sequence(const LayoutKeys& keys) {
  return keys.name == LayoutName::zigzag || keys.name == LayoutName::sequential;
}

std::int64_t chunk_count_of(const LayoutKeys& keys) { return is_zigzag(keys) ? keys.cp + keys.cp : keys.cp; }

// Counts up from `value` to the next number that `step` steps from 0 reach.
std::int64_t counted_up(std::int64_t value, std::int64_t step) {
  std::int64_t reached = 0;
  while (reached < value) reached += step;
  return reached;
}

// Deals rows to chunks one at a time, round after round; the sizes that come of it. The first chunks may have one more.
std::vector<std::int64_t> dealt_sizes(std::int64_t row_count, std::int64_t chunk_count) {
  std::vector<std::int64_t> sizes(index(chunk_count), 0);
  std::size_t next = 0;
  for (std::int64_t row = 0; row < row_count; ++row) {
    ++sizes[next];
    next = next + 1 == sizes.size() ? 0 : next + 1;
  }
  return sizes;
}

// Chunk c ends before the largest number that, taken k times, is at most (c + 1) * L.
std::vector<std::int64_t> balanced_sizes(std::int64_t row_count, std::int64_t chunk_count) {
  std::vector<std::int64_t> sizes;
  sizes.reserve(index(chunk_count));
  std::int64_t begin = 0;
  for (std::int64_t c = 0; c < chunk_count; ++c) {
    std::int64_t end = begin;
    while ((end + 1) * chunk_count <= (c + 1) * row_count) ++end;
    sizes.push_back(end - begin);
    begin = end;
  }
  return sizes;
}

// Each chunk takes as many as it needs for all to go in, the last ones what is left.
std::vector<std::int64_t> torch_sizes(std::int64_t row_count, std::int64_t chunk_count) {
  std::int64_t width = 0;
  while (width * chunk_count < row_count) ++width;
  std::vector<std::int64_t> sizes;
  sizes.reserve(index(chunk_count));
  std::int64_t left = row_count;
  for (std::int64_t c = 0; c < chunk_count; ++c) {
    sizes.push_back(std::min(width, left));
    left -= sizes.back();
  }
  return sizes;
}

// Stripes of a block each, the last one perhaps short.
std::vector<std::int64_t> stripe_sizes(std::int64_t row_count, std::int64_t block) {
  std::vector<std::int64_t> sizes;
  for (std::int64_t row = 0; row < row_count; ++row) {
    if (sizes.empty() || sizes.back() == block) sizes.push_back(0);
    ++sizes.back();
  }
  return sizes;
}

bool all_equal(const std::vector<std::int64_t>& sizes) {
  return std::all_of(sizes.begin(), sizes.end(), [&](std::int64_t size) { return size == sizes.front(); });
}

// A scope as its cells, temporary padding included, cut into chunks. Nothing where exact does not go.
std::optional<Chunks> cut_scope(const LayoutKeys& keys, const Cells& cells) {
  const auto rows = static_cast<std::int64_t>(cells.size());
  std::vector<std::int64_t> sizes;
  if (keys.name == LayoutName::striped) {
    sizes = stripe_sizes(rows, keys.block);
    const bool even = keys.remainder != Remainder::balanced;
    if (even && counted_up(rows, keys.block * keys.cp) != rows) return std::nullopt;
  } else if (keys.remainder == Remainder::balanced) {
    sizes = balanced_sizes(rows, chunk_count_of(keys));
  } else if (keys.remainder == Remainder::torch_chunk) {
    sizes = torch_sizes(rows, chunk_count_of(keys));
  } else {
    sizes = dealt_sizes(rows, chunk_count_of(keys));
    if (keys.remainder != Remainder::array_split && !all_equal(sizes)) return std::nullopt;
  }
  Chunks chunks;
  chunks.reserve(sizes.size());
  std::span<const Cell> left = cells;
  for (const std::int64_t size : sizes) {
    chunks.push_back(left.first(index(size)));
    left = left.subspan(index(size));
  }
  return chunks;
}

// The rank that each chunk goes to: down and up again, or round and round.
std::vector<std::int64_t> owners(const LayoutKeys& keys, std::size_t chunk_count) {
  std::vector<std::int64_t> round;
  for (std::int64_t rank = 0; rank < keys.cp; ++rank) round.push_back(rank);
  if (is_zigzag(keys)) {
    for (std::int64_t rank = keys.cp - 1; rank >= 0; --rank) round.push_back(rank);
  }
  std::vector<std::int64_t> result;
  while (result.size() < chunk_count) result.insert(result.end(), round.begin(), round.end());
  result.resize(chunk_count);
  return result;
}

void append_cells(Cells& cells, const Pack& pack, std::int64_t sequence) {
  for (std::int64_t token = pack.slot(sequence).begin; token < pack.slot(sequence).end; ++token) {
    cells.push_back({.token = token, .sequence = sequence});
  }
}

// The scopes, with the temporary padding that `pad` puts at their tails.
std::optional<std::vector<Cells>> scopes_of(const LayoutKeys& keys, const Pack& pack) {
  std::vector<Cells> scopes;
  scopes.reserve(index(pack.sequence_count()) + 1);
  if (!by_sequence(keys)) scopes.emplace_back().reserve(index(pack.token_count()));
  for (std::int64_t sequence = 0; sequence < pack.sequence_count(); ++sequence) {
    if (by_sequence(keys)) scopes.emplace_back().reserve(index(pack.slot(sequence).size()));
    append_cells(scopes.back(), pack, sequence);
  }
  if (keys.remainder != Remainder::pad) return scopes;
  const std::int64_t unit = keys.name == LayoutName::striped ? keys.block * keys.cp : chunk_count_of(keys);
  const std::int64_t multiple = keys.multiple != 0 ? keys.multiple : unit * std::max<std::int64_t>(keys.tp, 1);
  std::int64_t total = 0;
  for (std::size_t i = 0; i < scopes.size(); ++i) {
    const Cell padding{.token = -1, .sequence = by_sequence(keys) ? static_cast<std::int64_t>(i) : -1};
    scopes[i].resize(index(counted_up(static_cast<std::int64_t>(scopes[i].size()), multiple)), padding);
    total += static_cast<std::int64_t>(scopes[i].size());
  }
  if (keys.pack_multiple == 0 || scopes.empty()) return scopes;
  const std::int64_t extra = counted_up(total, keys.pack_multiple) - total;
  if (counted_up(extra, chunk_count_of(keys)) != extra) return std::nullopt;
  const Cell padding{.token = -1, .sequence = static_cast<std::int64_t>(scopes.size()) - 1};
  scopes.back().resize(scopes.back().size() + index(extra), padding);
  return scopes;
}

// A context-parallel rank, before its tail and its shares.
std::optional<std::vector<OracleRank>> place_named(const LayoutKeys& keys, const Pack& pack) {
  const auto scopes = scopes_of(keys, pack);
  if (!scopes) return std::nullopt;
  std::vector<OracleRank> ranks(index(keys.cp));
  const bool chained = keys.name == LayoutName::contiguous || keys.name == LayoutName::flat_zigzag;
  std::vector<std::int64_t> owner;
  for (const Cells& scope : *scopes) {
    const auto chunks = cut_scope(keys, scope);
    if (!chunks) return std::nullopt;
    if (owner.size() != chunks->size()) owner = owners(keys, chunks->size());
    for (std::size_t c = 0; c < chunks->size(); ++c) {
      OracleRank& rank = ranks[index(owner[c])];
      if (chained) {
        const auto row_begin = static_cast<std::int64_t>(rank.rows.size());
        Link link{.chunk = static_cast<std::int64_t>(c), .row_begin = row_begin, .tokens = {}};
        link.tokens.reserve((*chunks)[c].size());
        for (const Cell& cell : (*chunks)[c]) {
          if (cell.token >= 0) link.tokens.push_back(cell.token);
        }
        rank.links.push_back(std::move(link));
      }
      if (rank.rows.capacity() == 0) rank.rows.reserve(16);  // most have a few
      rank.rows.insert(rank.rows.end(), (*chunks)[c].begin(), (*chunks)[c].end());
    }
  }
  return ranks;
}

std::optional<std::vector<OracleRank>> place_custom(const PieceTable& table, const Pack& pack) {
  if (table.token_count != pack.token_count()) return std::nullopt;
  std::vector<OracleRank> ranks;
  for (const RankPieces& share : table.ranks) {
    OracleRank& rank = ranks.emplace_back();
    rank.rows.resize(index(share.row_count));
    for (const Piece& piece : share.pieces) {
      for (std::int64_t i = 0; i < piece.count; ++i) rank.rows[index(piece.row + i)].token = piece.token + i;
    }
  }
  for (std::int64_t sequence = 0; sequence < pack.sequence_count(); ++sequence) {
    for (OracleRank& rank : ranks) {
      for (Cell& cell : rank.rows) {
        if (pack.slot(sequence).contains(cell.token)) cell.sequence = sequence;
      }
    }
  }
  return ranks;
}

// Rows at a rank's end that belong to no scope.
bool add_tail(const LayoutKeys& keys, Cells& rows) {
  const auto count = static_cast<std::int64_t>(rows.size());
  if (keys.rank_multiple != 0) rows.resize(index(counted_up(count, keys.rank_multiple)));
  if (keys.rank_rows != 0 && static_cast<std::int64_t>(rows.size()) > keys.rank_rows) return false;
  if (keys.rank_rows != 0) rows.resize(index(keys.rank_rows));
  return true;
}

// One rank's rows cut in tp shares, each a rank of its own.
std::optional<std::vector<OracleRank>> shares_of(const LayoutKeys& keys, OracleRank rank) {
  const std::vector<std::int64_t> sizes = balanced_sizes(static_cast<std::int64_t>(rank.rows.size()), keys.tp);
  const bool exact = keys.remainder == Remainder::exact && keys.name != LayoutName::custom;
  if (exact && !all_equal(sizes)) return std::nullopt;
  std::vector<OracleRank> shares;
  auto next = rank.rows.begin();
  for (const std::int64_t size : sizes) {
    shares.emplace_back().rows.assign(next, next + size);
    next += size;
  }
  return shares;
}

}  // namespace

std::optional<OraclePlacement> oracle_place(const Layout& layout, const Pack& pack) {
  const LayoutKeys& keys = layout.keys();
  auto natural = keys.custom ? place_custom(*keys.custom, pack) : place_named(keys, pack);
  if (!natural) return std::nullopt;
  std::vector<OracleRank> ordered(natural->size());
  for (std::size_t i = 0; i < natural->size(); ++i) {
    ordered[keys.order.empty() ? i : index(keys.order[i])] = std::move((*natural)[i]);
  }
  OraclePlacement result;
  result.ranks.reserve(ordered.size());
  for (OracleRank& rank : ordered) {
    if (!add_tail(keys, rank.rows)) return std::nullopt;
    if (keys.tp <= 1) {
      result.ranks.push_back(std::move(rank));
      continue;
    }
    auto shares = shares_of(keys, std::move(rank));
    if (!shares) return std::nullopt;
    for (OracleRank& share : *shares) result.ranks.push_back(std::move(share));
  }
  for (std::size_t i = 0; i < result.ranks.size(); ++i) {
    result.ranks[i].world_rank = keys.world.empty() ? static_cast<std::int32_t>(i) : keys.world[i];
  }
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
