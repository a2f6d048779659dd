// The mutex pool alone, for the thread sanitizer: every pair of threads that meets here meets through a lock or an
// atomic that the sanitizer sees, so a race of ours is found and nothing has to be suppressed.
#include <gtest/gtest.h>

#include <atomic>

#include "relayout/proptest/sim_scene.hpp"
#include "relayout/sim/script.hpp"

namespace relayout::proptest {
namespace {

sim::SimulationOptions pool(std::int32_t worker_count) {
  sim::SimulationOptions options;
  options.executor = {.kind = sim::ExecutorKind::pool, .worker_count = worker_count, .seed = 1};
  options.timeline = sim::Recording::on;
  return options;
}

TEST(Pool, moves_between_all_layouts_without_a_race) {
  for (const TestMove& move : many_moves()) {
    for (const sim::ChannelKind channel : all_channels) {
      sim::SimulationOptions options = pool(4);
      options.channel = channel;
      ASSERT_EQ(verdict_of(move, options), "");
    }
  }
}

TEST(Pool, moves_among_many_more_ranks_than_workers_without_a_race) {
  for (const std::int32_t worker_count : {1, 2, 8}) {
    for (const sim::ChannelKind channel : all_channels) {
      sim::SimulationOptions options = pool(worker_count);
      options.channel = channel;
      ASSERT_EQ(
          verdict_of({{1000, 3, 2045}, "zigzag:remainder=balanced,cp=150", "sequential:remainder=pad,cp=151"}, options),
          "");
    }
  }
}

TEST(Pool, stops_when_asked_without_a_race) {
  const PlacedMove sides =
      placed({{1000, 3, 2045}, "zigzag:remainder=balanced,cp=15", "sequential:remainder=pad,cp=16"});
  for (const std::int64_t ask : {0, 20, 60, 100}) {
    std::atomic<std::int64_t> asks = 0;
    sim::SimulationOptions options = pool(4);
    options.stop = [&] { return asks++ >= ask; };
    const auto report = sim::simulate(sides.source, sides.target, options);
    ASSERT_FALSE(report.has_value()) << ask;
    EXPECT_EQ(report.error().code, "stopped");
  }
}

TEST(Pool, finds_a_deadlock_without_a_race) {
  const auto send = [](std::int32_t peer) { return sim::Operation{sim::OperationKind::send, peer}; };
  std::vector<sim::Script> ring;
  for (std::int32_t rank = 0; rank < 64; ++rank) ring.push_back({{{send((rank + 1) % 64)}}});
  for (int repetition = 0; repetition < 20; ++repetition) {
    EXPECT_NE(message_of(run_scripts(ring, {.executor = pool(4).executor}).verdict).find("64 of 64 wait; cycle"),
              std::string::npos);
  }
}

}  // namespace
}  // namespace relayout::proptest
