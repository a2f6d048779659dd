// Moves and rank programs against the oracle's rows.
#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include "relayout/proptest/law_oracle.hpp"

namespace relayout::proptest {
namespace {

std::size_t index(std::int64_t value) { return static_cast<std::size_t>(value); }

Verdict compare_moves(std::string_view law, std::span<const Move> moves, const OraclePair& pair) {
  const std::vector<OraclePlace>& source = pair.source.places();
  const std::vector<OraclePlace>& target = pair.target.places();
  const auto token_count = static_cast<std::int64_t>(source.size());
  std::int64_t next = 0;
  const Move* last = nullptr;
  for (const Move& move : moves) {
    if (move.count <= 0 || move.token != next || token_count - next < move.count) {
      return make_witness(std::string(law), "a move takes ", move.count, " tokens from token ", move.token,
                          " on, the oracle expects token ", next, " of ", token_count);
    }
    if (last != nullptr && continues(*last, move)) {
      return make_witness(std::string(law), "the move of token ", move.token, " goes on with the one before it");
    }
    last = &move;
    OraclePlace from{.world_rank = move.source_rank, .row = move.source_row};
    OraclePlace to{.world_rank = move.target_rank, .row = move.target_row};
    for (const std::int64_t end = next + move.count; next < end; ++next, ++from.row, ++to.row) {
      if (from == source[index(next)] && to == target[index(next)]) continue;
      return make_witness(std::string(law), "token ", next, " goes from rank ", from.world_rank, " row ", from.row,
                          " to rank ", to.world_rank, " row ", to.row, ", which the oracle denies");
    }
  }
  if (next == token_count) return std::nullopt;
  return make_witness(std::string(law), next, " tokens move, the oracle says ", token_count);
}

using Rows = std::span<const Cell>;

// A rank of the group, and its rows on either side; none where it is not on that side.
struct Member {
  std::int32_t world_rank = 0;
  Rows source;
  Rows target;
};

// Ascending by world rank.
std::vector<Member> members_of(const OraclePair& pair) {
  const auto sources = pair.source.by_world();
  const auto targets = pair.target.by_world();
  std::vector<Member> members;
  members.reserve(sources.size() + targets.size());
  auto source = sources.begin();
  auto target = targets.begin();
  while (source != sources.end() || target != targets.end()) {
    const bool from_target =
        source == sources.end() || (target != targets.end() && (*target)->world_rank < (*source)->world_rank);
    Member& member = members.emplace_back(Member{from_target ? (*target)->world_rank : (*source)->world_rank, {}, {}});
    if (source != sources.end() && (*source)->world_rank == member.world_rank) member.source = (*source++)->rows;
    if (target != targets.end() && (*target)->world_rank == member.world_rank) member.target = (*target++)->rows;
  }
  return members;
}

// Whose runs are compared, and the rows of both ends.
struct Ends {
  std::int32_t here = 0;
  std::int32_t there = 0;
  Rows local;
  Rows remote;
};

// So many rows from a row on; none where there are no such rows. Any numbers may be asked for.
struct RowsOfRun {
  std::int64_t row;
  std::int64_t count;
};
Rows part(const Rows& rows, const RowsOfRun& wanted) {
  const bool inside =
      0 <= wanted.row && wanted.row <= std::ssize(rows) && wanted.count <= std::ssize(rows) - wanted.row;
  return inside ? rows.subspan(index(wanted.row), index(wanted.count)) : Rows{};
}

// Row by row the same token at both ends, tokens ascending, no run that is empty or only goes on with the one before.
// Adds the rows up.
Verdict compare_runs(const Ends& ends, std::span<const Run> runs, std::int64_t& row_count) {
  std::int64_t last = -1;
  for (std::size_t r = 0; r < runs.size(); ++r) {
    const Run& run = runs[r];
    if (run.count <= 0) return make_witness("agreement", "a run of rank ", ends.here, " has ", run.count, " rows");
    const Rows local = part(ends.local, {run.local_row, run.count});
    const Rows remote = part(ends.remote, {run.remote_row, run.count});
    if (local.empty() || remote.empty()) {
      return make_witness("agreement", "the program of rank ", ends.here, " joins ", run.count, " rows from its row ",
                          run.local_row, " on with rank ", ends.there, " row ", run.remote_row,
                          ", where there are no such rows");
    }
    for (std::size_t i = 0; i < local.size(); ++i) {
      const std::int64_t here = local[i].token;
      const std::int64_t there = remote[i].token;
      if (here < 0 || here != there || here <= last) {
        return make_witness("agreement", "the program of rank ", ends.here, " joins token ", here, " with rank ",
                            ends.there, ", where token ", there, " is, ", i, " rows into a run from its row ",
                            run.local_row, " on, after token ", last);
      }
      last = here;
    }
    row_count += run.count;
    const bool goes_on = r > 0 && runs[r - 1].local_row + runs[r - 1].count == run.local_row &&
                         runs[r - 1].remote_row + runs[r - 1].count == run.remote_row;
    if (goes_on) return make_witness("agreement", "a run of rank ", ends.here, " is cut in two");
  }
  return std::nullopt;
}

// The members of a group, and the one whose program is compared.
struct Place {
  std::span<const Member> members;
  std::size_t here = 0;

