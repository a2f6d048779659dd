// A small world whole, on every run. What it holds is counted and demanded, so that it cannot shrink unseen.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <string>
#include <tuple>

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

constexpr SmallWorldBounds six_ranks{.max_tokens = 16, .max_sequences = 4, .max_slot_tokens = 6, .max_ranks = 6};

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

// Of the whole small world, twelve parts of 256 on every run, which take half a minute to two minutes of two cores, and
// others on every day: in 22 days it is all of it. The day is printed, and RELAYOUT_SMALL_WORLD_DAY brings it back.
constexpr std::int64_t part_count = 256;
constexpr std::int64_t parts_a_day = 12;

std::int64_t today() {
  if (const char* day = std::getenv("RELAYOUT_SMALL_WORLD_DAY")) return std::strtoll(day, nullptr, 10);
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::hours>(now).count() / 24;
}

class WholeSmallWorldToday : public testing::TestWithParam<std::int64_t> {};

TEST_P(WholeSmallWorldToday, agrees_with_the_oracle_in_every_placement_and_every_pair) {
  const std::int64_t day = today();
  const std::int64_t part = (day * parts_a_day + GetParam()) % part_count;
  const std::clock_t begun = std::clock();
  const SmallWorldTally tally = visit_small_world(six_ranks, {.index = part, .count = part_count});
  const double seconds = static_cast<double>(std::clock() - begun) / CLOCKS_PER_SEC;
  const auto rate = static_cast<std::int64_t>(static_cast<double>(tally.pairs) / seconds);
  EXPECT_EQ(tally.failure, "");
  EXPECT_GT(tally.pairs, 1'000'000);
  RecordProperty("pairs", std::to_string(tally.pairs));
  RecordProperty("pairs_a_second", std::to_string(rate));
  std::cout << "small world: part " << part << " of " << part_count << " (RELAYOUT_SMALL_WORLD_DAY=" << day
            << "): " << tally.packs << " packs, " << tally.placements << " placements, " << tally.refusals
            << " refusals, " << tally.pairs << " pairs, " << seconds << " s of processor time, " << rate
            << " pairs a second\n";
}

INSTANTIATE_TEST_SUITE_P(Part, WholeSmallWorldToday, testing::Range(std::int64_t{0}, parts_a_day));

// What `./run test nightly` goes through, in parts that are none of them left out.
TEST(WholeSmallWorld, is_as_large_as_it_is_said_to_be) {
  const SmallWorldTally tally = count_small_world(six_ranks);
  EXPECT_EQ(tally.packs, 6'188);
  EXPECT_EQ(tally.placements, 1'708'354);
  EXPECT_EQ(tally.refusals, 296'558);
  EXPECT_EQ(tally.pairs, 472'351'736);
}

TEST(WholeSmallWorld, is_the_sum_of_its_parts) {
  constexpr SmallWorldBounds tiny{.max_tokens = 2, .max_sequences = 2, .max_slot_tokens = 2, .max_ranks = 2};
  const SmallWorldTally whole = visit_small_world(tiny, {});
  const SmallWorldTally counted = count_small_world(tiny);
  EXPECT_EQ(std::tie(whole.packs, whole.placements, whole.refusals, whole.pairs),
            std::tie(counted.packs, counted.placements, counted.refusals, counted.pairs));
  SmallWorldTally sum;
  for (std::int64_t index = 0; index < 5; ++index) {
    const SmallWorldTally part = visit_small_world(tiny, {.index = index, .count = 5});
    sum.packs += part.packs;
    sum.pairs += part.pairs;
  }
  EXPECT_EQ(sum.packs, whole.packs);
  EXPECT_EQ(sum.pairs, whole.pairs);
}

}  // namespace
}  // namespace relayout::proptest
