// Who can go on: deadlocks found by standstill, never by a time-out, and explained.
#include <gtest/gtest.h>

#include <map>

#include "relayout/proptest/sim_scene.hpp"
#include "relayout/sim/script.hpp"

namespace relayout::proptest {
namespace {

using sim::ChannelKind;
using sim::Operation;
using sim::OperationGroup;
using sim::OperationKind;
using sim::Script;
using sim::ScriptOptions;

Operation send(std::int32_t peer) { return {OperationKind::send, peer}; }
Operation receive(std::int32_t peer) { return {OperationKind::receive, peer}; }

ScriptOptions over(ChannelKind channel, sim::ExecutorKind executor = sim::ExecutorKind::replay) {
  return {.executor = {.kind = executor, .worker_count = 3, .seed = 1}, .channel = channel};
}

Verdict verdict_of_scripts(std::span<const Script> scripts, const ScriptOptions& options) {
  return run_scripts(scripts, options).verdict;
}

// rank 0: send to 1 | receive from 1
// rank 1: send to 0 | receive from 0
std::vector<Script> sends_first() { return {Script{{{send(1)}, {receive(1)}}}, Script{{{send(0)}, {receive(0)}}}}; }

TEST(Progress, deadlock_of_ungrouped_sends_is_printed_as_a_cycle) {
  for (const sim::ExecutorKind executor : all_executors) {
    EXPECT_EQ(
        message_of(verdict_of_scripts(sends_first(), over(ChannelKind::rendezvous, executor))),
        "progress: no rank can go on, 2 of 2 wait; cycle: rank 0 waits to send to 1 -> rank 1 waits to send to 0");
  }
}

TEST(Progress, buffered_channels_hide_that_deadlock) {
  for (const sim::ExecutorKind executor : all_executors) {
    EXPECT_EQ(message_of(verdict_of_scripts(sends_first(), over(ChannelKind::buffered, executor))), "");
  }
}

TEST(Progress, groups_cure_that_deadlock) {
  const std::vector<Script> grouped = {Script{{{send(1), receive(1)}}}, Script{{{send(0), receive(0)}}}};
  EXPECT_EQ(message_of(verdict_of_scripts(grouped, over(ChannelKind::rendezvous))), "");
}

TEST(Progress, receives_first_deadlock_under_both_channels) {
  const std::vector<Script> scripts = {Script{{{receive(1)}, {send(1)}}}, Script{{{receive(0)}, {send(0)}}}};
  for (const ChannelKind channel : all_channels) {
    EXPECT_EQ(message_of(verdict_of_scripts(scripts, over(channel))),
              "progress: no rank can go on, 2 of 2 wait; cycle: rank 0 waits to receive from 1 -> rank 1 waits to "
              "receive from 0");
  }
}

TEST(Progress, a_bystander_of_the_cycle_is_not_in_it) {
  const std::vector<Script> scripts = {Script{{{receive(1)}}}, Script{{{send(2)}, {send(0)}}},
                                       Script{{{send(3)}, {receive(1)}}}, Script{{{send(1)}}}};
  EXPECT_EQ(
      message_of(verdict_of_scripts(scripts, over(ChannelKind::rendezvous))),
      "progress: no rank can go on, 4 of 4 wait; cycle: rank 1 waits to send to 2 -> rank 2 waits to send to 3 -> "
      "rank 3 waits to send to 1");
}

TEST(Progress, a_wait_for_a_rank_that_has_ended_is_a_chain) {
  const std::vector<Script> scripts = {Script{{{receive(1)}}}, Script{{{receive(2)}, {send(0)}}}, Script{}};
  EXPECT_EQ(
      message_of(verdict_of_scripts(scripts, over(ChannelKind::rendezvous))),
      "progress: no rank can go on, 2 of 3 wait; chain: rank 0 waits to receive from 1 -> rank 1 waits to receive "
      "from 2 -> rank 2, which has ended");
}

TEST(Progress, a_buffered_message_that_nobody_receives_is_named) {
  EXPECT_EQ(message_of(verdict_of_scripts(std::vector{Script{{{send(1)}}}, Script{}}, over(ChannelKind::buffered))),
            "progress: the message 0 -> 1 was sent and never received");
}

TEST(Progress, a_peer_that_does_not_exist_is_named) {
  EXPECT_EQ(message_of(verdict_of_scripts(std::vector{Script{{{send(1)}}}}, over(ChannelKind::rendezvous))),
            "progress: rank 0 names peer 1, expected another of ranks 0 to 0");
}

TEST(Progress, a_long_cycle_is_cut_in_the_middle) {
  std::vector<Script> ring;
  for (std::int32_t rank = 0; rank < 1'000; ++rank)
    ring.push_back({{{send((rank + 1) % 1'000)}, {receive((rank + 999) % 1'000)}}});
  const std::string message =
      message_of(verdict_of_scripts(ring, over(ChannelKind::rendezvous, sim::ExecutorKind::tbb)));
  EXPECT_NE(message.find("1000 of 1000 wait; cycle: rank 0 waits to send to 1 -> "), std::string::npos) << message;
  EXPECT_NE(message.find("rank 7 waits to send to 8 -> 984 more -> rank 992 waits to send to 993"), std::string::npos);
  EXPECT_EQ(message.substr(message.size() - 30), "-> rank 999 waits to send to 0") << message;
}

// 300 ranks that all talk to all need three exchanges of at most 128 peers.
TEST(Progress, holds_over_several_exchanges) {
  std::vector<std::int64_t> lengths(100, 300);
  const sim::SimulationReport report = run({lengths, "sequential:cp=300", "contiguous:cp=300"}, {});
  EXPECT_EQ(message_of(report.verdict), "");
  EXPECT_EQ(report.forward.exchanges, 3);
}

// Whatever the order in which ranks are resumed, a sound program ends and a deadlock reads the same.
TEST(Progress, does_not_depend_on_the_schedule) {
  const std::string deadlock = message_of(verdict_of_scripts(sends_first(), over(ChannelKind::rendezvous)));
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    ScriptOptions options = over(ChannelKind::rendezvous);
    options.executor.mode = sim::ScheduleMode::random;
    options.executor.seed = seed;
    EXPECT_EQ(message_of(verdict_of_scripts(sends_first(), options)), deadlock);
    EXPECT_EQ(verdict_of({{5, 7}, "zigzag:remainder=pad,cp=3", "sequential:remainder=pad,cp=3"}, randomly(seed)), "");
  }
}

TEST(DeadRank, ends_the_chain_of_those_who_wait_for_it) {
  for (const sim::ExecutorKind executor : all_executors) {
    ScriptOptions options = over(ChannelKind::rendezvous, executor);
    options.dead_ranks = {2};
    const std::vector<Script> scripts = {Script{{{receive(1)}}}, Script{{{receive(2)}, {send(0)}}},
                                         Script{{{send(1)}}}};
    EXPECT_EQ(
        message_of(verdict_of_scripts(scripts, options)),
        "progress: no rank can go on, 2 of 3 wait; chain: rank 0 waits to receive from 1 -> rank 1 waits to receive "
        "from 2 -> rank 2, which is dead");
  }
}

TEST(DeadRank, of_a_move_is_named_by_world_rank) {
  sim::SimulationOptions options;
  options.dead_ranks = {30};
  EXPECT_EQ(
      verdict_of({{12}, "zigzag:cp=2,world=7-30", "contiguous:cp=2,world=7-30"}, options),
      "progress: no rank can go on, 1 of 2 wait; chain: rank 7 waits to receive from 30 -> rank 30, which is dead");
}

TEST(DeadRank, is_named_where_nobody_waits_for_it) {
  sim::SimulationOptions options;
  options.dead_ranks = {1};
  EXPECT_EQ(verdict_of({{12}, "zigzag:cp=2", "zigzag:cp=2"}, options), "progress: rank 1 is dead; nobody waits for it");
}

TEST(DeadRank, must_be_one_of_the_ranks) {
  sim::SimulationOptions options;
  options.dead_ranks = {5};
  const PlacedMove sides = placed({{12}, "zigzag:cp=2", "contiguous:cp=2"});
  const auto report = sim::simulate(sides.source, sides.target, options);
  ASSERT_FALSE(report.has_value());
  EXPECT_EQ(report.error().message, "rank 5 cannot be dead: it is none of the 2 ranks");
}

}  // namespace
}  // namespace relayout::proptest
