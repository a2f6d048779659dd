// The whole small world: up to 16 tokens in up to 4 sequences, up to 6 ranks. An hour and a half of one core, in parts
// that ctest runs side by side.
#include <gtest/gtest.h>

#include <iostream>

#include "relayout/proptest/small_world.hpp"

namespace relayout::proptest {
namespace {

constexpr std::int64_t shard_count = 64;

class WholeSmallWorld : public testing::TestWithParam<std::int64_t> {};

TEST_P(WholeSmallWorld, agrees_with_the_oracle_in_every_placement_and_every_pair) {
  const SmallWorldTally tally = visit_small_world({}, {.index = GetParam(), .count = shard_count});
  EXPECT_EQ(tally.failure, "");
  EXPECT_GT(tally.pairs, 4'000'000);
  std::cout << tally.packs << " packs, " << tally.placements << " placements, " << tally.refusals << " refusals, "
            << tally.pairs << " pairs\n";
}

INSTANTIATE_TEST_SUITE_P(Shard, WholeSmallWorld, testing::Range(std::int64_t{0}, shard_count));

}  // namespace
}  // namespace relayout::proptest
