// Faults of one rank's program: the plan is right, what a rank makes of it is not.
#include <algorithm>
#include <map>
#include <utility>

#include "relayout/proptest/fault/planted.hpp"

namespace relayout::proptest::planted {
namespace {

// `damage` changes a sound program; it is shown the source placement.
template <class Damage>
Planner from_program(Damage damage) {
  Planner planner = sound_planner();
  planner.programs = [damage, sound = planner.programs](const Placement& source, const Placement& target) {
    return [damage, source, build = sound(source, target)](std::int32_t world_rank) {
      RankProgram program = build(world_rank);
      damage(program, source);
      return program;
    };
  };
  return planner;
}

// Rebuilds a list with other runs for each message; messages without a run vanish.
template <class RunsOf>
MessageList rebuilt(const MessageList& list, RunsOf runs_of) {
  MessageList result;
  for (Message message : list.messages) {
    const std::vector<Run> runs = runs_of(message);
    if (runs.empty()) continue;
    message.run_begin = static_cast<std::int64_t>(result.runs.size());
    message.row_count = 0;
    for (const Run& run : runs) message.row_count += run.count;
    result.runs.insert(result.runs.end(), runs.begin(), runs.end());
    message.run_end = static_cast<std::int64_t>(result.runs.size());
    result.messages.push_back(message);
  }
  return result;
}

std::vector<Run> list_of(std::span<const Run> runs) { return {runs.begin(), runs.end()}; }

// The first `rows` rows of the runs.
std::vector<Run> first_rows(std::span<const Run> runs, std::int64_t rows) {
  std::vector<Run> result;
  for (Run run : runs) {
    run.count = std::min(run.count, rows);
    rows -= run.count;
    if (run.count > 0) result.push_back(run);
  }
  return result;
}

std::int64_t token_at(const std::vector<Piece>& pieces, std::int64_t row) {
  for (const Piece& piece : pieces) {
    if (piece.row <= row && row < piece.row + piece.count) return piece.token + (row - piece.row);
  }
  return 0;
}

}  // namespace

// Whoever sends flushes a run when the next one begins, and nobody flushes the last.
Planner last_run_dropped() {
  return from_program([](RankProgram& program, const Placement&) {
    program.sends = rebuilt(program.sends, [&](const Message& message) {
      std::vector<Run> runs = list_of(program.sends.runs_of(message));
      if (runs.size() > 1) runs.pop_back();
      return runs;
    });
  });
}

Planner own_rows_forgotten() {
  return from_program([](RankProgram& program, const Placement&) { program.own.clear(); });
}

Planner fills_forgotten() {
  return from_program([](RankProgram& program, const Placement&) {
    program.source_fills.clear();
    program.target_fills.clear();
  });
}

// The sender packs the first run of every sequence, then the second ones; the receiver unpacks by token.
Planner sends_by_chunk() {
  return from_program([](RankProgram& program, const Placement& source) {
    std::vector<Piece> pieces;
    if (const auto rank = source.layout().rank_of_world(program.world_rank)) source.pieces(*rank, pieces);
    program.sends = rebuilt(program.sends, [&](const Message& message) {
      std::map<std::int64_t, std::int64_t> seen;  // by sequence
      std::vector<std::pair<std::int64_t, Run>> runs;
      for (const Run& run : program.sends.runs_of(message)) {
        runs.emplace_back(seen[source.pack().sequence_of(token_at(pieces, run.local_row))]++, run);
      }
      std::stable_sort(runs.begin(), runs.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
      std::vector<Run> result;
      for (const auto& [ordinal, run] : runs) result.push_back(run);
      return result;
    });
  });
}

// A rank takes for granted that each peer sends it as many rows as it sends to that peer.
Planner symmetric_splits() {
  return from_program([](RankProgram& program, const Placement&) {
    std::map<std::int32_t, std::int64_t> sent;
    for (const Message& message : program.sends.messages) sent[message.peer] = message.row_count;
    program.receives = rebuilt(program.receives, [&](const Message& message) {
      return first_rows(program.receives.runs_of(message), sent[message.peer]);
    });
  });
}

}  // namespace relayout::proptest::planted
