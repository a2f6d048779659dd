// The oracle, on hand-written rows and where layouts and packs do not go together.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "relayout/model/layout_text.hpp"
#include "relayout/model/placement.hpp"
#include "relayout/proptest/generate/generate.hpp"
#include "relayout/proptest/generate/random_layout.hpp"
#include "relayout/proptest/generate/random_pack.hpp"
#include "relayout/proptest/oracle.hpp"

namespace relayout::proptest {
namespace {

struct Rows {
  const char* layout;
  std::vector<std::int64_t> lengths;
  std::vector<std::vector<std::int64_t>> ranks;
};

// Written by hand from the definitions, one for what the golden tables do not show.
TEST(Oracle, makes_the_rows_that_a_hand_makes) {
  for (const Rows& each : {
           Rows{"zigzag:remainder=array_split,cp=2", {6}, {{0, 1, 5}, {2, 3, 4}}},
           Rows{"zigzag:remainder=torch_chunk,cp=2", {6}, {{0, 1}, {2, 3, 4, 5}}},
           Rows{"zigzag:remainder=pad,multiple=8,cp=2", {5}, {{0, 1, -1, -1}, {2, 3, 4, -1}}},
           Rows{"sequential:remainder=pad,pack_multiple=6,cp=2", {1, 3}, {{0, 1, 2}, {-1, 3, -1}}},
           Rows{"contiguous:remainder=balanced,cp=3", {5}, {{0}, {1, 2}, {3, 4}}},
           Rows{"contiguous:remainder=balanced,cp=2,order=1-0", {3}, {{1, 2}, {0}}},
           Rows{"contiguous:cp=1,tp=2,rank_multiple=4", {3}, {{0, 1}, {2, -1}}},
           Rows{"contiguous:remainder=balanced,cp=2,rank_rows=4", {3}, {{0, -1, -1, -1}, {1, 2, -1, -1}}},
           Rows{"contiguous:remainder=pad,cp=2,tp=2", {5}, {{0, 1}, {2, 3}, {4, -1}, {-1, -1}}},
           Rows{"striped:block=2,remainder=pad,cp=2", {5}, {{0, 1, 4, -1}, {2, 3, -1, -1}}},
       }) {
    const auto placement =
        oracle_place(parse_layout(each.layout, {}).value(), Pack::from_lengths(each.lengths).value());
    ASSERT_TRUE(placement.has_value()) << each.layout;
    std::vector<std::vector<std::int64_t>> found;
    for (const OracleRank& rank : placement->ranks) {
      found.emplace_back();
      for (const Cell& cell : rank.rows) found.back().push_back(cell.token);
    }
    EXPECT_EQ(found, each.ranks) << each.layout;
  }
}

// Layouts and packs drawn apart seldom fit; the planner must refuse just what the oracle refuses.
TEST(Oracle, refuses_what_the_planner_refuses) {
  Random random(47);
  int placed = 0;
  int refused = 0;
  for (int i = 0; i < 20'000; ++i) {
    LayoutKeys keys = draft_layout(random, 1 + random.below(6));
    if (keys.name == LayoutName::custom) continue;
    if (random.one_in(4)) keys.rank_rows = 1 + random.below(40);
    if (random.one_in(4) && keys.remainder == Remainder::pad && scope_of(keys.name) == Scope::sequence) {
      keys.pack_multiple = 1 + random.below(20);
    }
    const Layout layout = Layout::make(std::move(keys)).value();
    const Pack pack = random_pack(random, {.max_cp = 6, .max_tokens = 60, .max_sequences = 4}, {});
    const bool fits = Placement::make(layout, pack).has_value();
    ++(fits ? placed : refused);
    EXPECT_EQ(oracle_place(layout, pack).has_value(), fits) << print(layout) << " T=" << pack.token_count();
  }
  EXPECT_GT(placed, 5'000);
  EXPECT_GT(refused, 2'000);
}

}  // namespace
}  // namespace relayout::proptest
