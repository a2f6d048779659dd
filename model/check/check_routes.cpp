#include "relayout/model/check/check_routes.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "relayout/model/check/route_ends.hpp"
#include "relayout/model/span.hpp"

namespace relayout {
namespace {

template <class... Parts>
Witness broken_join(const Parts&... parts) {
  return make_witness("join", parts...);
}

// Rows of one rank that hold consecutive tokens, or padding.
struct Held {
  std::int64_t token = -1;  // -1: temporary padding
  std::int64_t count = 0;
};

// What the rows from `row` on hold. Requires: the pieces ascend by row.
Held held_at(const std::vector<Piece>& pieces, std::int64_t row) {
  const auto after = std::upper_bound(pieces.begin(), pieces.end(), row,
                                      [](std::int64_t wanted, const Piece& piece) { return wanted < piece.row; });
  if (after != pieces.begin()) {
    const Piece& piece = *(after - 1);
    const std::int64_t passed = row - piece.row;
    if (passed < piece.count) return {piece.token + passed, piece.count - passed};
  }
  const std::int64_t end = after == pieces.end() ? std::numeric_limits<std::int64_t>::max() : after->row;
  return {-1, end - row};
}

// Consecutive rows that arrive: from which rows of which rank, to which rows.
struct Arrival {
  const RankEnds& from;
  const RankEnds& to;
  std::int64_t source_row = 0;
  std::int64_t target_row = 0;
  std::int64_t count = 0;
};

// Where a token lives, for a witness. Requires: the table places it. Cost: O(pieces).
std::string home_of(const PieceTable& table, std::int64_t token) {
  for (const RankPieces& rank : table.ranks) {
    for (const Piece& piece : rank.pieces) {
      if (!Span{piece.token, piece.token + piece.count}.contains(token)) continue;
      return make_error("", "rank ", rank.world_rank, " row ", piece.row + (token - piece.token)).message;
    }
  }
  return "no rank";
}

// Whether what arrives is what the target layout wants there.
Verdict check_arrival(const Arrival& arrival, const RouteSides& sides) {
  for (std::int64_t done = 0; done < arrival.count;) {
    const std::int64_t source_row = arrival.source_row + done;
    const std::int64_t target_row = arrival.target_row + done;
    const Held found = held_at(arrival.from.source.pieces, source_row);
    const Held wanted = held_at(arrival.to.target.pieces, target_row);
    if (found.token != wanted.token) {
      const std::string what = found.token < 0 ? "temporary padding" : "token " + std::to_string(found.token);
      const std::string where = "rank " + std::to_string(arrival.to.rank) + " row " + std::to_string(target_row);
      if (wanted.token < 0) {
        return broken_join(what, " arrives at ", where, ", which is temporary padding; it belongs at ",
                           home_of(sides.target, found.token), " only");
      }
      return broken_join(where, " receives ", what, " (rank ", arrival.from.rank, " row ", source_row,
                         "), expected token ", wanted.token, ", which lives at ", home_of(sides.source, wanted.token));
    }
    done += std::min(found.count, wanted.count);
  }
  return std::nullopt;
}

// The index of the last value that is not above `wanted`. Requires: values ascend, and the first is not above it.
template <class Values, class Key>
std::size_t last_at_most(const Values& values, std::int64_t wanted, Key key) {
  const auto after = std::upper_bound(values.begin(), values.end(), wanted,
                                      [&](std::int64_t value, const auto& other) { return value < key(other); });
  return static_cast<std::size_t>(after - values.begin()) - 1;
}

// Follows a rank's receive buffer over the wire, back to the rows it was sent from.
Verdict check_received(const std::vector<RankEnds>& ends, std::size_t to, const RouteSides& sides) {
  const RouteEnd& target = ends[to].target;
  for (const BufferRun& run : target.runs) {
    for (std::int64_t done = 0; done < run.count;) {
      const std::int64_t position = run.position + done;
      const std::size_t peer = last_at_most(target.offsets, position, [](std::int64_t offset) { return offset; });
      const RouteEnd& source = ends[peer].source;
      const std::int64_t sent_position = source.offsets[to] + (position - target.offsets[peer]);
      const BufferRun& sent =
          source.runs[last_at_most(source.runs, sent_position, [](const BufferRun& other) { return other.position; })];
      const std::int64_t passed = sent_position - sent.position;
      const std::int64_t count = std::min({run.count - done, target.offsets[peer + 1] - position, sent.count - passed});
      const Arrival arrival{ends[peer], ends[to], sent.row + passed, run.row + done, count};
      if (Verdict fault = check_arrival(arrival, sides)) return fault;
      done += count;
    }
  }
  return std::nullopt;
}

// The first target row that holds a token, and that nothing is written to.
Verdict check_all_arrive(const RankEnds& rank, const RouteSides& sides) {
  std::vector<Span> written;
  for (const BufferRun& run : rank.target.runs) written.push_back({run.row, run.row + run.count});
  std::sort(written.begin(), written.end(), [](const Span& a, const Span& b) { return a.begin < b.begin; });
  auto span = written.begin();
  for (const Piece& piece : rank.target.pieces) {
    const std::int64_t end = piece.row + piece.count;
    for (std::int64_t row = piece.row; row < end; row = span->end) {
      while (span != written.end() && span->end <= row) ++span;
      if (span != written.end() && span->begin <= row) continue;
      const std::int64_t token = piece.token + (row - piece.row);
      return broken_join("token ", token, " never arrives: rank ", rank.rank, " row ", row,
                         " is written by nobody; the token lives at ", home_of(sides.source, token));
    }
  }
  return std::nullopt;
}

}  // namespace

Verdict check_routes(const RoutesCase& routes_case) {
  const PieceTable source = routes_case.source.table();
  const PieceTable target = routes_case.target.table();
  if (!(routes_case.source.pack() == routes_case.target.pack())) {
    return broken_join("the source layout places ", source.token_count, " tokens in ",
                       routes_case.source.pack().sequence_count(), " sequences, the target layout ", target.token_count,
                       " in ", routes_case.target.pack().sequence_count(), "; routes join two layouts of one pack");
  }
  const RouteSides sides{source, target};
  std::vector<RankEnds> ends;
  if (Verdict fault = read_route_ends(routes_case.routes, sides, ends)) return fault;
  for (std::size_t to = 0; to < ends.size(); ++to) {
    if (Verdict fault = check_received(ends, to, sides)) return fault;
  }
  for (const RankEnds& rank : ends) {
    if (Verdict fault = check_all_arrive(rank, sides)) return fault;
  }
  return std::nullopt;
}

}  // namespace relayout
