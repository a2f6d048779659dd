// What the tests of sim/ share: small moves written as text.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "relayout/model/layout_text.hpp"
#include "relayout/model/placement.hpp"
#include "relayout/sim/script.hpp"
#include "relayout/sim/simulate.hpp"

namespace relayout::proptest {

struct TestMove {
  std::vector<std::int64_t> lengths;
  std::string source;
  std::string target;
};

inline Layout layout_of(const std::string& text) {
  return parse_layout(text, {.default_cp = 0, .read_custom = {}}).value();
}

struct PlacedMove {
  Placement source;
  Placement target;
};

inline PlacedMove placed(const TestMove& move) {
  const Pack pack = Pack::from_lengths(move.lengths).value();
  return {Placement::make(layout_of(move.source), pack).value(), Placement::make(layout_of(move.target), pack).value()};
}

inline sim::SimulationReport run(const TestMove& move, const sim::SimulationOptions& options) {
  const PlacedMove sides = placed(move);
  auto report = sim::simulate(sides.source, sides.target, options);
  EXPECT_TRUE(report.has_value()) << report.error().message;
  return std::move(report).value();
}

// The verdict's message; "" where all holds.
inline std::string message_of(const Verdict& verdict) { return verdict ? verdict->law + ": " + verdict->message : ""; }

inline std::string verdict_of(const TestMove& move, const sim::SimulationOptions& options) {
  return message_of(run(move, options).verdict);
}

inline sim::SimulationOptions with_executor(sim::ExecutorKind kind) {
  sim::SimulationOptions options;
  options.executor = {.kind = kind, .worker_count = 3};
  return options;
}

// One thread, and a seed that chooses the schedule.
inline sim::SimulationOptions randomly(std::uint64_t seed) {
  sim::SimulationOptions options;
  options.executor = {.kind = sim::ExecutorKind::replay, .mode = sim::ScheduleMode::random, .seed = seed};
  return options;
}

inline constexpr std::array all_channels = {sim::ChannelKind::rendezvous, sim::ChannelKind::buffered};
inline constexpr std::array all_executors = {sim::ExecutorKind::tbb, sim::ExecutorKind::pool,
                                             sim::ExecutorKind::replay};

// One sequence, one exchange. Over 3 ranks 0 sends to 2, 1 to 0 and 2, 2 to 1.
inline TestMove zigzag_to_sequential(std::int64_t ranks) {
  const std::string cp = ":cp=" + std::to_string(ranks);
  return {{2 * ranks}, "zigzag" + cp, "sequential" + cp};
}

// What each rank posts for the move, without rows.
inline std::vector<sim::Script> scripts_of_move(const TestMove& move, sim::Grouping grouping) {
  const PlacedMove sides = placed(move);
  return sim::scripts_of(sides.source, sides.target, grouping).value();
}

inline sim::ScriptOptions chosen_by(sim::Chooser& chooser) {
  return {.executor = {.kind = sim::ExecutorKind::replay, .chooser = &chooser}};
}

// Moves between every named layout and every other, with lengths that divide nothing, empty sequences, padding, tails,
// tensor-parallel shares, different rank counts and scattered world ranks.
inline std::vector<TestMove> many_moves() {
  const std::vector<std::string> layouts = {"zigzag:remainder=pad,cp=2",
                                            "zigzag:remainder=balanced,cp=3",
                                            "flat-zigzag:remainder=array_split,cp=4",
                                            "contiguous:remainder=pad,cp=3",
                                            "contiguous:remainder=balanced,cp=5",
                                            "sequential:remainder=torch_chunk,cp=3",
                                            "striped:remainder=pad,block=2,cp=2",
                                            "zigzag:remainder=pad,cp=2,rank_multiple=4,tp=2",
                                            "sequential:remainder=balanced,cp=3,world=7-2-30",
                                            "contiguous:remainder=balanced,cp=1"};
  std::vector<TestMove> moves;
  for (const auto& lengths :
       std::vector<std::vector<std::int64_t>>{{}, {0}, {1}, {5, 7, 13}, {0, 1, 0, 23}, {2, 2, 2, 2, 2}}) {
    for (const std::string& source : layouts) {
      for (const std::string& target : layouts) moves.push_back({lengths, source, target});
    }
  }
  return moves;
}

}  // namespace relayout::proptest
