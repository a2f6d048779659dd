#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
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

// Programs by place in the group: ascending world rank.
using Programs = std::vector<RankProgram>;

// The place of a world rank in the group, or -1.
std::int32_t place_of(const Programs& programs, std::int32_t world_rank) {
  const auto found = std::lower_bound(programs.begin(), programs.end(), world_rank,
                                      [](const RankProgram& a, std::int32_t wanted) { return a.world_rank < wanted; });
  const bool known = found != programs.end() && found->world_rank == world_rank;
  return known ? static_cast<std::int32_t>(found - programs.begin()) : -1;
}

RankProgram& at(Programs& programs, std::int32_t place) { return programs[static_cast<std::size_t>(place)]; }

Programs programs_of_group(std::span<const Side> sides) {
  std::vector<std::int32_t> world_ranks;
  std::size_t count = 0;
  for (const Side& side : sides) count += side.table.ranks.size();
  world_ranks.reserve(count);
  for (const Side& side : sides) {
    for (const RankPieces& rank : side.table.ranks) world_ranks.push_back(rank.world_rank);
  }
  std::sort(world_ranks.begin(), world_ranks.end());
  world_ranks.erase(std::unique(world_ranks.begin(), world_ranks.end()), world_ranks.end());
  Programs programs(world_ranks.size());
  for (std::size_t i = 0; i < programs.size(); ++i) {
    programs[i].world_rank = world_ranks[i];
    programs[i].group_size = static_cast<std::int32_t>(programs.size());
  }
  for (const Side& side : sides) {
    for (const RankPieces& rank : side.table.ranks) {
      at(programs, place_of(programs, rank.world_rank)).*side.row_count = rank.row_count;
    }
  }
  return programs;
}

// A move between two places of the group; distance 0 is what stays.
struct Trip {
  std::int32_t distance = 0;
  std::int32_t source_place = 0;
  std::int32_t target_place = 0;
  Move move;

  [[nodiscard]] auto channel() const { return std::tuple(distance, source_place, target_place); }
};

// The moves that name rows, between ranks of the group: channel after channel, each in token order.
std::vector<Trip> trips_of(std::span<const Move> moves, const Programs& programs) {
  std::vector<Trip> trips;
  trips.reserve(moves.size());
  const auto group_size = static_cast<std::int32_t>(programs.size());
  for (const Move& move : moves) {
    const bool sound = fits({.begin = move.source_row, .count = move.count}, max_side_rows) &&
                       fits({.begin = move.target_row, .count = move.count}, max_side_rows);
    const std::int32_t source = place_of(programs, move.source_rank);
    const std::int32_t target = place_of(programs, move.target_rank);
    if (!sound || source < 0 || target < 0) continue;
    const std::int32_t step = target - source;
    trips.push_back({.distance = step < 0 ? step + group_size : step,
                     .source_place = source,
                     .target_place = target,
                     .move = move});
  }
  std::stable_sort(trips.begin(), trips.end(), [](const Trip& a, const Trip& b) {
    return std::tuple(a.channel(), a.move.token) < std::tuple(b.channel(), b.move.token);
  });
  return trips;
}

// Writes the runs of a channel, as its source sees them, over `runs`.
void write_runs(std::span<const Trip> channel, std::vector<Run>& runs) {
  runs.clear();
  for (const Trip& trip : channel) {
    const Run run{.local_row = trip.move.source_row, .remote_row = trip.move.target_row, .count = trip.move.count};
    const bool goes_on = !runs.empty() && runs.back().local_row + runs.back().count == run.local_row &&
                         runs.back().remote_row + runs.back().count == run.remote_row;
    if (goes_on) {
      runs.back().count += run.count;
    } else {
      runs.push_back(run);
    }
  }
}

// Appends a message. Messages of one list are appended in ascending distance.
void append_message(MessageList& list, Message message, const std::vector<Run>& runs) {
  message.run_begin = static_cast<std::int64_t>(list.runs.size());
  list.runs.insert(list.runs.end(), runs.begin(), runs.end());
  message.run_end = static_cast<std::int64_t>(list.runs.size());
  for (const Run& run : runs) message.row_count += run.count;
  list.messages.push_back(message);
}

// `runs` is memory for it to work in.
void add_channel(Programs& programs, std::span<const Trip> channel, std::vector<Run>& runs) {
  const Trip& first = channel.front();
  RankProgram& source = at(programs, first.source_place);
  write_runs(channel, runs);
  if (first.distance == 0) {
    source.own = runs;
    return;
  }
  RankProgram& target = at(programs, first.target_place);
  append_message(source.sends, {.peer = target.world_rank, .distance = first.distance}, runs);
  for (Run& run : runs) std::swap(run.local_row, run.remote_row);
  append_message(target.receives, {.peer = source.world_rank, .distance = first.distance}, runs);
}

void add_channels(Programs& programs, std::span<const Trip> trips) {
  std::vector<Run> runs;
  for (std::size_t begin = 0; begin < trips.size();) {
    std::size_t end = begin + 1;
    while (end < trips.size() && trips[end].channel() == trips[begin].channel()) ++end;
    add_channel(programs, trips.subspan(begin, end - begin), runs);
    begin = end;
  }
}

// Rows of the side's buffers that no move touches.
void add_fills(Programs& programs, std::span<const Trip> trips, const Side& side) {
  struct Touched {
    std::int32_t place;
    Span rows;
  };
  std::vector<Touched> touched;
  touched.reserve(trips.size());
  for (const Trip& trip : trips) {
    const std::int64_t row = trip.move.*side.row;
    touched.push_back({place_of(programs, trip.move.*side.rank), {row, row + trip.move.count}});
  }
  std::sort(touched.begin(), touched.end(), [](const Touched& a, const Touched& b) {
    return std::tie(a.place, a.rows.begin) < std::tie(b.place, b.rows.begin);
  });
  auto next_touched = touched.begin();
  for (std::int32_t place = 0; place < std::ssize(programs); ++place) {
    RankProgram& program = at(programs, place);
    std::int64_t next = 0;
    for (; next_touched != touched.end() && next_touched->place == place; ++next_touched) {
      const std::int64_t end = std::min(next_touched->rows.begin, program.*side.row_count);
      if (next < end) (program.*side.fills).push_back({next, end});
      next = std::max(next, next_touched->rows.end);
    }
    if (next < program.*side.row_count) (program.*side.fills).push_back({next, program.*side.row_count});
  }
}

}  // namespace

std::vector<RankProgram> programs_of(const WrittenPlan& plan) {
  const Side sides[] = {
      {plan.source, &Move::source_row, &Move::source_rank, &RankProgram::source_row_count, &RankProgram::source_fills},
      {plan.target, &Move::target_row, &Move::target_rank, &RankProgram::target_row_count, &RankProgram::target_fills}};
  Programs programs = programs_of_group(sides);
  const std::vector<Trip> trips = trips_of(plan.moves, programs);
  add_channels(programs, trips);
  for (const Side& side : sides) add_fills(programs, trips, side);
  for (RankProgram& program : programs) program.fingerprint = plan.fingerprint;
  return programs;
}

}  // namespace relayout
