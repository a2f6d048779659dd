#include "relayout/model/check/check_moves.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "relayout/model/check/check_pieces.hpp"
#include "relayout/model/check/interval.hpp"
#include "relayout/model/limits.hpp"

namespace relayout {
namespace {

template <class... Parts>
Witness broken_join(const Parts&... parts) {
  return make_witness("join", parts...);
}

// One side of the moves, in the words of its witnesses.
struct Side {
  std::string_view name;  // "source"
  std::string_view verb;  // "leaves"
  std::string_view deed;  // "read"
  std::int64_t Move::*row;
  std::int32_t Move::*rank;
  const PieceTable* table;
  const std::optional<std::vector<std::int64_t>>& row_counts;
};

// A rank of a side that is known.
struct KnownRank {
  std::int32_t world_rank = 0;
  std::size_t rank = 0;
};

std::vector<KnownRank> by_world_rank(const PieceTable& table) {
  std::vector<KnownRank> ranks;
  ranks.reserve(table.ranks.size());
  for (std::size_t rank = 0; rank < table.ranks.size(); ++rank) ranks.push_back({table.ranks[rank].world_rank, rank});
  std::sort(ranks.begin(), ranks.end(),
            [](const KnownRank& a, const KnownRank& b) { return a.world_rank < b.world_rank; });
  return ranks;
}

Verdict check_numbers(const MoveTable& table) {
  if (table.token_count < 0) return broken_join("token_count is ", table.token_count, ", expected >= 0");
  for (std::size_t i = 0; i < table.moves.size(); ++i) {
    const Move& move = table.moves[i];
    if (move.count <= 0) return broken_join("move ", i, " has count ", move.count, ", expected >= 1");
    if (!fits({.begin = move.token, .count = move.count}, table.token_count)) {
      return broken_join("move ", i, " moves ", move.count, " tokens from token ", move.token, " on, but there are ",
                         table.token_count, " tokens, counted from 0");
    }
  }
  return std::nullopt;
}

// The row counts that the table itself claims, against those of the side.
Verdict check_row_counts(const Side& side) {
  if (!side.row_counts) return std::nullopt;
  const std::vector<std::int64_t>& counts = *side.row_counts;
  if (side.table != nullptr && side.table->ranks.size() != counts.size()) {
    return broken_join(side.name, "_row_counts has ", counts.size(), " entries, expected ", side.table->ranks.size(),
                       ", one a rank of that side");
  }
  for (std::size_t rank = 0; rank < counts.size(); ++rank) {
    if (counts[rank] < 0) return broken_join(side.name, "_row_counts[", rank, "] is ", counts[rank], ", expected >= 0");
    if (side.table != nullptr && side.table->ranks[rank].row_count != counts[rank]) {
      return broken_join(side.name, "_row_counts[", rank, "] is ", counts[rank], ", expected ",
                         side.table->ranks[rank].row_count);
    }
  }
  return std::nullopt;
}

// The most rows that any rank of a side may have, as far as that is known.
std::int64_t row_limit(const Side& side) {
  if (!side.row_counts) return max_side_rows;
  const std::vector<std::int64_t>& counts = *side.row_counts;
  return counts.empty() ? 0 : *std::max_element(counts.begin(), counts.end());
}

// Ranks exist and rows lie in their buffers, as far as the side is known.
Verdict check_ranks_and_rows(const MoveTable& table, const Side& side) {
  std::vector<KnownRank> known;
  if (side.table != nullptr) known = by_world_rank(*side.table);
  const std::int64_t limit_of_all = row_limit(side);
  for (std::size_t i = 0; i < table.moves.size(); ++i) {
    const Move& move = table.moves[i];
    const std::int32_t rank = move.*side.rank;
    std::int64_t limit = limit_of_all;
    if (rank < 0) {
      return broken_join("move ", i, " (token ", move.token, ") has ", side.name, " rank ", rank, ", expected >= 0");
    }
    if (side.table != nullptr) {
      const auto found =
          std::lower_bound(known.begin(), known.end(), rank,
                           [](const KnownRank& a, std::int32_t wanted) { return a.world_rank < wanted; });
      if (found == known.end() || found->world_rank != rank) {
        return broken_join("move ", i, " (token ", move.token, ") has ", side.name, " rank ", rank,
                           ", which is none of the world ranks of that side");
      }
      limit = side.table->ranks[found->rank].row_count;
    }
    if (!fits({.begin = move.*side.row, .count = move.count}, limit)) {
      return broken_join("move ", i, " (token ", move.token, ") names ", move.count, " ", side.name, " rows from row ",
                         move.*side.row, " on at rank ", rank, ", which has at most ", limit);
    }
  }
  return std::nullopt;
}

Verdict check_tokens(const MoveTable& table) {
  std::vector<Claimed> claims;
  claims.reserve(table.moves.size());
  for (std::size_t i = 0; i < table.moves.size(); ++i) {
    const Move& move = table.moves[i];
    claims.push_back({.begin = move.token, .end = move.token + move.count, .claimant = i});
  }
  if (const std::optional<Conflict> conflict = first_conflict(claims)) {
    return broken_join("token ", conflict->at, " arrives twice: moves ", conflict->first, " and ", conflict->second);
  }
  if (const std::optional<std::int64_t> token = first_unclaimed(claims, table.token_count)) {
    return broken_join("token ", *token, " of ", table.token_count, " is in no move, expected in exactly one");
  }
  return std::nullopt;
}

Verdict check_collisions(const MoveTable& table, const Side& side) {
  std::vector<Claimed> claims;
  claims.reserve(table.moves.size());
  for (std::size_t i = 0; i < table.moves.size(); ++i) {
    const Move& move = table.moves[i];
    const std::int64_t row = move.*side.row;
    claims.push_back({.space = move.*side.rank, .begin = row, .end = row + move.count, .claimant = i});
  }
  const std::optional<Conflict> conflict = first_conflict(claims);
  if (!conflict) return std::nullopt;
  const auto token_of = [&](std::size_t i) { return table.moves[i].token + (conflict->at - table.moves[i].*side.row); };
  return broken_join(side.name, " row ", conflict->at, " of rank ", conflict->space, " is ", side.deed,
                     " twice: by move ", conflict->first, " (token ", token_of(conflict->first), ") and move ",
                     conflict->second, " (token ", token_of(conflict->second), ")");
}

// A piece of a known side, with the world rank it lives on.
struct Home {
  Piece piece;
  std::int32_t world_rank = 0;
};

std::vector<Home> homes_by_token(const PieceTable& table) {
  std::vector<Home> homes;
  std::size_t count = 0;
  for (const RankPieces& rank : table.ranks) count += rank.pieces.size();
  homes.reserve(count);
  for (const RankPieces& rank : table.ranks) {
    for (const Piece& piece : rank.pieces) homes.push_back({piece, rank.world_rank});
  }
  std::sort(homes.begin(), homes.end(), [](const Home& a, const Home& b) { return a.piece.token < b.piece.token; });
  return homes;
}

// Whether each token leaves, or reaches, the place where it lives on a known side.
Verdict check_places(const MoveTable& table, const Side& side) {
  if (side.table == nullptr) return std::nullopt;
  const std::vector<Home> homes = homes_by_token(*side.table);
  for (std::size_t i = 0; i < table.moves.size(); ++i) {
    const Move& move = table.moves[i];
    auto home = std::upper_bound(homes.begin(), homes.end(), move.token,
                                 [](std::int64_t token, const Home& other) { return token < other.piece.token; });
    const std::int64_t end = move.token + move.count;
    --home;  // the pieces hold every token, so the first of them begins at token 0
    for (std::int64_t token = move.token; token < end; ++home) {
      const std::int64_t row = move.*side.row + (token - move.token);
      const std::int64_t home_row = home->piece.row + (token - home->piece.token);
      if (home->world_rank != move.*side.rank || home_row != row) {
        return broken_join("token ", token, " ", side.verb, " rank ", move.*side.rank, " row ", row, " (move ", i,
                           "), expected rank ", home->world_rank, " row ", home_row);
      }
      token = std::min(end, home->piece.token + home->piece.count);
    }
  }
  return std::nullopt;
}

}  // namespace

Verdict check_moves(const MoveTable& table, const MoveExpectation& expected) {
  const Side sides[] = {
      {"source", "leaves", "read", &Move::source_row, &Move::source_rank, expected.source, table.source_row_counts},
      {"target", "reaches", "written", &Move::target_row, &Move::target_rank, expected.target,
       table.target_row_counts}};
  for (const Side& side : sides) {
    if (side.table == nullptr) continue;
    if (const Verdict fault = check_pieces(*side.table)) {
      return broken_join("the ", side.name, " placement is none: ", fault->message);
    }
    if (side.table->token_count != table.token_count) {
      return broken_join("the moves are of ", table.token_count, " tokens, expected ", side.table->token_count,
                         ", as the ", side.name, " side has");
    }
  }
  if (Verdict fault = check_numbers(table)) return fault;
  for (const Side& side : sides) {
    if (Verdict fault = check_row_counts(side)) return fault;
    if (Verdict fault = check_ranks_and_rows(table, side)) return fault;
  }
  if (Verdict fault = check_tokens(table)) return fault;
  for (const Side& side : sides) {
    if (Verdict fault = check_places(table, side)) return fault;
  }
  for (const Side& side : sides) {
    if (Verdict fault = check_collisions(table, side)) return fault;
  }
  return std::nullopt;
}

Verdict check_canonical_moves(std::span<const Move> moves) {
  for (std::size_t i = 0; i < moves.size(); ++i) {
    const Move& move = moves[i];
    if (!is_sound({.begin = move.token, .count = move.count}) ||
        !is_sound({.begin = move.source_row, .count = move.count}) ||
        !is_sound({.begin = move.target_row, .count = move.count})) {
      return broken_join("move ", i, " (token ", move.token, ", count ", move.count,
                         ") names no tokens or rows: counts are >= 1, all else >= 0");
    }
    if (i == 0) continue;
    const Move& before = moves[i - 1];
    if (move.token < before.token + before.count) {
      return broken_join("move ", i, " begins at token ", move.token, ", but move ", i - 1, " ends before token ",
                         before.token + before.count, "; moves ascend by token");
    }
    if (continues(before, move)) {
      return broken_join("moves ", i - 1, " and ", i, " are one: token ", move.token,
                         " and both its rows go on; moves are maximal");
    }
  }
  return std::nullopt;
}

}  // namespace relayout
