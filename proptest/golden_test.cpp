// Rows that frameworks were seen to make, against the planner and against the oracle: each keeps the other honest.
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "relayout/model/preset.hpp"
#include "relayout/model/view.hpp"
#include "relayout/proptest/data_file.hpp"
#include "relayout/proptest/oracle.hpp"

namespace relayout::proptest {
namespace {

using RankRows = std::vector<std::vector<std::int64_t>>;  // by rank and row, -1 = temporary padding

RankRows planned_rows(const Placement& placement) {
  RankRows rows;
  for (const RankPieces& rank : placement.table().ranks) {
    rows.emplace_back(static_cast<std::size_t>(rank.row_count), -1);
    for (const Piece& piece : rank.pieces) {
      for (std::int64_t i = 0; i < piece.count; ++i)
        rows.back()[static_cast<std::size_t>(piece.row + i)] = piece.token + i;
    }
  }
  return rows;
}

RankRows oracle_rows(const OraclePlacement& placement) {
  RankRows rows;
  for (const OracleRank& rank : placement.ranks) {
    rows.emplace_back();
    for (const Cell& cell : rank.rows) rows.back().push_back(cell.token);
  }
  return rows;
}

void compare(const nlohmann::json& line) {
  const Pack pack = pack_of(line);
  for (const std::int64_t cp : line.at("cp").get<std::vector<std::int64_t>>()) {
    const Layout layout = layout_of(line.at("layout"), cp);
    const auto placement = Placement::make(layout, pack);
    ASSERT_TRUE(placement.has_value()) << line.at("name") << ": " << placement.error().message;
    const auto oracle = oracle_place(layout, pack);
    ASSERT_TRUE(oracle.has_value()) << line.at("name");
    const auto expected = line.at("ranks").get<RankRows>();
    EXPECT_EQ(planned_rows(*placement), expected) << line.at("name");
    EXPECT_EQ(oracle_rows(*oracle), expected) << line.at("name");
  }
}

TEST(GoldenRows, of_layouts_are_what_their_sources_say) {
  const auto lines = data_lines("golden-layouts.jsonl");
  ASSERT_GE(lines.size(), 10U);
  for (const auto& line : lines) compare(line);
}

TEST(GoldenRows, of_presets_are_what_the_frameworks_make) {
  const auto lines = data_lines("golden-presets.jsonl");
  ASSERT_GE(lines.size(), 36U);
  for (const auto& line : lines) compare(line);
}

TEST(GoldenRows, pin_every_preset_and_name_a_source) {
  std::set<std::string> pinned;
  for (const auto& line : data_lines("golden-presets.jsonl")) {
    const std::string layout = line.at("layout");
    pinned.insert(layout.substr(0, layout.find(':')));
    EXPECT_FALSE(line.at("source").get<std::string>().empty());
  }
  for (const Preset& preset : presets()) EXPECT_EQ(pinned.count(std::string(preset.name)), 1U) << preset.name;
}

// What a line says of a rank's parts; rows and flags follow from it.
std::vector<FlaPart> expected_parts(const nlohmann::json& parts) {
  std::vector<FlaPart> result;
  std::int64_t row = 0;
  for (const auto& part : parts) {
    FlaPart& expected = result.emplace_back();
    expected.row_begin = row;
    expected.cu_seqlens = part.at("cu_seqlens").get<std::vector<std::int64_t>>();
    expected.pre_num_ranks = part.at("pre_num_ranks");
    expected.post_num_ranks = part.at("post_num_ranks");
    expected.pre_num_conv_tokens = part.at("pre_num_conv_tokens");
    expected.is_first_rank = expected.pre_num_ranks == 0;
    expected.is_last_rank = expected.post_num_ranks == 0;
    row += expected.cu_seqlens.back();
  }
  return result;
}

TEST(GoldenContexts, of_fla_are_what_its_own_code_makes) {
  const auto lines = data_lines("golden-fla.jsonl");
  ASSERT_GE(lines.size(), 13U);
  for (const auto& line : lines) {
    const Pack pack = pack_of(line);
    const Layout layout = layout_of(line.at("layout"), line.at("cp"));
    const auto placement = Placement::make(layout, pack);
    const auto oracle = oracle_place(layout, pack);
    ASSERT_TRUE(placement.has_value()) << line.at("name");
    ASSERT_TRUE(oracle.has_value()) << line.at("name");
    ASSERT_EQ(static_cast<std::int32_t>(line.at("ranks").size()), layout.rank_count()) << line.at("name");
    for (std::int32_t rank = 0; rank < layout.rank_count(); ++rank) {
      const std::vector<FlaPart> expected = expected_parts(line.at("ranks")[static_cast<std::size_t>(rank)]);
      EXPECT_EQ(view(*placement, rank).fla, expected) << line.at("name") << " rank " << rank;
      EXPECT_EQ(oracle_view(*oracle, pack, rank).fla, expected) << line.at("name") << " rank " << rank;
    }
  }
}

}  // namespace
}  // namespace relayout::proptest
