// Every schedule, one outcome: what theory says of programs without receives from any, tried on the network that we
// wrote.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <numeric>
#include <set>

#include "relayout/proptest/sim_scene.hpp"
#include "relayout/sim/explore.hpp"
#include "relayout/sim/script.hpp"

namespace relayout::proptest {
namespace {

using sim::Action;
using sim::ActionKind;
using sim::Chooser;
using sim::Deviations;
using sim::Exploration;
using sim::Grouping;
using sim::Reduction;
using sim::Script;

// One sequence, zigzag to sequential, one exchange. Over 3 ranks 0 sends to 2, 1 to 0 and 2, 2 to 1.
TestMove one_exchange(std::int64_t ranks) {
  const std::string cp = ":cp=" + std::to_string(ranks);
  return {{2 * ranks}, "zigzag" + cp, "sequential" + cp};
}

std::vector<Script> scripts_of_move(const TestMove& move, Grouping grouping) {
  const PlacedMove sides = placed(move);
  return sim::scripts_of(sides.source, sides.target, grouping).value();
}

sim::ScriptOptions chosen_by(Chooser& chooser) {
  return {.executor = {.kind = sim::ExecutorKind::replay, .chooser = &chooser}};
}

Exploration explore_scripts(const std::vector<Script>& scripts, Reduction reduction) {
  return sim::explore([&](Chooser& chooser) { return message_of(run_scripts(scripts, chosen_by(chooser)).verdict); },
                      {.reduction = reduction});
}

// Of two ranks: both may start, in either order; then two messages; then both may end.
TEST(EverySchedule, of_two_ranks_and_two_messages_is_one_of_eight) {
  const Exploration found = explore_scripts(scripts_of_move(one_exchange(2), Grouping::exchanges), Reduction::none);
  EXPECT_EQ(found.schedules, 2 * 2 * 2);
  EXPECT_TRUE(found.complete);
  ASSERT_EQ(found.outcomes.size(), 1U);
  EXPECT_EQ(found.outcomes[0].text, "");
}

// How many orders of start, messages and end of n ranks there are, counted without the simulator: a message may go over
// once both ends have started, a rank may end once its messages have.
class OrderCount {
 public:
  OrderCount(std::size_t ranks, std::vector<std::pair<std::size_t, std::size_t>> messages)
      : ranks_(ranks), messages_(std::move(messages)) {}

  std::int64_t count(std::uint32_t started = 0, std::uint32_t sent = 0, std::uint32_t ended = 0) {
    const auto has = [](std::uint32_t set, std::size_t item) { return (set >> item & 1U) != 0; };
    if (ended + 1 == 1U << ranks_) return 1;
    std::int64_t orders = 0;
    for (std::size_t rank = 0; rank < ranks_; ++rank) {
      if (!has(started, rank)) orders += count(started | 1U << rank, sent, ended);
      if (has(started, rank) && !has(ended, rank) && all_sent(rank, sent)) {
        orders += count(started, sent, ended | 1U << rank);
      }
    }
    for (std::size_t at = 0; at < messages_.size(); ++at) {
      const auto [from, to] = messages_[at];
      if (!has(sent, at) && has(started, from) && has(started, to)) orders += count(started, sent | 1U << at, ended);
    }
    return orders;
  }

