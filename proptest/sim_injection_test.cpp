// Every fault at every message and every rank of small moves, and drawn ones in large moves: nobody is deceived, nobody
// waits for ever, and each fault has fired.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "relayout/proptest/sim_scene.hpp"
#include "relayout/sim/injection_table.hpp"
#include "relayout/sim/mix.hpp"

namespace relayout::proptest {
namespace {

using sim::Ending;
using sim::InjectionKind;
using sim::InjectionOutcome;
using sim::InjectionTrial;
using sim::InjectionWorld;
using sim::RankEnd;

std::vector<TestMove> small_moves() {
  return {zigzag_to_sequential(2),
          zigzag_to_sequential(3),
          zigzag_to_sequential(4),
          {{5, 7, 13}, "zigzag:remainder=balanced,cp=3", "contiguous:remainder=balanced,cp=3"},
          {{5, 2, 9}, "zigzag:remainder=pad,cp=2", "sequential:remainder=pad,cp=4"},
          {{4, 9}, "striped:remainder=balanced,block=1,cp=3", "contiguous:remainder=balanced,cp=2"}};
}

std::vector<InjectionTrial> run_all(const TestMove& move, const sim::SimulationOptions& options) {
  const PlacedMove sides = placed(move);
  const InjectionWorld world{.source = sides.source, .target = sides.target};
  std::vector<InjectionTrial> trials = all_trials(world);
  for (InjectionTrial& trial : trials) run_trial(world, options, trial);
  return trials;
}

std::string name_of(const InjectionTrial& trial) { return trial.fault + " at " + trial.place; }

// An error of a rank says which law, which message or program, and which rank it is about, and is there in time.
void expect_named_and_in_time(const std::vector<RankEnd>& ends, const std::string& name, std::int64_t latest_ns) {
  for (const RankEnd& end : ends) {
    if (end.ending != Ending::refused) continue;
    ASSERT_TRUE(end.reason.has_value()) << name;
    const std::string& text = end.reason->message;
    EXPECT_NE(text.find(" -> "), std::string::npos) << name << ": " << text;
    EXPECT_NE(text.find("rank " + std::to_string(end.world_rank)), std::string::npos) << name << ": " << text;
    EXPECT_FALSE(end.sign.empty()) << name;
    EXPECT_LE(end.at_ns, latest_ns) << name;
  }
}

// Whether a fault has a place there: two messages change places only where there are two, and a rank that has none
// cannot end early, be slow or take one peer for another. Requires: one exchange.
bool has_place(const sim::Injection& injection, const PlacedMove& sides) {
  const bool forward = injection.direction == Direction::forward;
  const auto messages_of = [&](std::int32_t rank, Direction which) {
    const RankProgram program = rank_program(sides.source, sides.target, rank).value();
    return (which == Direction::forward) == forward ? program.sends.messages : program.receives.messages;
  };
  const auto sent = messages_of(injection.sender, Direction::forward);
  const auto received = messages_of(injection.sender, Direction::backward);
  switch (injection.kind) {
    case InjectionKind::reorder_sends:
      return sent.back().peer != injection.receiver;
    case InjectionKind::reorder_receives:
      return messages_of(injection.receiver, Direction::backward).back().peer != injection.sender;
    case InjectionKind::wrong_group:
      return !(sent.empty() && received.empty()) && Group(sides.source.layout(), sides.target.layout()).size() > 2;
    case InjectionKind::crash_before:
    case InjectionKind::crash_after:
    case InjectionKind::slow:
      return !(sent.empty() && received.empty());
    default:
      return true;
  }
}

TEST(Injection, at_every_message_and_every_rank_of_small_moves_deceives_nobody) {
  std::map<std::string, std::int64_t> fired;
  for (const TestMove& move : small_moves()) {
    const PlacedMove sides = placed(move);
    for (const sim::ChannelKind channel : all_channels) {
      sim::SimulationOptions options = with_executor(sim::ExecutorKind::replay);
      options.channel = channel;
      const std::vector<InjectionTrial> trials = run_all(move, options);
      for (const InjectionTrial& trial : trials) {
        const bool expected = trial.injection ? has_place(*trial.injection, sides) : trial.odd_rank.has_value();
        EXPECT_EQ(trial.outcome != InjectionOutcome::no_place, expected) << name_of(trial) << ' ' << move.source;
        EXPECT_NE(trial.outcome, InjectionOutcome::silent) << name_of(trial) << ' ' << move.source;
        EXPECT_NE(trial.outcome, InjectionOutcome::hung) << name_of(trial) << ' ' << move.source;
        // In each of two directions a rank is slow for at most twice the limit, and waits for no more than the limit.
        expect_named_and_in_time(trial.ends, name_of(trial), 7 * std::int64_t{1'000'000'000});
        fired[trial.fault] += trial.outcome != InjectionOutcome::no_place ? 1 : 0;
      }
      EXPECT_GT(3 * count_of(trials, InjectionOutcome::refused), std::ssize(trials));
    }
  }
  for (const auto& [fault, count] : fired) EXPECT_GE(count, 10) << fault;
  EXPECT_EQ(fired.size(), 16U + 2U + 2U + 3U);  // kinds, two degrees of delay and slow, two ways of crashes, odd ranks
}

// Of the outcome, which of these must be the same under any executor.
TEST(Injection, ends_alike_under_every_executor) {
  for (const TestMove& move : {zigzag_to_sequential(3), zigzag_to_sequential(4)}) {
    const std::vector<InjectionTrial> first = run_all(move, with_executor(sim::ExecutorKind::replay));
    for (const sim::ExecutorKind kind : {sim::ExecutorKind::pool, sim::ExecutorKind::tbb}) {
      EXPECT_EQ(print(run_all(move, with_executor(kind))), print(first));
    }
  }
}

TEST(Injection, is_printed_in_columns_that_line_up) {
  const auto trial = [](const char* fault, const char* place, const char* sign) {
    InjectionTrial made;
    made.fault = fault;
    made.place = place;
    made.sign = sign;
    made.outcome = made.sign.empty() ? InjectionOutcome::no_place : InjectionOutcome::refused;
    return made;
  };
  EXPECT_EQ(print(std::vector{trial("drop", "forward 0>1", "absent"), trial("drop", "backward 0>1", "direction"),
                              trial("reorder-sends", "forward 0>1", ""), trial("reorder-sends", "backward 0>1", "late"),
                              trial("other pack", "rank 0", "fingerprint")}),
            "| fault         | forward 0>1 | backward 0>1 |\n"
            "| ------------- | ----------- | ------------ |\n"
            "| drop          | absent      | direction    |\n"
            "| reorder-sends | -           | late         |\n"
            "\n"
            "| fault      | rank 0      |\n"
            "| ---------- | ----------- |\n"
            "| other pack | fingerprint |\n");
}

// A message that is lost leaves its receiver alone with its deadline; all others end too.
TEST(Injection, is_named_with_the_message_and_the_rank_that_misses_it) {
  const PlacedMove sides = placed(zigzag_to_sequential(3));
  sim::SimulationOptions options = with_executor(sim::ExecutorKind::replay);
  options.wait_limit_ns = 1'000'000;
  options.injections = {{.kind = InjectionKind::drop, .sender = 0, .receiver = 2}};
  const auto report = sim::simulate(sides.source, sides.target, options);
  EXPECT_EQ(report->fired, std::vector<std::int64_t>{1});
  ASSERT_EQ(report->ends.size(), 3U);
  EXPECT_EQ(message_of(report->ends[2].reason),
            "progress: forward message 0 -> 2, exchange 0: rank 2 did not have it within 1000000 ns");
  EXPECT_EQ(report->ends[2].sign, "absent");
  for (const RankEnd& end : report->ends) EXPECT_EQ(end.ending, Ending::refused);
}

std::vector<std::string> notices_of(const std::vector<InjectionTrial>& trials, const std::string& fault) {
  std::vector<std::string> notices;
  for (const InjectionTrial& trial : trials) {
    const RankEnd* const notice = first_notice(trial);
    if (trial.fault != fault) continue;
    notices.push_back(trial.place + ", rank " + (notice != nullptr ? std::to_string(notice->world_rank) : "-"));
  }
  return notices;
}

// All three ranks end where one message of three ranks is lost, most of them because another one gave up. The one that
// the message was for tells of it: of 0 -> 2 forward rank 2, not rank 0, which misses what rank 2 never sends back.
TEST(Injection, is_told_by_the_rank_that_its_message_was_for) {
  const std::vector<InjectionTrial> trials = run_all(zigzag_to_sequential(3), with_executor(sim::ExecutorKind::replay));
  const std::vector<std::string> lost = {"forward 0>2, rank 2",  "forward 1>2, rank 2",  "forward 1>0, rank 0",
                                         "forward 2>1, rank 1",  "backward 0>1, rank 1", "backward 1>2, rank 2",
                                         "backward 2>1, rank 1", "backward 2>0, rank 0"};
  EXPECT_EQ(notices_of(trials, "drop"), lost);
  EXPECT_EQ(notices_of(trials, "overtaken"), lost);
  EXPECT_EQ(notices_of(trials, "reorder-sends")[1], "forward 1>2, rank 2");
  // A rank that is slow thinks that it is in time; the first to wait too long is one that waits for it.
  EXPECT_EQ(notices_of(trials, "slow past the limit")[0], "rank 0, rank 2");
}

// The order is the whole run's: a rank that gives up forward does so before those that wait for it backward.
TEST(Injection, is_told_by_the_first_rank_where_none_names_its_message) {
  std::int64_t named = 0;
  std::int64_t unnamed = 0;
  for (const TestMove& move : small_moves()) {
    for (const InjectionTrial& trial : run_all(move, with_executor(sim::ExecutorKind::replay))) {
      const RankEnd* const notice = first_notice(trial);
      ASSERT_EQ(notice != nullptr, trial.outcome == InjectionOutcome::refused) << name_of(trial);
      if (notice == nullptr) continue;
      EXPECT_EQ(notice->sign, trial.sign);
      const sim::Injection fault = trial.injection.value_or(sim::Injection{.kind = InjectionKind::slow});
      const sim::MessageName place{fault.direction, fault.sender, fault.receiver};
      const bool names = of_message(fault.kind) && notice->message == place;
      (names ? named : unnamed) += 1;
      for (const RankEnd& end : trial.ends) {
        if (end.ending != Ending::refused || names) continue;
        EXPECT_LE(notice->at_ns, end.at_ns) << name_of(trial);
        EXPECT_FALSE(of_message(fault.kind) && end.message == place) << name_of(trial);
      }
    }
  }
  EXPECT_GT(named, 300);
  EXPECT_GT(unnamed, 100);
}

TEST(Injection, of_nothing_ends_well) {
  sim::SimulationOptions options = with_executor(sim::ExecutorKind::replay);
  options.wait_limit_ns = 1'000'000'000;
  for (const RankEnd& end : run(zigzag_to_sequential(4), options).ends) EXPECT_EQ(end.ending, Ending::finished);
}

// The time that a message may take is the receiver's limit and no more.
TEST(Injection, of_a_delay_is_exact_up_to_the_limit_and_an_error_past_it) {
  const PlacedMove sides = placed(zigzag_to_sequential(2));
  sim::SimulationOptions options = with_executor(sim::ExecutorKind::replay);
  options.wait_limit_ns = 1'000'000;
  const auto ending = [&](std::int64_t amount_ns) {
    options.injections = {{.kind = InjectionKind::delay, .sender = 0, .receiver = 1, .amount_ns = amount_ns}};
    return sim::simulate(sides.source, sides.target, options)->ends[1].ending;
  };
  EXPECT_EQ(ending(900'000), Ending::finished);
  EXPECT_EQ(ending(1'000'000), Ending::refused);
}

sim::Injection drawn(const std::vector<InjectionTrial>& places, sim::Draws& numbers) {
  while (true) {
    const InjectionTrial& trial = places[numbers.below(places.size())];
    if (trial.injection) return *trial.injection;
  }
}

// One to three faults at once, anywhere in moves of up to 24 ranks.
TEST(Injection, at_random_in_large_moves_deceives_nobody) {
  const std::vector<TestMove> moves = {
      {{700, 13, 455, 1}, "zigzag:remainder=balanced,cp=24", "contiguous:remainder=balanced,cp=24"},
      {{512, 64}, "striped:remainder=balanced,block=4,cp=16", "sequential:remainder=balanced,cp=16"},
      {{96, 33, 5}, "zigzag:remainder=pad,cp=12,order=11-10-9-8-7-6-5-4-3-2-1-0", "contiguous:remainder=pad,cp=9"}};
  sim::Draws numbers(20261122);
  std::int64_t fired = 0;
  std::int64_t refused = 0;
  for (const TestMove& move : moves) {
    const PlacedMove sides = placed(move);
    const InjectionWorld world{.source = sides.source, .target = sides.target};
    const std::vector<InjectionTrial> places = all_trials(world);
    for (int repetition = 0; repetition < 150; ++repetition) {
      sim::SimulationOptions options = randomly(numbers.below(1'000'000));
      options.wait_limit_ns = world.wait_limit_ns;
      const std::uint64_t count = 1 + numbers.below(3);
      for (std::uint64_t at = 0; at < count; ++at) options.injections.push_back(drawn(places, numbers));
      const auto report = sim::simulate(sides.source, sides.target, options);
      // Each fault may keep everybody waiting for twice the limit more.
      const std::int64_t latest_ns = (4 + 2 * static_cast<std::int64_t>(count)) * world.wait_limit_ns;
      expect_named_and_in_time(report->ends, move.source + " at random", latest_ns);
      if (count == 1) {
        EXPECT_EQ(report->fired[0] > 0, has_place(options.injections[0], sides))
            << to_string(options.injections[0].kind);
      }
      bool any_refused = false;
      for (const RankEnd& end : report->ends) {
        ASSERT_NE(end.ending, Ending::deceived) << message_of(end.reason);
        ASSERT_NE(end.ending, Ending::waiting);
        any_refused = any_refused || end.ending == Ending::refused;
      }
      for (const std::int64_t one : report->fired) fired += one > 0 ? 1 : 0;
      refused += any_refused ? 1 : 0;
    }
  }
  EXPECT_GT(fired, 800);
  EXPECT_GT(refused, 350);
}

// A field that all faults could do without is not worth its bytes: with this field unchecked some fault deceives a rank
// and no rank says anything.
TEST(Header, has_a_fault_for_each_field_that_only_this_field_sees) {
  std::map<sim::HeaderField, std::string> needed_for;
  for (const TestMove& move : small_moves()) {
    const PlacedMove sides = placed(move);
    const InjectionWorld world{.source = sides.source, .target = sides.target};
    for (const sim::HeaderField field : sim::all_header_fields) {
      for (InjectionTrial& trial : all_trials(world)) {
        sim::SimulationOptions options = with_executor(sim::ExecutorKind::replay);
        run_trial(world, options, trial);
        const std::string sign = trial.sign;
        options.unchecked = field;
        run_trial(world, options, trial);
        const bool nobody_says_so = std::none_of(trial.ends.begin(), trial.ends.end(),
                                                 [](const RankEnd& end) { return end.ending == Ending::refused; });
        if (sign == to_string(field) && trial.outcome == InjectionOutcome::silent && nobody_says_so) {
          needed_for.try_emplace(field, name_of(trial));
        }
      }
    }
  }
  for (const sim::HeaderField field : sim::all_header_fields) {
    EXPECT_TRUE(needed_for.contains(field)) << to_string(field);
    if (needed_for.contains(field)) RecordProperty(to_string(field), needed_for[field]);
  }
}

}  // namespace
}  // namespace relayout::proptest
