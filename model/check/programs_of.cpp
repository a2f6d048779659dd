#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include "relayout/model/check/check_programs.hpp"
#include "relayout/model/check/interval.hpp"
#include "relayout/model/limits.hpp"
#include "relayout/model/span.hpp"

namespace relayout {
namespace {

// One side of a plan: whose rows it is about, and where a program keeps what is said of them.
struct Side {
  const PieceTable& table;
  std::int64_t Move::*row;
  std::int32_t Move::*rank;
  std::int64_t RankProgram::*row_count;
  std::vector<Span> RankProgram::*fills;
};

using ProgramOf = std::map<std::int32_t, RankProgram>;  // by world rank

void add_ranks(ProgramOf& programs, const Side& side) {
  for (const RankPieces& rank : side.table.ranks) {
    RankProgram& program = programs[rank.world_rank];
    program.world_rank = rank.world_rank;
    program.*side.row_count = rank.row_count;
  }
}

// The moves that name rows, between ranks of the group, in token order.
std::vector<Move> usable(std::span<const Move> moves, const ProgramOf& programs) {
  std::vector<Move> result;
  for (const Move& move : moves) {
    const bool sound = fits({.begin = move.source_row, .count = move.count}, max_side_rows) &&
                       fits({.begin = move.target_row, .count = move.count}, max_side_rows);
    const bool known = programs.contains(move.source_rank) && programs.contains(move.target_rank);
    if (sound && known) result.push_back(move);
  }
  std::stable_sort(result.begin(), result.end(), [](const Move& a, const Move& b) { return a.token < b.token; });
  return result;
}

// Runs of one message; both of its ends are written from them.
void append_run(std::vector<Run>& runs, const Run& run) {
  if (!runs.empty()) {
    Run& last = runs.back();
    if (last.local_row + last.count == run.local_row && last.remote_row + last.count == run.remote_row) {
      last.count += run.count;
      return;
    }
  }
  runs.push_back(run);
}

// Appends a message. Messages of one list are appended in ascending distance.
void append_message(MessageList& list, Message message, const std::vector<Run>& runs) {
  message.run_begin = static_cast<std::int64_t>(list.runs.size());
  list.runs.insert(list.runs.end(), runs.begin(), runs.end());
  message.run_end = static_cast<std::int64_t>(list.runs.size());
  for (const Run& run : runs) message.row_count += run.count;
  list.messages.push_back(message);
}

// What goes from one rank to another, in terms of the source.
struct Channel {
  std::int32_t source_rank = 0;
  std::int32_t target_rank = 0;
  std::int32_t distance = 0;
  std::vector<Run> runs;
};

// All channels in ascending distance; 0 is what stays.
std::vector<Channel> channels_of(const std::vector<Move>& moves, const ProgramOf& programs) {
  std::map<std::int32_t, std::int32_t> place;  // in the group, by world rank
  for (const auto& [world_rank, program] : programs) {
    place.emplace(world_rank, static_cast<std::int32_t>(place.size()));
  }
  const auto group_size = static_cast<std::int32_t>(place.size());
  std::map<std::tuple<std::int32_t, std::int32_t, std::int32_t>, std::vector<Run>> runs;
  for (const Move& move : moves) {
    const std::int32_t step = place.at(move.target_rank) - place.at(move.source_rank);
    append_run(runs[{step < 0 ? step + group_size : step, move.source_rank, move.target_rank}],
               {.local_row = move.source_row, .remote_row = move.target_row, .count = move.count});
  }
  std::vector<Channel> channels;
  for (auto& [key, list] : runs) {
    const auto [distance, source_rank, target_rank] = key;
    channels.push_back({source_rank, target_rank, distance, std::move(list)});
  }
  return channels;
}

void add_channel(ProgramOf& programs, const Channel& channel) {
  RankProgram& source = programs.at(channel.source_rank);
  if (channel.distance == 0) {
    source.own = channel.runs;
    return;
  }
  append_message(source.sends, {.peer = channel.target_rank, .distance = channel.distance}, channel.runs);
  std::vector<Run> seen_from_target = channel.runs;
  for (Run& run : seen_from_target) std::swap(run.local_row, run.remote_row);
  RankProgram& target = programs.at(channel.target_rank);
  append_message(target.receives, {.peer = channel.source_rank, .distance = channel.distance}, seen_from_target);
}

// Rows of the side's buffers that no move touches.
void add_fills(ProgramOf& programs, const std::vector<Move>& moves, const Side& side) {
  std::map<std::int32_t, std::vector<Span>> touched;
  for (const Move& move : moves) touched[move.*side.rank].push_back({move.*side.row, move.*side.row + move.count});
  for (auto& [world_rank, program] : programs) {
    std::vector<Span>& rows = touched[world_rank];
    std::sort(rows.begin(), rows.end(), [](const Span& a, const Span& b) { return a.begin < b.begin; });
    std::int64_t next = 0;
    for (const Span& span : rows) {
      const std::int64_t end = std::min(span.begin, program.*side.row_count);
      if (next < end) (program.*side.fills).push_back({next, end});
      next = std::max(next, span.end);
    }
    if (next < program.*side.row_count) (program.*side.fills).push_back({next, program.*side.row_count});
  }
}

}  // namespace

std::vector<RankProgram> programs_of(const WrittenPlan& plan) {
  const Side sides[] = {
      {plan.source, &Move::source_row, &Move::source_rank, &RankProgram::source_row_count, &RankProgram::source_fills},
      {plan.target, &Move::target_row, &Move::target_rank, &RankProgram::target_row_count, &RankProgram::target_fills}};
  ProgramOf programs;
  for (const Side& side : sides) add_ranks(programs, side);
  const std::vector<Move> moves = usable(plan.moves, programs);
  for (const Channel& channel : channels_of(moves, programs)) add_channel(programs, channel);
  for (const Side& side : sides) add_fills(programs, moves, side);
  std::vector<RankProgram> result;
  for (auto& [world_rank, program] : programs) {
    program.fingerprint = plan.fingerprint;
    program.group_size = static_cast<std::int32_t>(programs.size());
    result.push_back(std::move(program));
  }
  return result;
}

}  // namespace relayout
