// How many orders there are, and whether every one of them is tried: counted once more without the simulator.
#include <gtest/gtest.h>

#include "relayout/proptest/sim_scene.hpp"
#include "relayout/sim/explore.hpp"

namespace relayout::proptest {
namespace {

using sim::Chooser;
using sim::Exploration;

// Every order of steps and messages of one sequence from zigzag to sequential.
Exploration explore_all(std::int64_t ranks) {
  const std::vector<sim::Script> scripts = scripts_of_move(zigzag_to_sequential(ranks), sim::Grouping::exchanges);
  const auto run = [&](Chooser& chooser) { return message_of(run_scripts(scripts, chosen_by(chooser)).verdict); };
  return sim::explore(run, {.reduction = sim::Reduction::none, .most_schedules = 2'000'000});
}

// Of two ranks: both may start, in either order; then two messages; then both may end.
TEST(EverySchedule, of_two_ranks_and_two_messages_is_one_of_eight) {
  const Exploration found = explore_all(2);
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
  const Exploration found = explore_all(3);
  EXPECT_TRUE(found.complete);
  EXPECT_EQ(found.schedules, orders.count());
  EXPECT_EQ(found.schedules, 1'664);
  EXPECT_EQ(found.outcomes.size(), 1U);
}

TEST(EverySchedule, of_four_ranks_is_tried_and_ends_alike) {
  OrderCount orders(4, {{0, 3}, {1, 0}, {1, 3}, {2, 1}, {3, 1}, {3, 2}});
  const Exploration found = explore_all(4);
  EXPECT_TRUE(found.complete);
  EXPECT_EQ(found.schedules, orders.count());
  EXPECT_EQ(found.schedules, 1'977'344);
  EXPECT_EQ(found.outcomes.size(), 1U);
}

}  // namespace
}  // namespace relayout::proptest
