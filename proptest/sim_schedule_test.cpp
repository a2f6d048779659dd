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
using sim::Exploration;
using sim::Grouping;
using sim::Reduction;
using sim::Script;

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
  const Exploration found =
      explore_scripts(scripts_of_move(zigzag_to_sequential(2), Grouping::exchanges), Reduction::none);
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
  const Exploration found =
      explore_scripts(scripts_of_move(zigzag_to_sequential(3), Grouping::exchanges), Reduction::none);
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
        explore_scripts(scripts_of_move(zigzag_to_sequential(ranks), Grouping::exchanges), Reduction::steps_first);
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
    const std::vector<Script> scripts = scripts_of_move(zigzag_to_sequential(ranks), Grouping::exchanges);
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

}  // namespace
}  // namespace relayout::proptest
