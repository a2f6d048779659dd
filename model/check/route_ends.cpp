#include "relayout/model/check/route_ends.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <string_view>

#include "relayout/model/check/interval.hpp"
#include "relayout/model/limits.hpp"

namespace relayout {
namespace {

template <class... Parts>
Witness disagreement(const Parts&... parts) {
  return make_witness("agreement", parts...);
}

template <class... Parts>
Witness broken_join(const Parts&... parts) {
  return make_witness("join", parts...);
}

using List = std::vector<std::int64_t>;

// How witnesses speak of a list of a rank.
struct ListName {
  std::int32_t rank = 0;
  std::string_view splits;  // "send_splits"
  std::string_view rows;    // "send_rows"
  std::string_view side;    // "source"
};

using RanksOf = std::map<std::int32_t, const RankPieces*>;

RanksOf ranks_of(const PieceTable& table) {
  RanksOf ranks;
  for (const RankPieces& rank : table.ranks) ranks[rank.world_rank] = &rank;
  return ranks;
}

Verdict check_group(const Routes& routes, const RanksOf& sides) {
  std::map<std::int32_t, std::size_t> index;
  for (std::size_t i = 0; i < routes.ranks.size(); ++i) {
    const std::int32_t rank = routes.ranks[i].rank;
    const auto [earlier, fresh] = index.emplace(rank, i);
    if (!fresh) {
      return disagreement("ranks[", earlier->second, "] and ranks[", i, "] are both rank ", rank, "; one entry a rank");
    }
  }
  for (const auto& [rank, pieces] : sides) {
    if (index.contains(rank)) continue;
    return disagreement("rank ", rank, " of the layouts has no routes; the routes name ", routes.ranks.size(),
                        " ranks");
  }
  return std::nullopt;
}

// Splits are one a peer and not negative; their sum stays a number of rows.
Verdict read_splits(const ListName& name, const List& splits, std::size_t peer_count, RouteEnd& end) {
  if (splits.size() != peer_count) {
    return disagreement("rank ", name.rank, " ", name.splits, " has ", splits.size(), " entries, expected ", peer_count,
                        ", one a rank, its own included");
  }
  end.offsets.assign(1, 0);
  for (std::size_t i = 0; i < splits.size(); ++i) {
    const std::int64_t sum = end.offsets.back();
    if (splits[i] < 0) {
      return disagreement("rank ", name.rank, " ", name.splits, "[", i, "] is ", splits[i], ", expected >= 0");
    }
    if (splits[i] > max_side_rows - sum) {
      return disagreement("rank ", name.rank, " ", name.splits, " pass 2^40 rows at entry ", i, ", which is ",
                          splits[i]);
    }
    end.offsets.push_back(sum + splits[i]);
  }
  return std::nullopt;
}

// The rows that the buffer's places stand for, as runs.
Verdict read_rows(const ListName& name, const std::optional<List>& rows, RouteEnd& end) {
  const std::int64_t buffered = end.offsets.back();
  if (!rows) {
    if (buffered > end.row_count) {
      return disagreement("rank ", name.rank, " ", name.splits, " add up to ", buffered, " and ", name.rows,
                          " is null (0, 1, 2, ..), but it has ", end.row_count, " ", name.side, " rows");
    }
    if (buffered > 0) end.runs.push_back({0, 0, buffered});
    return std::nullopt;
  }
  if (static_cast<std::int64_t>(rows->size()) != buffered) {
    return disagreement("rank ", name.rank, " ", name.splits, " add up to ", buffered, ", but ", name.rows, " has ",
                        rows->size(), " entries");
  }
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const std::int64_t row = (*rows)[i];
    if (!fits({.begin = row, .count = 1}, end.row_count)) {
      return disagreement("rank ", name.rank, " ", name.rows, "[", i, "] is ", row, ", but it has ", end.row_count, " ",
                          name.side, " rows, counted from 0");
    }
    if (!end.runs.empty() && end.runs.back().row + end.runs.back().count == row) {
      ++end.runs.back().count;
    } else {
      end.runs.push_back({static_cast<std::int64_t>(i), row, 1});
    }
  }
  return std::nullopt;
}

// The rows a layout gives a rank; none where the rank is not on that side.
void read_side(const RanksOf& side, std::int32_t rank, RouteEnd& end) {
  const auto found = side.find(rank);
  if (found == side.end()) return;
  end.row_count = found->second->row_count;
  end.pieces = found->second->pieces;
  std::sort(end.pieces.begin(), end.pieces.end(), [](const Piece& a, const Piece& b) { return a.row < b.row; });
}

Verdict check_row_count(const ListName& name, const std::optional<std::int64_t>& claimed, const RouteEnd& end) {
  if (!claimed || *claimed == end.row_count) return std::nullopt;
  return disagreement("rank ", name.rank, " has ", name.side, "_row_count ", *claimed, ", expected ", end.row_count,
                      ", as the ", name.side, " layout says");
}

Verdict check_written_once(const ListName& name, const RouteEnd& target) {
  std::vector<Claimed> claims;
  for (std::size_t i = 0; i < target.runs.size(); ++i) {
    const BufferRun& run = target.runs[i];
    claims.push_back({.begin = run.row, .end = run.row + run.count, .claimant = i});
  }
  const std::optional<Conflict> conflict = first_conflict(claims);
  if (!conflict) return std::nullopt;
  const auto entry = [&](std::size_t i) { return target.runs[i].position + (conflict->at - target.runs[i].row); };
  return make_witness("join", "rank ", name.rank, " writes target row ", conflict->at, " twice: ", name.rows, "[",
                      entry(conflict->first), "] and [", entry(conflict->second), "]");
}

// What one rank sends another is what the other expects.
Verdict check_splits_agree(const std::vector<RankEnds>& ends) {
  const auto split = [](const RouteEnd& end, std::size_t peer) { return end.offsets[peer + 1] - end.offsets[peer]; };
  for (std::size_t from = 0; from < ends.size(); ++from) {
    for (std::size_t to = 0; to < ends.size(); ++to) {
      const std::int64_t sent = split(ends[from].source, to);
      const std::int64_t awaited = split(ends[to].target, from);
      if (sent == awaited) continue;
      return disagreement("rank ", ends[from].rank, " sends ", sent, " rows to rank ", ends[to].rank,
                          ", which expects ", awaited);
    }
  }
  return std::nullopt;
}

}  // namespace

