// A small world whole, on every run: what it holds is counted, so that it cannot shrink unseen.
#include <gtest/gtest.h>

#include "relayout/proptest/small_world.hpp"

namespace relayout::proptest {
namespace {

constexpr SmallWorldBounds bounds{.max_tokens = 7, .max_sequences = 3, .max_slot_tokens = 4, .max_ranks = 4};
constexpr std::int64_t shard_count = 4;

class SmallWorld : public testing::TestWithParam<std::int64_t> {};

TEST_P(SmallWorld, agrees_with_the_oracle_in_every_placement_and_every_pair) {
  const SmallWorldTally tally = visit_small_world(bounds, {.index = GetParam(), .count = shard_count});
  EXPECT_EQ(tally.failure, "");
  EXPECT_GT(tally.pairs, 0);
  RecordProperty("pairs", std::to_string(tally.pairs));
  std::cout << tally.packs << " packs, " << tally.placements << " placements, " << tally.refusals << " refusals, "
            << tally.pairs << " pairs\n";
}

INSTANTIATE_TEST_SUITE_P(Shard, SmallWorld, testing::Range(std::int64_t{0}, shard_count));

}  // namespace
}  // namespace relayout::proptest