 private:
  [[nodiscard]] bool all_sent(std::size_t rank, std::uint32_t sent) const {
    for (std::size_t at = 0; at < messages_.size(); ++at) {
      const auto [from, to] = messages_[at];
      if ((from == rank || to == rank) && (sent >> at & 1U) == 0) return false;
    }
    return true;
  }
  std::size_t ranks_;
  std::vector<std::pair<std::size_t, std::size_t>> messages_;
};

TEST(EverySchedule, of_three_ranks_is_tried_and_ends_alike) {
  OrderCount orders(3, {{0, 2}, {1, 0}, {1, 2}, {2, 1}});
  const Exploration found = explore_scripts(scripts_of_move(one_exchange(3), Grouping::exchanges), Reduction::none);
  EXPECT_TRUE(found.complete);
  EXPECT_EQ(found.schedules, orders.count());
  EXPECT_GT(found.schedules, 1'000);
  EXPECT_EQ(found.outcomes.size(), 1U);
}

// Two, four and six messages in any order.
TEST(EverySchedule, of_messages_is_a_factorial_with_one_outcome) {
  const std::array<std::int64_t, 3> expected = {2, 24, 720};
  for (std::int64_t ranks = 2; ranks <= 4; ++ranks) {
    const Exploration found =
        explore_scripts(scripts_of_move(one_exchange(ranks), Grouping::exchanges), Reduction::steps_first);
    EXPECT_TRUE(found.complete);
    EXPECT_EQ(found.schedules, expected[static_cast<std::size_t>(ranks - 2)]);
    EXPECT_EQ(found.outcomes.size(), 1U);
  }
}

// The first of all schedules that differ only by swaps of neighbours without a common rank: at each place the lowest
// action that everything before it, from there on, lets through. Shares nothing with sleep sets.
std::vector<std::string> first_of_its_class(std::vector<Action> left) {
  std::vector<std::string> result;
  while (!left.empty()) {
    std::size_t lowest = 0;
    for (std::size_t at = 0; at < left.size(); ++at) {
      const bool free = std::none_of(left.begin(), left.begin() + static_cast<std::ptrdiff_t>(at),
                                     [&](const Action& before) { return share_a_rank(before, left[at]); });
      if (free && to_string(left[at]) < to_string(left[lowest])) lowest = at;
    }
    result.push_back(to_string(left[lowest]));
    left.erase(left.begin() + static_cast<std::ptrdiff_t>(lowest));
  }
  return result;
}

struct Classes {
  std::set<std::vector<std::string>> met;
  std::int64_t schedules = 0;
};

Classes classes_of(const std::vector<Script>& scripts, Reduction reduction) {
  Classes found;
  const auto run = [&](Chooser& chooser) {
    const sim::ScriptReport report = run_scripts(scripts, chosen_by(chooser));
    std::vector<Action> messages;
    for (const sim::Step& step : report.schedule) {
      if (step.action.kind == ActionKind::meet) messages.push_back(step.action);
    }
    if (!report.verdict) found.met.insert(first_of_its_class(messages));
    return message_of(report.verdict);
  };
  found.schedules = sim::explore(run, {.reduction = reduction}).schedules;
  return found;
}

TEST(EverySchedule, is_reduced_to_one_of_each_class_and_no_class_is_lost) {
  for (const std::int64_t ranks : {2, 3, 4}) {
    const std::vector<Script> scripts = scripts_of_move(one_exchange(ranks), Grouping::exchanges);
    const Classes all = classes_of(scripts, Reduction::steps_first);
    const Classes reduced = classes_of(scripts, Reduction::sleep_sets);
    EXPECT_EQ(reduced.met, all.met) << ranks;
    EXPECT_EQ(reduced.schedules, std::ssize(all.met)) << ranks;
    EXPECT_TRUE(ranks < 4 || reduced.schedules < all.schedules) << ranks;
  }
}

// Where several exchanges follow one another, and some ranks have nothing to do with each other.
TEST(EverySchedule, is_reduced_alike_where_ranks_are_strangers) {
  const auto send = [](std::int32_t peer) { return sim::Operation{sim::OperationKind::send, peer}; };
  const auto receive = [](std::int32_t peer) { return sim::Operation{sim::OperationKind::receive, peer}; };
  const std::vector<Script> scripts = {Script{{{send(1)}, {receive(1), send(3)}}}, Script{{{receive(0)}, {send(0)}}},
                                       Script{{{send(3)}, {receive(3)}}},
                                       Script{{{receive(2)}, {send(2), receive(0)}}}};
  const Classes all = classes_of(scripts, Reduction::steps_first);
  const Classes reduced = classes_of(scripts, Reduction::sleep_sets);
  EXPECT_EQ(reduced.met, all.met);
  EXPECT_EQ(reduced.schedules, std::ssize(all.met));
  EXPECT_LT(reduced.schedules, all.schedules);
}

std::string outcome_of(const sim::SimulationReport& report) {
  return message_of(report.verdict) + " forward " + std::to_string(report.forward.bytes) + " bytes, " +
         std::to_string(report.forward.end_ns) + " ns, backward " + std::to_string(report.backward.end_ns) + " ns";
}

// Both directions with data, over both channels, between all layouts: every class of schedules where there are few,
// else the first hundred.
TEST(EverySchedule, of_a_move_with_data_ends_alike) {
  std::int64_t complete = 0;
  for (const TestMove& move : many_moves()) {
    const PlacedMove sides = placed(move);
    for (const sim::ChannelKind channel : all_channels) {
      const auto run_once = [&](Chooser& chooser) {
        sim::SimulationOptions options;
        options.executor = {.kind = sim::ExecutorKind::replay, .chooser = &chooser};
        options.channel = channel;
        const auto report = sim::simulate(sides.source, sides.target, options);
        return report ? outcome_of(*report) : report.error().code;
      };
      const Exploration found = sim::explore(run_once, {.most_schedules = 100});
      complete += found.complete ? 1 : 0;
      ASSERT_EQ(found.outcomes.size(), 1U) << move.source << " -> " << move.target;
      ASSERT_EQ(found.outcomes[0].text.substr(0, 9), " forward ") << found.outcomes[0].text;
    }
  }
  EXPECT_GT(complete, 400);
}

// A choice of each kind, made anew for each number.
std::vector<sim::MakeChooser> samplers(std::int64_t step_count) {
  return {[](std::int64_t number) { return std::make_unique<sim::RandomChooser>(static_cast<std::uint64_t>(number)); },
          [step_count](std::int64_t number) {
            return std::make_unique<sim::PctChooser>(
                sim::PctOptions{.seed = static_cast<std::uint64_t>(number), .step_count = step_count});
          }};
}

TEST(SampledSchedules, of_a_larger_move_end_alike_and_differ) {
  const PlacedMove sides = placed({{64, 9}, "zigzag:remainder=pad,cp=8", "contiguous:remainder=balanced,cp=8"});
  std::set<std::string> schedules;
  const auto run_once = [&](Chooser& chooser) {
    sim::SimulationOptions options;
    options.executor = {.kind = sim::ExecutorKind::replay, .chooser = &chooser};
    const auto report = sim::simulate(sides.source, sides.target, options);
    schedules.insert(sim::print(sim::deviations_of(report->schedule)));
    return outcome_of(*report);
  };
  sim::FollowChooser one({});
  sim::SimulationOptions options;
  options.executor = {.kind = sim::ExecutorKind::replay, .chooser = &one};
  const auto first = sim::simulate(sides.source, sides.target, options);
  for (const sim::MakeChooser& sampler : samplers(std::ssize(first->schedule))) {
    schedules.clear();
    const Exploration found = sim::sample(run_once, sampler, {.most_schedules = 200});
    EXPECT_EQ(found.schedules, 200);
    EXPECT_EQ(found.outcomes.size(), 1U);
    EXPECT_EQ(found.outcomes[0].text, outcome_of(*first));
    EXPECT_GT(schedules.size(), 190U);
  }
}

// The log of a run: what was done, when on the virtual clock, and what came of it.
TEST(Replay, twice_under_one_seed_keeps_the_same_log) {
  const TestMove move{{5, 7, 13, 40}, "zigzag:remainder=pad,cp=4", "contiguous:remainder=balanced,cp=3"};
  std::set<std::string> seen;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    sim::SimulationOptions options = randomly(seed);
    options.timeline = sim::Recording::on;
    const sim::SimulationReport first = run(move, options);
    const sim::SimulationReport second = run(move, options);
    ASSERT_FALSE(first.schedule.empty());
    EXPECT_EQ(first.schedule, second.schedule);
    EXPECT_EQ(first.timeline, second.timeline);
    EXPECT_EQ(outcome_of(first), outcome_of(second));
    seen.insert(sim::print(sim::deviations_of(first.schedule)));
  }
  EXPECT_EQ(seen.size(), 50U);
}

TEST(Replay, of_the_deviations_of_a_run_is_that_run) {
  const TestMove move{{5, 7, 13, 40}, "zigzag:remainder=pad,cp=4", "contiguous:remainder=balanced,cp=3"};
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const sim::SimulationReport first = run(move, randomly(seed));
    const std::string text = sim::print(sim::deviations_of(first.schedule));
    sim::FollowChooser chooser(sim::parse_deviations(text).value());
    sim::SimulationOptions options;
    options.executor = {.kind = sim::ExecutorKind::replay, .chooser = &chooser};
    EXPECT_EQ(run(move, options).schedule, first.schedule) << text;
  }
}

TEST(Replay, takes_a_step_and_an_option_at_a_time) {
  EXPECT_EQ(sim::print(Deviations{}), "0:0");
  EXPECT_EQ(sim::parse_deviations("0:0").value(), Deviations{});
  EXPECT_EQ(sim::parse_deviations("3:1,7:2").value(), (Deviations{{3, 1}, {7, 2}}));
  EXPECT_EQ(sim::print(Deviations{{3, 1}, {7, 2}}), "3:1,7:2");
  for (const char* bad :
       {"", "3", "3:", ":1", "3:1,", "3:1,3:2", "4:1,3:1", "-1:1", "1:-1", "1:1 ", "1:99999999999999999999"}) {
    const auto result = sim::parse_deviations(bad);
    ASSERT_FALSE(result.has_value()) << bad;
    EXPECT_EQ(result.error().code, "bad_schedule");
  }
  EXPECT_EQ(sim::parse_deviations("3:1,x").error().message,
            "'x' is no deviation; expected STEP:OPTION with ascending steps, as in 3:1,7:2");
}

// A defect that only some schedules show: ranks share a counter through a hook, and the message of this number is
// damaged if the last rank packs it. Nothing in sim/ is like that; this shows what the search is worth where something
// is.
struct SharedCounter {
  std::int64_t rank_count;
  int damaged;