  [[nodiscard]] const Member& me() const { return members[here]; }
  // The member so many places on, in rotation; itself at 0. Null where there is none so far on.
  [[nodiscard]] const Member* at_distance(std::int32_t distance, Direction direction) const {
    const auto count = static_cast<std::int64_t>(members.size());
    if (distance <= 0 || count <= distance) return nullptr;
    const std::int64_t step = direction == Direction::forward ? distance : count - distance;
    const std::int64_t place = static_cast<std::int64_t>(here) + step;
    return &members[index(place < count ? place : place - count)];
  }
};

Verdict compare_messages(const Place& place, const MessageList& list, Direction direction, std::int64_t& row_count) {
  const Member& me = place.me();
  std::int32_t last_distance = 0;
  std::int64_t next_run = 0;
  for (const Message& message : list.messages) {
    const Member* peer = place.at_distance(message.distance, direction);
    if (message.distance <= last_distance || peer == nullptr || peer->world_rank != message.peer) {
      return make_witness("agreement", "rank ", me.world_rank, " meets rank ", message.peer, " at distance ",
                          message.distance, " after distance ", last_distance);
    }
    last_distance = message.distance;
    const bool in_turn = message.run_begin == next_run && message.run_begin < message.run_end &&
                         message.run_end <= std::ssize(list.runs);
    if (!in_turn) {
      return make_witness("agreement", "rank ", me.world_rank, " has runs [", message.run_begin, ", ", message.run_end,
                          ") of ", list.runs.size(), " for rank ", message.peer, ", expected to begin at ", next_run);
    }
    next_run = message.run_end;
    const bool out = direction == Direction::forward;
    std::int64_t rows = 0;
    const Ends ends{.here = me.world_rank,
                    .there = message.peer,
                    .local = out ? me.source : me.target,
                    .remote = out ? peer->target : peer->source};
    if (auto fault = compare_runs(ends, list.runs_of(message), rows)) return fault;
    if (rows != message.row_count) {
      return make_witness("agreement", "rank ", me.world_rank, " counts ", message.row_count, " rows for rank ",
                          message.peer, ", its runs have ", rows);
    }
    row_count += rows;
  }
  if (next_run == std::ssize(list.runs)) return std::nullopt;
  return make_witness("agreement", "rank ", me.world_rank, " has ", list.runs.size(), " runs, its messages ", next_run);
}

// Fills are the padding rows, in order, joined where they go on.
Verdict compare_fills(std::int32_t world_rank, std::span<const Span> fills, const Rows& rows) {
  const auto count = static_cast<std::int64_t>(rows.size());
  std::int64_t row = 0;
  for (const Span& fill : fills) {
    while (row < count && rows[index(row)].token >= 0) ++row;
    const std::int64_t begin = row;
    while (row < count && rows[index(row)].token < 0) ++row;
    if (fill == Span{begin, row} && begin < row) continue;
    return make_witness("agreement", "rank ", world_rank, " fills rows [", fill.begin, ", ", fill.end,
                        "), the oracle says [", begin, ", ", row, ")");
  }
  while (row < count && rows[index(row)].token >= 0) ++row;
  if (row == count) return std::nullopt;
  return make_witness("agreement", "rank ", world_rank, " leaves its padding row ", row, " unfilled");
}

// Rows of all programs together.
struct RowTotals {
  std::int64_t sent = 0;
  std::int64_t received = 0;
  std::int64_t kept = 0;
};

Verdict compare_head(const RankProgram& program, const RankProgram& first, const Place& place) {
  const Member& me = place.me();
  const bool named = program.world_rank == me.world_rank && program.group_size == std::ssize(place.members);
  if (!named || program.fingerprint != first.fingerprint) {
    return make_witness("agreement", "a program is of rank ", program.world_rank, " of ", program.group_size,
                        ", the oracle says ", me.world_rank, " of ", place.members.size(),
                        program.fingerprint == first.fingerprint ? "" : "; its fingerprint is another");
  }
  if (program.source_row_count == std::ssize(me.source) && program.target_row_count == std::ssize(me.target)) {
    return std::nullopt;
  }
  return make_witness("agreement", "rank ", me.world_rank, " has buffers of ", program.source_row_count, " and ",
                      program.target_row_count, " rows, the oracle says ", me.source.size(), " and ", me.target.size());
}

Verdict compare_program(const RankProgram& program, const Place& place, RowTotals& totals) {
  const Member& me = place.me();
  if (auto fault = compare_messages(place, program.sends, Direction::forward, totals.sent)) return fault;
  if (auto fault = compare_messages(place, program.receives, Direction::backward, totals.received)) return fault;
  const Ends own{.here = me.world_rank, .there = me.world_rank, .local = me.source, .remote = me.target};
  if (auto fault = compare_runs(own, program.own, totals.kept)) return fault;
  if (auto fault = compare_fills(me.world_rank, program.target_fills, me.target)) return fault;
  return compare_fills(me.world_rank, program.source_fills, me.source);
}

Verdict compare_programs(const OraclePair& pair, std::span<const RankProgram> programs) {
  const std::vector<Member> members = members_of(pair);
  if (programs.size() != members.size()) {
    return make_witness("agreement", "there are ", programs.size(), " programs, the oracle says ", members.size());
  }
  RowTotals totals;
  for (std::size_t i = 0; i < programs.size(); ++i) {
    const Place place{.members = members, .here = i};
    if (auto fault = compare_head(programs[i], programs.front(), place)) return fault;
    if (auto fault = compare_program(programs[i], place, totals)) return fault;
  }
  const std::int64_t all = pair.source.placement().token_count();
  if (totals.sent + totals.kept == all && totals.received + totals.kept == all) return std::nullopt;
  return make_witness("agreement", totals.sent, " rows are sent, ", totals.received, " received and ", totals.kept,
                      " kept, of ", all);
}

}  // namespace

Verdict compare_pair(const OraclePair& pair, const PairAnswers& answers) {
  if (auto fault = compare_moves("join", answers.moves, pair)) return fault;
  const OraclePair turned{.source = pair.target, .target = pair.source};
  if (auto fault = compare_moves("inverse", answers.backward, turned)) return fault;
  return compare_programs(pair, answers.programs);
}

}  // namespace relayout::proptest
