// Shrinking goes down, stays valid, ends, and ends at something small.
#include <gtest/gtest.h>

#include <cctype>
#include <ostream>
#include <string>

#include "relayout/model/integer.hpp"
#include "relayout/proptest/generate/generate.hpp"

namespace relayout::proptest {
namespace {

bool same(const Case& a, const Case& b) { return a.pack == b.pack && a.source == b.source && a.target == b.target; }

TEST(Shrinking, gives_valid_cases_that_are_smaller) {
  Random random(17);
  std::int64_t candidates = 0;
  for (int i = 0; i < 300; ++i) {
    const Case input = random_case(random, {});
    for (const Case& candidate : shrink(input)) {
      ++candidates;
      EXPECT_TRUE(place(candidate).has_value()) << command_options(candidate);
      EXPECT_FALSE(same(candidate, input)) << command_options(input);
      EXPECT_LT(case_size(candidate), case_size(input)) << command_options(candidate);
    }
  }
  EXPECT_GT(candidates, 10'000);
}

TEST(Shrinking, leads_from_any_case_to_one_token_or_none_on_one_rank_each) {
  Random random(19);
  for (int i = 0; i < 300; ++i) {
    const Case last = smallest(random_case(random, {}), [](const Case&) { return true; });
    EXPECT_EQ(last.pack.token_count(), 0) << command_options(last);
    EXPECT_EQ(last.pack.sequence_count(), 0) << command_options(last);
    EXPECT_EQ(last.source.rank_count(), 1) << command_options(last);
    EXPECT_EQ(last.target.rank_count(), 1) << command_options(last);
    EXPECT_FALSE(last.source.keys().custom) << command_options(last);
    EXPECT_TRUE(last.source.keys().world.empty()) << command_options(last);
  }
}

// What a search must be led to, whatever it starts from.
struct Goal {
  const char* name;
  bool (*fails)(const Case&);
  std::int64_t ranks;  // of both sides together
  std::int64_t tokens;
};

std::ostream& operator<<(std::ostream& out, const Goal& goal) { return out << goal.name; }

bool has_odd_sequence(const Case& input) {
  for (const std::int64_t length : input.pack.lengths()) {
    if (floor_mod(length, std::int64_t{2}) == 1) return true;
  }
  return false;
}

class ShrinkingToAGoal : public testing::TestWithParam<Goal> {};

TEST_P(ShrinkingToAGoal, finds_the_smallest_case) {
  const Goal& goal = GetParam();
  Random random(23);
  int found = 0;
  for (int i = 0; i < 2'000 && found < 100; ++i) {
    const Case input = random_case(random, {});
    if (!goal.fails(input)) continue;
    ++found;
    const Case last = smallest(input, goal.fails);
    EXPECT_EQ(last.source.rank_count() + last.target.rank_count(), goal.ranks) << command_options(last);
    EXPECT_EQ(last.pack.token_count(), goal.tokens) << command_options(input) << "\n" << command_options(last);
  }
  EXPECT_GE(found, 30);
}

INSTANTIATE_TEST_SUITE_P(
    Goals, ShrinkingToAGoal,
    testing::Values(Goal{"odd sequence", has_odd_sequence, 2, 1},
                    Goal{"cp above two", [](const Case& input) { return input.source.cp() > 2; }, 4, 0},
                    Goal{"two sequences", [](const Case& input) { return input.pack.sequence_count() > 1; }, 2, 0},
                    Goal{"odd, cp 2 or more, not custom",
                         [](const Case& input) {
                           return has_odd_sequence(input) && input.target.cp() > 1 &&
                                  input.target.name() != LayoutName::custom;
                         },
                         3, 1},
                    Goal{"carried padding", [](const Case& input) { return input.pack.has_carried_padding(); }, 2, 1}),
    [](const testing::TestParamInfo<Goal>& parameter) {
      std::string name;
      for (const char character : std::string(parameter.param.name))
        name += std::isalnum(character) != 0 ? character : '_';
      return name;
    });

}  // namespace
}  // namespace relayout::proptest
