#include "relayout/proptest/law_oracle.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "relayout/proptest/law_scene.hpp"

namespace relayout::proptest {
namespace {

std::size_t index(std::int64_t value) { return static_cast<std::size_t>(value); }

// `rows` is memory for it to work in.
Verdict compare_rows(const RankPieces& found, const OracleRank& expected, std::vector<std::int64_t>& rows) {
  rows.assign(index(found.row_count), -1);
  for (const Piece& piece : found.pieces) {
    for (std::int64_t i = 0; i < piece.count; ++i) {
      const bool inside = 0 <= piece.row + i && piece.row + i < found.row_count;
      if (inside) rows[index(piece.row + i)] = piece.token + i;
    }
  }
  if (rows.size() != expected.rows.size() || found.world_rank != expected.world_rank) {
    return make_witness("partition", "rank ", found.world_rank, " has ", rows.size(), " rows, the oracle says rank ",
                        expected.world_rank, " has ", expected.rows.size());
  }
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (rows[row] == expected.rows[row].token) continue;
    return make_witness("partition", "rank ", found.world_rank, " row ", row, " holds token ", rows[row],
                        ", the oracle says ", expected.rows[row].token, " (-1: padding)");
  }
  return std::nullopt;
}

Verdict compare_view(const View& found, const View& expected) {
  if (found == expected) return std::nullopt;
  const char* field = found.segments != expected.segments                     ? "segments"
                      : found.cu_seqlens != expected.cu_seqlens               ? "cu_seqlens"
                      : found.cu_seqlens_padded != expected.cu_seqlens_padded ? "cu_seqlens_padded"
                      : found.fla != expected.fla                             ? "fla"
                                                                              : "counts";
  return make_witness("views", "rank ", expected.world_rank, ": the oracle says otherwise of ", field);
}

Verdict compare_moves(std::string law, std::span<const Move> moves, const OraclePair& pair) {
  const std::vector<OraclePlace>& source = pair.source.places();
  const std::vector<OraclePlace>& target = pair.target.places();
  std::int64_t next = 0;
  const Move* last = nullptr;
  for (const Move& move : moves) {
    if (last != nullptr && continues(*last, move)) {
      return make_witness(std::move(law), "the move of token ", move.token, " goes on with the one before it");
    }
    last = &move;
    for (std::int64_t i = 0; i < move.count; ++i, ++next) {
      const bool in_order = move.token + i == next && next < static_cast<std::int64_t>(source.size());
      const OraclePlace from{.world_rank = move.source_rank, .row = move.source_row + i};
      const OraclePlace to{.world_rank = move.target_rank, .row = move.target_row + i};
      if (in_order && from == source[index(next)] && to == target[index(next)]) continue;
      return make_witness(std::move(law), "token ", move.token + i, " goes from rank ", from.world_rank, " row ",
                          from.row, " to rank ", to.world_rank, " row ", to.row, ", which the oracle denies");
    }
  }
  if (next == static_cast<std::int64_t>(source.size())) return std::nullopt;
  return make_witness(std::move(law), next, " tokens move, the oracle says ", source.size());
}

// The two ends of a program's runs, seen from the rank whose program it is.
struct Ends {
  std::int32_t world_rank = 0;
  const OracleSide& local;
  const OracleSide& remote;
};

// Row by row the same token at both ends, tokens ascending, no run that only goes on with the one before.
Verdict compare_runs(const Ends& ends, std::span<const Run> runs, std::int32_t peer) {
  std::int64_t last = -1;
  for (std::size_t r = 0; r < runs.size(); ++r) {
    const Run& run = runs[r];
    for (std::int64_t i = 0; i < run.count; ++i) {
      const std::int64_t here = ends.local.token_at({.world_rank = ends.world_rank, .row = run.local_row + i});
      const std::int64_t there = ends.remote.token_at({.world_rank = peer, .row = run.remote_row + i});
      if (here < 0 || here != there || here <= last) {
        return make_witness("agreement", "the program of rank ", ends.world_rank, " joins its row ", run.local_row + i,
                            " (token ", here, ") with rank ", peer, " row ", run.remote_row + i, " (token ", there,
                            ") after token ", last);
      }
      last = here;
    }
    const bool goes_on = r > 0 && runs[r - 1].local_row + runs[r - 1].count == run.local_row &&
                         runs[r - 1].remote_row + runs[r - 1].count == run.remote_row;
    if (goes_on) return make_witness("agreement", "a run of rank ", ends.world_rank, " is cut in two");
  }
  return std::nullopt;
}

Verdict compare_messages(const Ends& ends, const MessageList& list, std::int64_t& rows) {
  std::int32_t last_distance = 0;
  for (const Message& message : list.messages) {
    if (message.distance <= last_distance || message.peer == ends.world_rank) {
      return make_witness("agreement", "rank ", ends.world_rank, " meets rank ", message.peer, " at distance ",
                          message.distance, " after distance ", last_distance);
    }
    last_distance = message.distance;
    for (const Run& run : list.runs_of(message)) rows += run.count;
    if (auto fault = compare_runs(ends, list.runs_of(message), message.peer)) return fault;
  }
  return std::nullopt;
}

Verdict compare_fills(std::int32_t world_rank, std::span<const Span> fills, const OracleSide& side) {
  const OracleRank* rank = side.find(world_rank);
  std::size_t next = 0;  // row of the rank that is looked at
  const auto is_padding = [&](std::size_t row) { return rank->rows[row].token < 0; };
  const std::size_t count = rank == nullptr ? 0 : rank->rows.size();
  const auto skip_tokens = [&] {
    while (next < count && !is_padding(next)) ++next;
  };
  for (const Span& fill : fills) {
    for (std::int64_t row = fill.begin; row < fill.end; ++row, ++next) {
      skip_tokens();
      if (next < count && row == static_cast<std::int64_t>(next)) continue;
      return make_witness("agreement", "rank ", world_rank, " fills row ", row, ", which is not its next padding row");
    }
  }
  skip_tokens();
  if (next >= count) return std::nullopt;
  return make_witness("agreement", "rank ", world_rank, " leaves its padding row ", next, " unfilled");
}

// Rows of all programs together.
struct RowTotals {
  std::int64_t sent = 0;
  std::int64_t received = 0;
  std::int64_t kept = 0;
};

Verdict compare_program(const RankProgram& program, const OraclePair& pair, RowTotals& totals) {
  const std::int32_t me = program.world_rank;
  const Ends outward{.world_rank = me, .local = pair.source, .remote = pair.target};
  const Ends inward{.world_rank = me, .local = pair.target, .remote = pair.source};
  if (auto fault = compare_messages(outward, program.sends, totals.sent)) return fault;
  if (auto fault = compare_messages(inward, program.receives, totals.received)) return fault;
  for (const Run& run : program.own) totals.kept += run.count;
  if (auto fault = compare_runs(outward, program.own, me)) return fault;
  if (auto fault = compare_fills(me, program.target_fills, pair.target)) return fault;
  return compare_fills(me, program.source_fills, pair.source);
}

Verdict compare_programs(const OraclePair& pair, std::span<const RankProgram> programs) {
  RowTotals totals;
  const Group group(pair.source.placement().layout(), pair.target.placement().layout());
  for (std::int32_t i = 0; i < group.size(); ++i) {
    const RankProgram& program = programs[index(i)];
    if (program.world_rank != group.world_rank(i)) return make_witness("agreement", "a program of another rank");
    if (auto fault = compare_program(program, pair, totals)) return fault;
  }
  const std::int64_t all = pair.source.placement().token_count();
  if (totals.sent + totals.kept == all && totals.received + totals.kept == all) return std::nullopt;
  return make_witness("agreement", totals.sent, " rows are sent, ", totals.received, " received and ", totals.kept,
                      " kept, of ", all);
}

}  // namespace

