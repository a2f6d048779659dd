// Faults of the moves, and of the way back.
#include <algorithm>
#include <map>
#include <utility>

#include "relayout/proptest/fault/planted.hpp"

namespace relayout::proptest::planted {
namespace {

std::vector<Move> sound_moves(const Placement& source, const Placement& target) {
  return sound_planner().moves(source, target);
}

// A stretch of one sequence that lands on one rank, and which of the sequence's stretches there it is.
struct Arrival {
  std::int64_t ordinal = 0;
  Move move;
};

// Cut at the borders of the slots.
std::vector<Arrival> arrivals(const Placement& source, const Placement& target) {
  const Pack& pack = source.pack();
  std::vector<Arrival> result;
  std::map<std::pair<std::int64_t, std::int32_t>, std::int64_t> seen;  // sequence, rank
  for (const Move& move : sound_moves(source, target)) {
    for (std::int64_t done = 0; done < move.count;) {
      const std::int64_t token = move.token + done;
      const std::int64_t sequence = pack.sequence_of(token);
      const std::int64_t count = std::min(pack.slot(sequence).end - token, move.count - done);
      result.push_back({.ordinal = seen[{sequence, move.target_rank}]++,
                        .move = {.token = token,
                                 .count = count,
                                 .source_row = move.source_row + done,
                                 .target_row = move.target_row + done,
                                 .source_rank = move.source_rank,
                                 .target_rank = move.target_rank}});
      done += count;
    }
  }
  return result;
}

std::int32_t group_rank(const Layout& layout, std::int32_t world_rank) {
  return layout.rank_of_world(world_rank).value_or(world_rank);
}

}  // namespace

// The first stretches of all sequences are put one behind another, then the second ones: with one sequence that is
// token order.
Planner one_sequence_only() {
  return planner_from_moves([](const Placement& source, const Placement& target) {
    std::vector<Arrival> all = arrivals(source, target);
    std::stable_sort(all.begin(), all.end(), [](const Arrival& a, const Arrival& b) { return a.ordinal < b.ordinal; });
    std::map<std::int32_t, std::int64_t> row_count;
    for (Arrival& arrival : all) {
      std::int64_t& row = row_count[arrival.move.target_rank];
      arrival.move.target_row = row;
      row += arrival.move.count;
    }
    std::sort(all.begin(), all.end(), [](const Arrival& a, const Arrival& b) { return a.move.token < b.move.token; });
    std::vector<Move> moves;
    for (const Arrival& arrival : all) append_move(moves, arrival.move);
    return moves;
  });
}

Planner group_rank_as_world_rank() {
  return planner_from_moves([](const Placement& source, const Placement& target) {
    std::vector<Move> moves = sound_moves(source, target);
    for (Move& move : moves) {
      move.source_rank = group_rank(source.layout(), move.source_rank);
      move.target_rank = group_rank(target.layout(), move.target_rank);
    }
    return moves;
  });
}

// Ranks are turned round, rows are not.
Planner backward_forward_offsets() {
  Planner planner = sound_planner();
  planner.backward = [](const Placement& source, const Placement& target) {
    std::vector<Move> moves = sound_moves(source, target);
    for (Move& move : moves) std::swap(move.source_rank, move.target_rank);
    return moves;
  };
  return planner;
}

// An autograd function without a backward of its own: the gradient stays in the target layout.
Planner backward_unconverted() {
  Planner planner = sound_planner();
  planner.backward = [](const Placement&, const Placement& target) { return sound_moves(target, target); };
  return planner;
}

}  // namespace relayout::proptest::planted
