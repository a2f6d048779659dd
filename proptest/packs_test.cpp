// The laws on packs that others test with, and on packs of real documents.
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "relayout/model/integer.hpp"
#include "relayout/proptest/data_file.hpp"
#include "relayout/proptest/fault/planner.hpp"
#include "relayout/proptest/law.hpp"

namespace relayout::proptest {
namespace {

struct LayoutPair {
  std::string source;
  std::string target;
};

const std::array<LayoutPair, 4>& layout_pairs() {
  static const std::array<LayoutPair, 4> pairs{{
      {"zigzag:remainder=balanced", "contiguous:remainder=balanced"},
      {"zigzag:remainder=pad", "sequential:remainder=pad"},
      {"contiguous:remainder=pad", "flat-zigzag:remainder=pad"},
      {"sequential:remainder=balanced", "striped:block=64,remainder=balanced"},
  }};
  return pairs;
}

// Asks every law and the oracle about one pack and pair.
void judge_case(const std::string& name, const Case& input, std::uint64_t seed) {
  static const Planner planner = sound_planner();
  const Verdict broken = judge(input, planner, seed);
  EXPECT_FALSE(broken.has_value()) << name << ": " << broken->law << ": " << broken->message << "\n"
                                   << command_options(input);
  const Verdict denied = judge_against_oracle(input, planner);
  EXPECT_FALSE(denied.has_value()) << name << ": " << denied->law << ": " << denied->message << "\n"
                                   << command_options(input);
}

// Packs past 50,000 tokens take turns: one pair each, all pairs among them. Returns how many cases were asked about.
std::int64_t judge_packs(const std::vector<nlohmann::json>& lines, std::int64_t cp) {
  constexpr std::int64_t large = 50'000;
  std::int64_t count = 0;
  std::int64_t turn = cp;
  for (const auto& line : lines) {
    const Pack pack = pack_of(line);
    ++turn;
    for (std::size_t i = 0; i < layout_pairs().size(); ++i) {
      if (pack.token_count() > large && static_cast<std::int64_t>(i) != floor_mod(turn, std::int64_t{4})) continue;
      const LayoutPair& pair = layout_pairs()[i];
      judge_case(line.at("name"), {pack, layout_of(pair.source, cp), layout_of(pair.target, cp)},
                 static_cast<std::uint64_t>(++count));
    }
  }
  return count;
}

class RealPacks : public testing::TestWithParam<std::int64_t> {};

TEST(PublishedPacks, keep_every_law_under_balanced_and_padded_layouts) {
  for (const std::int64_t cp : {2, 3, 4, 8}) EXPECT_EQ(judge_packs(data_lines("published-batches.jsonl"), cp), 26 * 4);
}

TEST_P(RealPacks, keep_every_law_under_balanced_and_padded_layouts) {
  EXPECT_EQ(judge_packs(data_lines("real-batches.jsonl"), GetParam()), 64 * 4 + 31);
}

INSTANTIATE_TEST_SUITE_P(Cp, RealPacks, testing::Values(2, 3, 4, 8));

}  // namespace
}  // namespace relayout::proptest