std::optional<OracleSide> OracleSide::make(const Placement& placement) {
  auto oracle = oracle_place(placement.layout(), placement.pack());
  if (!oracle) return std::nullopt;
  OracleSide side(placement);
  side.places_ = oracle_places(*oracle, placement.pack());
  side.names_.reserve(oracle->ranks.size());
  for (std::size_t rank = 0; rank < oracle->ranks.size(); ++rank) {
    side.names_.push_back({oracle->ranks[rank].world_rank, rank});
  }
  std::sort(side.names_.begin(), side.names_.end(),
            [](const Name& a, const Name& b) { return a.world_rank < b.world_rank; });
  side.oracle_ = *std::move(oracle);
  return side;
}

const OracleRank* OracleSide::find(std::int32_t world_rank) const {
  const auto found = std::lower_bound(names_.begin(), names_.end(), world_rank,
                                      [](const Name& name, std::int32_t wanted) { return name.world_rank < wanted; });
  return found == names_.end() || found->world_rank != world_rank ? nullptr : &oracle_.ranks[found->rank];
}

std::int64_t OracleSide::token_at(const OraclePlace& place) const {
  const OracleRank* rank = find(place.world_rank);
  const bool there = rank != nullptr && 0 <= place.row && place.row < static_cast<std::int64_t>(rank->rows.size());
  return there ? rank->rows[index(place.row)].token : -1;
}

