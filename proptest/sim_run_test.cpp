// Sound moves: every executor, channel, layout and tensor shape ends in the same good verdict.
#include <gtest/gtest.h>

#include <atomic>

#include "relayout/proptest/sim_scene.hpp"

namespace relayout::proptest {
namespace {

using sim::ChannelKind;
using sim::ExecutorKind;
using sim::SimulationOptions;
using sim::SimulationReport;
using sim::TensorSpec;

TEST(Simulation, holds_between_all_layouts_under_every_executor_and_channel) {
  for (const TestMove& move : many_moves()) {
    std::optional<SimulationReport> first;
    for (const ExecutorKind executor : all_executors) {
      for (const ChannelKind channel : all_channels) {
        SimulationOptions options = with_executor(executor);
        options.channel = channel;
        const SimulationReport report = run(move, options);
        ASSERT_EQ(message_of(report.verdict), "") << move.source << " -> " << move.target;
        if (!first) first = report;
        ASSERT_EQ(report.forward.bytes, first->forward.bytes);
        ASSERT_EQ(report.forward.messages, first->backward.messages);
      }
    }
  }
}

TEST(Simulation, counts_what_moves) {
  // zigzag rank 0 | 0 1 6 7, rank 1 | 2 3 4 5; two rows go each way.
  const SimulationReport report = run({{8}, "zigzag:cp=2", "contiguous:cp=2"}, with_executor(ExecutorKind::replay));
  EXPECT_EQ(report.forward.rows_sent, 4);
  EXPECT_EQ(report.forward.bytes, 4 * 8);
  EXPECT_EQ(report.forward.messages, 2);
  EXPECT_EQ(report.forward.exchanges, 1);
  EXPECT_EQ(report.backward.rows_sent, 4);
}

TEST(Simulation, sends_nothing_where_nothing_moves) {
  const SimulationReport report = run({{5, 9}, "zigzag:remainder=pad,cp=3", "zigzag:remainder=pad,cp=3"}, {});
  EXPECT_EQ(message_of(report.verdict), "");
  EXPECT_EQ(report.forward.messages, 0);
  EXPECT_EQ(report.forward.bytes, 0);
}

std::vector<TensorSpec> three_tensors() {
  TensorSpec hidden{.row_bytes = 24, .outer_count = 2};  // [batch, rows, hidden], gaps on one side
  hidden.source.row_stride = 40;
  TensorSpec sbhd{.row_bytes = 10,
                  .outer_count = 3};  // [rows, batch, hidden] on one side, [batch, rows, hidden] on the other
  sbhd.source = {.row_stride = 36, .outer_stride = 12};
  sbhd.fill = {std::byte{0x3c}, std::byte{0x80}};
  TensorSpec labels{.row_bytes = 4};
  labels.fill = sim::element_bytes(std::int32_t{-100});
  labels.target.row_stride = 5;
  return {hidden, sbhd, labels};
}

TEST(Simulation, carries_tensors_of_any_shape_in_one_call) {
  for (const TestMove& move : many_moves()) {
    SimulationOptions options = with_executor(ExecutorKind::replay);
    options.tensors = three_tensors();
    const SimulationReport report = run(move, options);
    ASSERT_EQ(message_of(report.verdict), "") << move.source << " -> " << move.target;
    ASSERT_EQ(report.forward.bytes, report.forward.rows_sent * (24 * 2 + 10 * 3 + 4));
  }
}

TEST(Simulation, carries_rows_of_any_width_and_bills_no_tracer) {
  for (const std::int64_t row_bytes : {1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 64, 100}) {
    SimulationOptions options = with_executor(ExecutorKind::replay);
    options.tensors = {{.row_bytes = row_bytes}};
    const SimulationReport report =
        run({{5, 700, 13}, "zigzag:remainder=pad,cp=3", "striped:remainder=balanced,block=3,cp=4"}, options);
    EXPECT_EQ(message_of(report.verdict), "");
    EXPECT_EQ(report.forward.bytes, report.forward.rows_sent * row_bytes);
  }
}

TEST(Simulation, refuses_tensors_whose_rows_overlap) {
  const PlacedMove sides = placed({{8}, "zigzag:cp=2", "contiguous:cp=2"});
  const auto code = [&](const TensorSpec& spec) {
    SimulationOptions options;
    options.tensors = {spec};
    const auto report = sim::simulate(sides.source, sides.target, options);
    return report ? std::string("accepted") : report.error().code + ": " + report.error().message;
  };
  EXPECT_EQ(code({.row_bytes = 0}), "bad_tensor: tensor 0: row_bytes is 0; expected at least 1");
  EXPECT_EQ(code({.row_bytes = 8, .outer_count = 0}), "bad_tensor: tensor 0: outer_count is 0; expected at least 1");
  EXPECT_EQ(code({.row_bytes = 8, .source = {.row_stride = 7}}),
            "bad_tensor: tensor 0: row_stride is 7; expected row_bytes or more");
  EXPECT_EQ(code({.row_bytes = 8, .outer_count = 2, .target = {.row_stride = 15, .outer_stride = 8}}),
            "bad_tensor: tensor 0: outer_stride is 8; expected a stride at which no rows overlap");
  EXPECT_EQ(code({.row_bytes = 8, .outer_count = 2, .target = {.row_stride = 16, .outer_stride = 8}}), "accepted");
  EXPECT_EQ(code({.row_bytes = 6, .fill = sim::element_bytes(std::int32_t{-100})}),
            "bad_tensor: tensor 0: the size of the fill is 4; expected a divisor of row_bytes");
  EXPECT_EQ(code({.row_bytes = std::int64_t{1} << 40}).substr(0, 9), "too_large");
}

TEST(Simulation, refuses_two_packs) {
  const Placement source = placed({{8}, "zigzag:cp=2", "contiguous:cp=2"}).source;
  const Placement target = placed({{12}, "zigzag:cp=2", "contiguous:cp=2"}).target;
  const auto report = sim::simulate(source, target, {});
  ASSERT_FALSE(report.has_value());
  EXPECT_EQ(report.error().code, "other_pack");
}

TEST(Simulation, tells_one_story_whatever_the_executor_and_the_seed) {
  const TestMove move{{5, 7, 13, 40}, "zigzag:remainder=pad,cp=4", "contiguous:remainder=balanced,cp=3"};
  SimulationOptions options = with_executor(ExecutorKind::replay);
  options.timeline = sim::Recording::on;
  const SimulationReport first = run(move, options);
  ASSERT_FALSE(first.timeline.empty());
  for (std::uint64_t seed = 2; seed < 30; ++seed) {
    options.executor = {
        .kind = all_executors[seed % 3], .worker_count = 3, .mode = sim::ScheduleMode::random, .seed = seed};
    const SimulationReport report = run(move, options);
    EXPECT_EQ(report.timeline, first.timeline);
    EXPECT_EQ(report.forward, first.forward);
    EXPECT_EQ(report.backward, first.backward);
  }
}

// An estimate, but an orderly one: a rank does one thing at a time and messages lie in the waits of both ends.
TEST(Timeline, of_each_rank_goes_forward_and_messages_have_two_ends) {
  SimulationOptions options = with_executor(ExecutorKind::pool);
  options.timeline = sim::Recording::on;
  options.tensors[0].row_bytes = 4096;
  const SimulationReport report =
      run({{64, 30}, "zigzag:remainder=pad,cp=4", "contiguous:remainder=pad,cp=4"}, options);
  std::int64_t sent = 0;
  std::int64_t received = 0;
  std::int32_t rank = -1;
  std::int64_t clock = 0;
  for (const sim::TimelineEvent& event : report.timeline) {
    EXPECT_LE(event.begin_ns, event.end_ns);
    if (event.rank != rank) clock = 0;
    rank = event.rank;
    if (event.activity == sim::Activity::send) {
      sent += event.bytes;
    } else if (event.activity == sim::Activity::receive) {
      received += event.bytes;
    } else {
      EXPECT_LE(clock, event.begin_ns) << sim::to_string(event.activity) << " of rank " << rank;
      clock = event.end_ns;
    }
  }
  EXPECT_EQ(sent, report.forward.bytes + report.backward.bytes);
  EXPECT_EQ(received, sent);
}

// Two ranks swap two rows of 8 bytes: own rows 16 bytes, pack 16, one message each way at the same time, unpack 16.
TEST(Timeline, follows_the_cost_model) {
  SimulationOptions options;
  options.cost = {.latency_ns = 1'000, .wire_bytes_per_us = 16, .copy_bytes_per_us = 160};
  const SimulationReport report = run({{8}, "zigzag:cp=2", "contiguous:cp=2"}, options);
  EXPECT_EQ(report.forward.end_ns, 100 + 100 + (1'000 + 1'000) + 100);
}

// Rank 0 keeps 3 rows (24 bytes, 150 ns), rank 1 packs 2 (16 bytes, 100 ns): the message waits for its receiver, unless
// it is buffered; the receiver is held up no less.
TEST(Timeline, lets_a_message_begin_when_both_ends_are_ready) {
  SimulationOptions options;
  options.timeline = sim::Recording::on;
  options.cost = {.latency_ns = 1'000, .wire_bytes_per_us = 16, .copy_bytes_per_us = 160};
  for (const ChannelKind channel : all_channels) {
    options.channel = channel;
    const SimulationReport report = run({{5}, "contiguous:remainder=torch_chunk,cp=2", "contiguous:cp=1"}, options);
    EXPECT_EQ(report.forward.end_ns, 150 + (1'000 + 1'000) + 100);
    for (const sim::TimelineEvent& event : report.timeline) {
      if (event.direction == Direction::backward || event.activity != sim::Activity::send) continue;
      EXPECT_EQ(event.begin_ns, channel == ChannelKind::rendezvous ? 150 : 100);
      EXPECT_EQ(event.end_ns, event.begin_ns + 2'000);
    }
  }
}

// Ranks ask between all of their steps. Whichever ask is answered with yes, the run ends, as an error; the address
// sanitizer sees that nothing of the suspended ranks is left. Only a run that was never told to stop has a verdict.
TEST(Simulation, ends_at_whichever_step_it_is_asked_to_stop) {
  const PlacedMove sides = placed({{9, 4, 7}, "zigzag:remainder=balanced,cp=4", "contiguous:remainder=pad,cp=3"});
  for (const ExecutorKind executor : all_executors) {
    for (const sim::ChannelKind channel : all_channels) {
      std::int64_t stopped = 0;
      for (bool holds = false; !holds; ++stopped) {
        std::atomic<std::int64_t> asks = 0;
        SimulationOptions options = with_executor(executor);
        options.channel = channel;
        options.stop = [&] { return asks++ == stopped; };
        const auto report = sim::simulate(sides.source, sides.target, options);
        holds = report.has_value();
        EXPECT_EQ(holds ? message_of(report->verdict) : report.error().code, holds ? "" : "stopped");
        EXPECT_EQ(holds, asks <= stopped);
      }
      EXPECT_GT(stopped, 4 * 2 * 4);  // four ranks, two directions, four steps or more
    }
  }
}

}  // namespace
}  // namespace relayout::proptest
