#include "relayout/proptest/naive_routes.hpp"

#include <cstddef>
#include <map>
#include <set>
#include <utility>

namespace relayout::proptest {
namespace {

using Numbers = std::vector<std::int64_t>;
using Place = std::pair<std::int32_t, std::int64_t>;  // world rank and row

std::map<std::int64_t, Place> places(const PieceTable& table) {
  std::map<std::int64_t, Place> result;
  for (const RankPieces& rank : table.ranks) {
    for (const Piece& piece : rank.pieces) {
      for (std::int64_t i = 0; i < piece.count; ++i) result[piece.token + i] = {rank.world_rank, piece.row + i};
    }
  }
  return result;
}

// What each row of each rank holds: a token, or -1 for temporary padding.
std::map<std::int32_t, Numbers> buffers(const PieceTable& table) {
  std::map<std::int32_t, Numbers> result;
  for (const RankPieces& rank : table.ranks) {
    result[rank.world_rank] = Numbers(static_cast<std::size_t>(rank.row_count), -1);
  }
  for (const auto& [token, place] : places(table)) result[place.first][static_cast<std::size_t>(place.second)] = token;
  return result;
}

bool is_row(std::int64_t row, const Numbers& buffer) { return 0 <= row && row < std::ssize(buffer); }

// What a rank puts on the wire for each peer; nothing where its lists do not fit.
std::optional<std::vector<Numbers>> sent(const RankRoutes& route, const Numbers& held) {
  const Numbers rows = spelt_out(route.send_rows, route.send_splits);
  std::vector<Numbers> wire;
  std::size_t next = 0;
  for (const std::int64_t split : route.send_splits) {
    Numbers& peer = wire.emplace_back();
    if (split < 0) return std::nullopt;
    for (std::int64_t i = 0; i < split; ++i, ++next) {
      if (next >= rows.size() || !is_row(rows[next], held)) return std::nullopt;
      peer.push_back(held[static_cast<std::size_t>(rows[next])]);
    }
  }
  return next == rows.size() ? std::optional(wire) : std::nullopt;
}

// Whether what arrives, in the order of the peers, is what a rank awaits, and fills its rows as they should be.
bool arrives(const RankRoutes& route, const std::vector<Numbers>& by_peer, const Numbers& wanted) {
  Numbers arriving;
  for (std::size_t from = 0; from < by_peer.size(); ++from) {
    if (route.receive_splits[from] != std::ssize(by_peer[from])) return false;
    arriving.insert(arriving.end(), by_peer[from].begin(), by_peer[from].end());
  }
  const Numbers rows = spelt_out(route.receive_rows, route.receive_splits);
  if (rows.size() != arriving.size()) return false;
  std::set<std::int64_t> written;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!is_row(rows[i], wanted) || !written.insert(rows[i]).second) return false;
    if (arriving[i] != wanted[static_cast<std::size_t>(rows[i])]) return false;
  }
  for (std::int64_t row = 0; row < std::ssize(wanted); ++row) {
    if (wanted[static_cast<std::size_t>(row)] >= 0 && !written.contains(row)) return false;
  }
  return true;
}

bool names_the_group(const Routes& routes, const std::map<std::int32_t, Numbers>& side) {
  std::set<std::int32_t> group;
  for (const RankRoutes& route : routes.ranks) {
    if (!group.insert(route.rank).second) return false;
  }
  for (const auto& [rank, rows] : side) {
    if (!group.contains(rank)) return false;
  }
  return true;
}

}  // namespace

Routes naive_routes(const PlacedCase& sides) {
  auto source_rows = buffers(sides.source.table());
  auto target_rows = buffers(sides.target.table());
  std::set<std::int32_t> group;
  for (const auto& [rank, rows] : source_rows) group.insert(rank);
  for (const auto& [rank, rows] : target_rows) group.insert(rank);
  const auto from = places(sides.source.table());
  const auto to = places(sides.target.table());
  Routes routes;
  for (const std::int32_t rank : group) {
    RankRoutes& route = routes.ranks.emplace_back();
    route.rank = rank;
    route.source_row_count = std::ssize(source_rows[rank]);
    route.target_row_count = std::ssize(target_rows[rank]);
    route.send_rows.emplace();
    route.receive_rows.emplace();
    for (const std::int32_t peer : group) {
      const std::int64_t sent_before = std::ssize(*route.send_rows);
      const std::int64_t received_before = std::ssize(*route.receive_rows);
      for (const auto& [token, here] : from) {
        const Place& there = to.at(token);
        if (here.first == rank && there.first == peer) route.send_rows->push_back(here.second);
        if (here.first == peer && there.first == rank) route.receive_rows->push_back(there.second);
      }
      route.send_splits.push_back(std::ssize(*route.send_rows) - sent_before);
      route.receive_splits.push_back(std::ssize(*route.receive_rows) - received_before);
    }
  }
  return routes;
}

Numbers spelt_out(const std::optional<Numbers>& rows, const Numbers& splits) {
  if (rows) return *rows;
  Numbers result;
  for (const std::int64_t split : splits) {
    for (std::int64_t i = 0; i < split; ++i) result.push_back(std::ssize(result));
  }
  return result;
}

bool carries_every_token(const Routes& routes, const PlacedCase& sides) {
  auto held = buffers(sides.source.table());
  auto wanted = buffers(sides.target.table());
  if (!names_the_group(routes, held) || !names_the_group(routes, wanted)) return false;
  const std::size_t n = routes.ranks.size();
  std::vector<std::vector<Numbers>> arriving(n);  // by rank, then by the peer it comes from
  for (const RankRoutes& route : routes.ranks) {
    const std::int64_t source_rows = std::ssize(held[route.rank]);
    const std::int64_t target_rows = std::ssize(wanted[route.rank]);
    if (route.source_row_count.value_or(source_rows) != source_rows) return false;
    if (route.target_row_count.value_or(target_rows) != target_rows) return false;
    if (route.send_splits.size() != n || route.receive_splits.size() != n) return false;
    const auto wire = sent(route, held[route.rank]);
    if (!wire) return false;
    for (std::size_t to = 0; to < n; ++to) arriving[to].push_back((*wire)[to]);
  }
  for (std::size_t to = 0; to < n; ++to) {
    if (!arrives(routes.ranks[to], arriving[to], wanted[routes.ranks[to].rank])) return false;
  }
  return true;
}

}  // namespace relayout::proptest