Verdict read_route_ends(const Routes& routes, const RouteSides& sides, std::vector<RankEnds>& ends) {
  const RanksOf sources = ranks_of(sides.source);
  const RanksOf targets = ranks_of(sides.target);
  for (const RanksOf* side : {&sources, &targets}) {
    if (Verdict fault = check_group(routes, *side)) return fault;
  }
  const std::size_t peer_count = routes.ranks.size();
  ends.clear();
  for (const RankRoutes& route : routes.ranks) {
    RankEnds& rank = ends.emplace_back();
    rank.rank = route.rank;
    read_side(sources, route.rank, rank.source);
    read_side(targets, route.rank, rank.target);
    const ListName sent{route.rank, "send_splits", "send_rows", "source"};
    const ListName received{route.rank, "receive_splits", "receive_rows", "target"};
    if (Verdict fault = check_row_count(sent, route.source_row_count, rank.source)) return fault;
    if (Verdict fault = check_row_count(received, route.target_row_count, rank.target)) return fault;
    if (Verdict fault = read_splits(sent, route.send_splits, peer_count, rank.source)) return fault;
    if (Verdict fault = read_splits(received, route.receive_splits, peer_count, rank.target)) return fault;
  }
  if (Verdict fault = check_splits_agree(ends)) return fault;
  for (std::size_t i = 0; i < ends.size(); ++i) {
    const RankRoutes& route = routes.ranks[i];
    const ListName sent{route.rank, "send_splits", "send_rows", "source"};
    const ListName received{route.rank, "receive_splits", "receive_rows", "target"};
    if (Verdict fault = read_rows(sent, route.send_rows, ends[i].source)) return fault;
    if (Verdict fault = read_rows(received, route.receive_rows, ends[i].target)) return fault;
    if (Verdict fault = check_written_once(received, ends[i].target)) return fault;
  }
  return std::nullopt;
}

}  // namespace relayout
