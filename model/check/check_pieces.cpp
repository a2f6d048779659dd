#include "relayout/model/check/check_pieces.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "relayout/model/check/interval.hpp"
#include "relayout/model/limits.hpp"

namespace relayout {
namespace {

template <class... Parts>
Witness partition(const Parts&... parts) {
  return make_witness("partition", parts...);
}

// A piece and the rank it was written at; the number of the piece is its place in that rank's list.
struct Placed {
  Piece piece;
  std::size_t rank = 0;
  std::size_t number = 0;
};

std::vector<Placed> all_pieces(const PieceTable& table) {
  std::vector<Placed> all;
  std::size_t count = 0;
  for (const RankPieces& rank : table.ranks) count += rank.pieces.size();
  all.reserve(count);
  for (std::size_t rank = 0; rank < table.ranks.size(); ++rank) {
    const std::vector<Piece>& pieces = table.ranks[rank].pieces;
    for (std::size_t i = 0; i < pieces.size(); ++i) all.push_back({.piece = pieces[i], .rank = rank, .number = i});
  }
  return all;
}

std::string name(const Placed& placed) {
  return make_error("", "piece ", placed.number, " of rank ", placed.rank).message;
}

// Where a token of a piece lives. Requires: the piece holds it, and fits.
std::string place(const Placed& placed, std::int64_t token) {
  return make_error("", "rank ", placed.rank, " row ", placed.piece.row + (token - placed.piece.token)).message;
}

Verdict check_world_ranks(const PieceTable& table) {
  std::vector<std::pair<std::int32_t, std::size_t>> ranks;
  ranks.reserve(table.ranks.size());
  for (std::size_t rank = 0; rank < table.ranks.size(); ++rank) {
    ranks.emplace_back(table.ranks[rank].world_rank, rank);
  }
  std::sort(ranks.begin(), ranks.end());
  if (!ranks.empty() && ranks.front().first < 0) {
    return partition("rank ", ranks.front().second, " has world rank ", ranks.front().first, ", expected >= 0");
  }
  for (std::size_t i = 1; i < ranks.size(); ++i) {
    if (ranks[i].first != ranks[i - 1].first) continue;
    return partition("ranks ", ranks[i - 1].second, " and ", ranks[i].second, " both have world rank ", ranks[i].first,
                     "; world ranks are distinct");
  }
  return std::nullopt;
}

Verdict check_row_counts(const PieceTable& table) {
  std::int64_t left = max_side_rows;
  for (std::size_t rank = 0; rank < table.ranks.size(); ++rank) {
    const std::int64_t row_count = table.ranks[rank].row_count;
    if (row_count < 0) return partition("rank ", rank, " has row_count ", row_count, ", expected >= 0");
    if (left < row_count) {
      return partition("the rows pass 2^40 = ", max_side_rows, ", the limit of a side, at rank ", rank,
                       " with row_count ", row_count);
    }
    left -= row_count;
  }
  return std::nullopt;
}

Verdict check_numbers(const PieceTable& table, const Placed& placed) {
  const Piece& piece = placed.piece;
  const std::int64_t row_count = table.ranks[placed.rank].row_count;
  if (piece.count <= 0) return partition(name(placed), " has count ", piece.count, ", expected >= 1");
  if (!fits({.begin = piece.token, .count = piece.count}, table.token_count)) {
    return partition(name(placed), " holds ", piece.count, " tokens from token ", piece.token, " on, but there are ",
                     table.token_count, " tokens, counted from 0");
  }
  if (!fits({.begin = piece.row, .count = piece.count}, row_count)) {
    return partition(name(placed), " fills ", piece.count, " rows from row ", piece.row, " on, but rank ", placed.rank,
                     " has row_count ", row_count);
  }
  return std::nullopt;
}

Verdict check_rows(const std::vector<Placed>& all) {
  std::vector<Claimed> claims;
  claims.reserve(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Piece& piece = all[i].piece;
    claims.push_back({.space = static_cast<std::int32_t>(all[i].rank),
                      .begin = piece.row,
                      .end = piece.row + piece.count,
                      .claimant = i});
  }
  const std::optional<Conflict> conflict = first_conflict(claims);
  if (!conflict) return std::nullopt;
  const Placed& first = all[conflict->first];
  const Placed& second = all[conflict->second];
  return partition("rank ", first.rank, " row ", conflict->at,
                   " holds two tokens: ", first.piece.token + (conflict->at - first.piece.row), " (piece ",
                   first.number, ") and ", second.piece.token + (conflict->at - second.piece.row), " (piece ",
                   second.number, ")");
}

Verdict check_tokens(const std::vector<Placed>& all, std::int64_t token_count) {
  std::vector<Claimed> claims;
  claims.reserve(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Piece& piece = all[i].piece;
    claims.push_back({.begin = piece.token, .end = piece.token + piece.count, .claimant = i});
  }
  if (const std::optional<Conflict> conflict = first_conflict(claims)) {
    const Placed& first = all[conflict->first];
    const Placed& second = all[conflict->second];
    return partition("token ", conflict->at, " lives twice: at ", place(first, conflict->at), " (piece ", first.number,
                     ") and at ", place(second, conflict->at), " (piece ", second.number, ")");
  }
  if (const std::optional<std::int64_t> token = first_unclaimed(claims, token_count)) {
    return partition("token ", *token, " of ", token_count, " lives nowhere, expected in exactly one piece");
  }
  return std::nullopt;
}

// Two tables that place the same tokens 0..token_count-1, once each: the first token that lives elsewhere.
Verdict check_places(const PieceComparison& comparison) {
  const auto by_token = [](const Placed& a, const Placed& b) { return a.piece.token < b.piece.token; };
  std::vector<Placed> found = all_pieces(comparison.found);
  std::vector<Placed> expected = all_pieces(comparison.expected);
  std::sort(found.begin(), found.end(), by_token);
  std::sort(expected.begin(), expected.end(), by_token);
  auto there = expected.begin();
  for (const Placed& here : found) {
    const std::int64_t end = here.piece.token + here.piece.count;
    for (std::int64_t token = here.piece.token; token < end;) {
      const std::int64_t expected_end = there->piece.token + there->piece.count;
      if (here.rank != there->rank || here.piece.row - here.piece.token != there->piece.row - there->piece.token) {
        return partition("token ", token, " lives at ", place(here, token), ", expected ", place(*there, token));
      }
      token = std::min(end, expected_end);
      if (token == expected_end) ++there;
    }
  }
  return std::nullopt;
}

}  // namespace

Verdict check_pieces(const PieceTable& table) {
  if (table.token_count < 0) return partition("token_count is ", table.token_count, ", expected >= 0");
  if (Verdict fault = check_world_ranks(table)) return fault;
  if (Verdict fault = check_row_counts(table)) return fault;
  const std::vector<Placed> all = all_pieces(table);
  for (const Placed& placed : all) {
    if (Verdict fault = check_numbers(table, placed)) return fault;
  }
  if (Verdict fault = check_tokens(all, table.token_count)) return fault;
  return check_rows(all);
}

Verdict check_same_pieces(const PieceComparison& comparison) {
  const PieceTable& found = comparison.found;
  const PieceTable& expected = comparison.expected;
  if (Verdict fault = check_pieces(found)) return fault;
  if (const Verdict fault = check_pieces(expected))
    return partition("what is expected is no placement: ", fault->message);
  if (found.token_count != expected.token_count) {
    return partition("token_count is ", found.token_count, ", expected ", expected.token_count);
  }
  if (found.ranks.size() != expected.ranks.size()) {
    return partition("there are ", found.ranks.size(), " ranks, expected ", expected.ranks.size());
  }
  if (Verdict fault = check_places(comparison)) return fault;
  for (std::size_t rank = 0; rank < found.ranks.size(); ++rank) {
    const RankPieces& here = found.ranks[rank];
    const RankPieces& there = expected.ranks[rank];
    if (here.world_rank != there.world_rank) {
      return partition("rank ", rank, " has world rank ", here.world_rank, ", expected ", there.world_rank);
    }
    if (here.row_count != there.row_count) {
      return partition("rank ", rank, " has row_count ", here.row_count, ", expected ", there.row_count);
    }
  }
  return std::nullopt;
}

}  // namespace relayout