namespace {

Verdict compare_side(const OracleSide& side, const PieceTable& table, std::span<const View> views) {
  if (table.ranks.size() != side.oracle().ranks.size()) return make_witness("partition", "the oracle has other ranks");
  std::vector<std::int64_t> rows;
  for (std::size_t rank = 0; rank < table.ranks.size(); ++rank) {
    if (auto fault = compare_rows(table.ranks[rank], side.oracle().ranks[rank], rows)) return fault;
  }
  for (std::int32_t rank = 0; rank < side.placement().rank_count(); ++rank) {
    const View expected = oracle_view(side.oracle(), side.placement().pack(), rank);
    if (auto fault = compare_view(views[index(rank)], expected)) return fault;
  }
  return std::nullopt;
}

// What a planner says of a pair. Programs by place in the group.
struct PairAnswers {
  std::span<const Move> moves;
  std::span<const Move> backward;
  std::span<const RankProgram> programs;
};

Verdict compare_pair(const OraclePair& pair, const PairAnswers& answers) {
  if (auto fault = compare_moves("join", answers.moves, pair)) return fault;
  const OraclePair turned{.source = pair.target, .target = pair.source};
  if (auto fault = compare_moves("inverse", answers.backward, turned)) return fault;
  return compare_programs(pair, answers.programs);
}

}  // namespace

Verdict judge_side(const OracleSide& side, const Planner& planner) {
  std::vector<View> views;
  for (std::int32_t rank = 0; rank < side.placement().rank_count(); ++rank) {
    views.push_back(planner.view(side.placement(), rank));
  }
  return compare_side(side, planner.pieces(side.placement()), views);
}

Verdict judge_pair(const OraclePair& pair, const Planner& planner) {
  const Placement& source = pair.source.placement();
  const Placement& target = pair.target.placement();
  const Group group(source.layout(), target.layout());
  const ProgramBuilder build = planner.programs(source, target);
  std::vector<RankProgram> programs;
  for (std::int32_t i = 0; i < group.size(); ++i) programs.push_back(build(group.world_rank(i)));
  return compare_pair(
      pair,
      {.moves = planner.moves(source, target), .backward = planner.backward(source, target), .programs = programs});
}

Verdict ask_oracle(Scene& scene) {
  const auto source = OracleSide::make(scene.source());
  scene.go_on();
  const auto target = OracleSide::make(scene.target());
  if (!source || !target) return make_witness("partition", "the oracle says that a layout does not apply");
  if (auto fault = compare_side(*source, scene.source_pieces(), scene.source_views())) return fault;
  if (auto fault = compare_side(*target, scene.target_pieces(), scene.target_views())) return fault;
  return compare_pair({.source = *source, .target = *target},
                      {.moves = scene.moves(), .backward = scene.backward(), .programs = scene.programs()});
}

}  // namespace relayout::proptest
