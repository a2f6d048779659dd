// What a mutant of model/ has to survive, apart from the fast tests that are linked with this: a small world, counted,
// and random cases under every law. Seconds in all, since it runs once for each mutant.
#include <gtest/gtest.h>

#include "relayout/proptest/fault/planner.hpp"
#include "relayout/proptest/generate/generate.hpp"
#include "relayout/proptest/law.hpp"
#include "relayout/proptest/small_world.hpp"

namespace relayout::proptest {
namespace {

struct Sampling {
  CaseBounds bounds;
  int cases;
};

void expect_laws(const Sampling& sampling) {
  const Planner planner = sound_planner();
  Random random(20261122);
  for (int at = 0; at < sampling.cases; ++at) {
    const Case input = random_case(random, sampling.bounds);
    const Verdict verdict = judge(input, planner, 1);
    ASSERT_FALSE(verdict.has_value()) << command_options(input) << '\n' << verdict->law << ": " << verdict->message;
    const Verdict differs = judge_against_oracle(input, planner);
    ASSERT_FALSE(differs.has_value()) << command_options(input) << '\n' << differs->message;
  }
}

TEST(Kill, laws_on_random_cases) {
  expect_laws({.bounds = {.max_cp = 6, .max_tokens = 60, .max_sequences = 6}, .cases = 150});
}

// More stretches than are made at once.
TEST(Kill, laws_where_sequences_are_many) {
  expect_laws({.bounds = {.max_cp = 4, .max_tokens = 600, .max_sequences = 200}, .cases = 20});
}

TEST(Kill, small_world) {
  const SmallWorldTally tally =
      visit_small_world({.max_tokens = 4, .max_sequences = 2, .max_slot_tokens = 3, .max_ranks = 3}, {});
  EXPECT_EQ(tally.failure, "");
  EXPECT_GT(tally.pairs, 10'000);
}

}  // namespace
}  // namespace relayout::proptest