  std::string operator()(Chooser& chooser) const {
    int packed = 0;
    sim::SimulationOptions options;
    options.executor = {.kind = sim::ExecutorKind::replay, .chooser = &chooser};
    options.tamper = [&](sim::MessageHeader& header, std::span<std::byte>) {
      if (++packed == damaged && header.sender == rank_count - 1) header.checksum ^= 1U;
    };
    const PlacedMove sides = placed(one_exchange(rank_count));
    return message_of(sim::simulate(sides.source, sides.target, options)->verdict).substr(0, 10);
  }
  [[nodiscard]] bool fails(const Deviations& deviations) const {
    sim::FollowChooser chooser(deviations);
    return !(*this)(chooser).empty();
  }
};

// What a search met shrinks to few deviations, none of which can be left out or be lower.
void expect_shrinks(const Exploration& found, const SharedCounter& defect) {
  ASSERT_EQ(found.outcomes.size(), 2U);
  const sim::Outcome& bad = found.outcomes[found.outcomes[0].text.empty() ? 1 : 0];
  ASSERT_EQ(bad.text, "agreement:");
  const auto fails = [&defect](const Deviations& deviations) { return defect.fails(deviations); };
  ASSERT_TRUE(fails(bad.first)) << sim::print(bad.first);
  const Deviations smallest = sim::shrink(bad.first, fails);
  EXPECT_TRUE(fails(smallest));
  EXPECT_LE(smallest.size(), 3U) << sim::print(smallest);
  for (const auto& [step, option] : smallest) {
    Deviations smaller = smallest;
    smaller.erase(step);
    EXPECT_FALSE(fails(smaller)) << sim::print(smallest);
    smaller[step] = option - 1;
    EXPECT_TRUE(option == 1 || !fails(smaller)) << sim::print(smallest);
  }
}

TEST(Search, finds_a_defect_that_depends_on_the_schedule_and_shrinks_it) {
  const SharedCounter small{.rank_count = 2, .damaged = 1};
  ASSERT_FALSE(small.fails({}));
  const Exploration all = sim::explore(small, {.reduction = Reduction::none});
  EXPECT_TRUE(all.complete);
  expect_shrinks(all, small);
  const SharedCounter large{.rank_count = 4, .damaged = 2};
  ASSERT_FALSE(large.fails({}));
  for (const sim::MakeChooser& sampler : samplers(60)) {
    expect_shrinks(sim::sample(large, sampler, {.most_schedules = 200}), large);
  }
}

TEST(Search, shrinks_to_nothing_what_fails_under_every_schedule) {
  EXPECT_EQ(sim::shrink({{3, 1}, {7, 2}}, [](const Deviations&) { return true; }), Deviations{});
}

}  // namespace
}  // namespace relayout::proptest
