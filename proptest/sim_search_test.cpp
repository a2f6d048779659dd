// Schedules that are drawn, replayed and shrunk.
#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <set>

#include "relayout/proptest/sim_scene.hpp"
#include "relayout/sim/explore.hpp"

namespace relayout::proptest {
namespace {

using sim::Action;
using sim::Chooser;
using sim::Deviations;
using sim::Exploration;
using sim::Reduction;

std::string outcome_of(const sim::SimulationReport& report) {
  return message_of(report.verdict) + " forward " + std::to_string(report.forward.bytes) + " bytes, " +
         std::to_string(report.forward.end_ns) + " ns, backward " + std::to_string(report.backward.end_ns) + " ns";
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

// Two ranks that could always go on: priorities keep one of them going, and a change point hands over to the other,
// once.
TEST(SampledSchedules, by_priorities_change_at_change_points_only) {
  const std::array<Action, 2> options = {Action{.rank = 0}, Action{.rank = 1}};
  std::set<std::size_t> starts;
  std::set<std::int64_t> steps_of_change;
  for (std::uint64_t seed = 0; seed < 64; ++seed) {
    sim::PctChooser steady({.seed = seed, .change_points = 0, .step_count = 20});
    sim::PctChooser changing({.seed = seed, .change_points = 1, .step_count = 20});
    const std::size_t first = steady.choose(options).value();
    starts.insert(first);
    std::int64_t step_of_change = changing.choose(options).value() == first ? -1 : 0;
    for (std::int64_t step = 1; step < 20; ++step) {
      EXPECT_EQ(steady.choose(options).value(), first);
      const bool changed = changing.choose(options).value() != first;
      EXPECT_TRUE(changed || step_of_change == -1);
      if (changed && step_of_change == -1) step_of_change = step;
    }
    EXPECT_NE(step_of_change, -1);
    steps_of_change.insert(step_of_change);
  }
  EXPECT_EQ(starts.size(), 2U);
  EXPECT_GT(steps_of_change.size(), 10U);
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
    const PlacedMove sides = placed(zigzag_to_sequential(rank_count));
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

// The ranks and the search are told to stop by the same word, at any place: in the first run, within a later one where
// another order was expected to follow, between two.
TEST(Search, ends_where_it_is_told_to_and_counts_whole_runs_alone) {
  const PlacedMove sides = placed(zigzag_to_sequential(3));
  const auto ended = [&](std::int64_t most_questions, auto&& search) {
    std::int64_t questions = 0;
    const auto stop = [&] { return ++questions > most_questions; };
    const auto run_once = [&](Chooser& chooser) {
      sim::SimulationOptions options;
      options.executor = {.kind = sim::ExecutorKind::replay, .chooser = &chooser};
      options.stop = stop;
      const auto report = sim::simulate(sides.source, sides.target, options);
      return report ? outcome_of(*report) : report.error().code;
    };
    const Exploration found = search(run_once, sim::ExploreOptions{.stop = stop});
    EXPECT_FALSE(found.complete);
    EXPECT_LE(found.outcomes.size(), 1U) << most_questions;
    for (const sim::Outcome& outcome : found.outcomes) EXPECT_NE(outcome.text, "stopped") << most_questions;
    return found.schedules;
  };
  const auto all = [](const auto& run, const sim::ExploreOptions& options) { return sim::explore(run, options); };
  const auto some = [](const auto& run, const sim::ExploreOptions& options) {
    return sim::sample(run, samplers(17)[0], options);
  };
  std::int64_t deep = 0;
  for (std::int64_t most = 0; most < 500; ++most) {
    deep = ended(most, all);
    EXPECT_LE(deep, most / 17);
    EXPECT_LE(ended(most, some), most / 17);
  }
  EXPECT_GT(deep, 5);
}

TEST(Search, shrinks_to_nothing_what_fails_under_every_schedule) {
  EXPECT_EQ(sim::shrink({{3, 1}, {7, 2}}, [](const Deviations&) { return true; }), Deviations{});
}

}  // namespace
}  // namespace relayout::proptest
