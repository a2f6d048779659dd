// The readers under fire, for seconds: every seed, everything that was ever found, and mutations of both. The long run
// is libFuzzer's: ./run fuzz MINUTES.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "relayout/proptest/fuzz/entry.hpp"
#include "relayout/proptest/fuzz/mutate.hpp"
#include "relayout/proptest/fuzz/promise.hpp"

namespace relayout::proptest {
namespace {

std::vector<std::string> seeds_of(std::string_view entry) {
  std::vector<std::filesystem::path> paths;
  for (const auto& file : std::filesystem::directory_iterator(std::string(RELAYOUT_FUZZ_CORPUS "/") += entry)) {
    paths.push_back(file.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> seeds;
  for (const auto& path : paths) {
    std::ifstream file(path, std::ios::binary);
    seeds.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return seeds;
}

class Fuzz : public testing::TestWithParam<FuzzEntry> {};

TEST_P(Fuzz, every_seed_and_its_mutations_are_read_or_refused_in_words) {
  const std::vector<std::string> seeds = seeds_of(GetParam().name);
  ASSERT_GE(seeds.size(), 3U);
  for (const std::string& seed : seeds) GetParam().feed(seed);
  Random random(20261122);
  for (int i = 0; i < 20'000; ++i) GetParam().feed(mutated(random, seeds));
}

INSTANTIATE_TEST_SUITE_P(Readers, Fuzz, testing::ValuesIn(fuzz_entries().begin(), fuzz_entries().end()),
                         [](const auto& reader) { return std::string(reader.param.name); });

TEST(FuzzPromise, that_is_broken_ends_the_program) {
  EXPECT_DEATH(promise(false, "pigs fly"), "a reader broke its word: pigs fly");
  EXPECT_DEATH(promise_words(Error{"code", ""}), "an error has a message");
}

}  // namespace
}  // namespace relayout::proptest
