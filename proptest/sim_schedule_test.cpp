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

using MessageOrder = std::vector<std::pair<std::int32_t, std::int32_t>>;

// All orders of the messages of zigzag to sequential, made without the simulator: token t is of rank t or its mirror
// image, and goes to rank t / 2.
std::set<MessageOrder> permutations(std::int32_t ranks) {
  std::set<std::pair<std::int32_t, std::int32_t>> messages;
  for (std::int32_t token = 0; token < 2 * ranks; ++token) {
    const std::int32_t sender = std::min(token, 2 * ranks - 1 - token);
    const std::int32_t receiver = token / 2;
    if (sender != receiver) messages.insert({sender, receiver});
  }
  MessageOrder order(messages.begin(), messages.end());
  std::set<MessageOrder> all;
  do {
    all.insert(order);
  } while (std::next_permutation(order.begin(), order.end()));
  return all;
}

// Two, four and six messages in any order: each order once, none left out, with one outcome.
TEST(EverySchedule, of_messages_is_each_permutation_once_with_one_outcome) {
  const std::array<std::int64_t, 3> factorials = {2, 24, 720};
  for (std::int32_t ranks = 2; ranks <= 4; ++ranks) {
    const std::vector<Script> scripts = scripts_of_move(zigzag_to_sequential(ranks), Grouping::exchanges);
    std::set<MessageOrder> met;
    const auto run = [&](Chooser& chooser) {
      const sim::ScriptReport report = run_scripts(scripts, chosen_by(chooser));
      MessageOrder order;
      for (const sim::Step& step : report.schedule) {
        if (step.action.kind == ActionKind::meet) order.emplace_back(step.action.rank, step.action.peer);
      }
      met.insert(std::move(order));
      return message_of(report.verdict);
    };
    const Exploration found = sim::explore(run, {.reduction = Reduction::steps_first});
    EXPECT_TRUE(found.complete);
    EXPECT_EQ(found.schedules, factorials[static_cast<std::size_t>(ranks - 2)]);
    EXPECT_EQ(met, permutations(ranks));
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
