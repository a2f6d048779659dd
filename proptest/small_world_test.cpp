// A small world whole, on every run. What it holds is counted and demanded, so that it cannot shrink unseen.
#include <gtest/gtest.h>

#include <iostream>
#include <string>

#include "relayout/proptest/small_world.hpp"

namespace relayout::proptest {
namespace {

struct Part {
  const char* name;
  SmallWorldBounds bounds;
  Shard shard;
  std::int64_t least_pairs;
};

// The name of a test at ctest.
std::ostream& operator<<(std::ostream& out, const Part& part) { return out << part.name; }

constexpr SmallWorldBounds three_sequences{.max_tokens = 6, .max_sequences = 3, .max_slot_tokens = 4, .max_ranks = 4};
constexpr SmallWorldBounds one_sequence{.max_tokens = 12, .max_sequences = 1, .max_slot_tokens = 0, .max_ranks = 4};

class SmallWorld : public testing::TestWithParam<Part> {};

TEST_P(SmallWorld, agrees_with_the_oracle_in_every_placement_and_every_pair) {
  const SmallWorldTally tally = visit_small_world(GetParam().bounds, GetParam().shard);
  EXPECT_EQ(tally.failure, "");
  EXPECT_GE(tally.pairs, GetParam().least_pairs);
  EXPECT_GT(tally.refusals, 0);
  std::cout << tally.packs << " packs, " << tally.placements << " placements, " << tally.refusals << " refusals, "
            << tally.pairs << " pairs\n";
}

INSTANTIATE_TEST_SUITE_P(
    Part, SmallWorld,
    testing::Values(Part{"three_sequences_0", three_sequences, {.index = 0, .count = 3}, 1'000'000},
                    Part{"three_sequences_1", three_sequences, {.index = 1, .count = 3}, 1'000'000},
                    Part{"three_sequences_2", three_sequences, {.index = 2, .count = 3}, 1'000'000},
                    Part{"one_sequence", one_sequence, {.index = 0, .count = 1}, 400'000}));

}  // namespace
}  // namespace relayout::proptest
