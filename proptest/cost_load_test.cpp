// Load is what counting token by token says, on the oracle's rows.
#include "relayout/model/cost/load.hpp"

#include <gtest/gtest.h>

#include "relayout/model/layout_text.hpp"
#include "relayout/proptest/generate/generate.hpp"
#include "relayout/proptest/oracle.hpp"

namespace relayout::proptest {
namespace {

Placement placed(const std::string& text, std::vector<std::int64_t> lengths) {
  return Placement::make(parse_layout(text, {}).value(), Pack::from_lengths(std::move(lengths)).value()).value();
}

// One row after another; the position is counted from the first token of the slot.
std::vector<RankLoad> loads_by_counting(const Layout& layout, const Pack& pack) {
  const OraclePlacement oracle = oracle_place(layout, pack).value();
  std::vector<RankLoad> loads(static_cast<std::size_t>(layout.cp()));
  for (std::size_t rank = 0; rank < oracle.ranks.size(); ++rank) {
    RankLoad& load = loads[rank / static_cast<std::size_t>(layout.tp())];
    for (const Cell& cell : oracle.ranks[rank].rows) {
      ++load.rows;
      if (cell.token < 0) continue;
      ++load.held;
      const std::int64_t sequence = pack.sequence_of(cell.token);
      const std::int64_t position = cell.token - pack.slot(sequence).begin;
      if (position >= pack.length(sequence)) continue;
      ++load.tokens;
      for (std::int64_t seen = 0; seen <= position; ++seen) load.attention_work += 1;
    }
  }
  return loads;
}

TEST(Loads, are_what_counting_each_token_says) {
  Random random(20261122);
  std::int64_t with_padding = 0;
  std::int64_t with_slots = 0;
  for (std::int64_t trial = 0; trial < 2'000; ++trial) {
    const Case input = random_case(random, {.max_cp = 8, .max_tokens = 120, .max_sequences = 10});
    for (const Layout& layout : {input.source, input.target}) {
      const std::vector<RankLoad> expected = loads_by_counting(layout, input.pack);
      const std::vector<RankLoad> loads = rank_loads(Placement::make(layout, input.pack).value());
      ASSERT_EQ(loads.size(), expected.size());
      for (std::size_t rank = 0; rank < loads.size(); ++rank) {
        EXPECT_EQ(loads[rank].rows, expected[rank].rows) << command_options(input);
        EXPECT_EQ(loads[rank].held, expected[rank].held) << command_options(input);
        EXPECT_EQ(loads[rank].tokens, expected[rank].tokens) << command_options(input);
        EXPECT_EQ(loads[rank].attention_work, expected[rank].attention_work) << command_options(input);
      }
      with_padding += padding_rows(loads) > 0 ? 1 : 0;
      with_slots += input.pack.has_carried_padding() ? 1 : 0;
    }
  }
  EXPECT_GT(with_padding, 400);
  EXPECT_GT(with_slots, 400);
}

TEST(Loads, show_why_zigzag_exists) {
  const std::vector<RankLoad> in_order = rank_loads(placed("contiguous:cp=2", {8}));
  EXPECT_EQ(in_order[0].attention_work, 10);
  EXPECT_EQ(in_order[1].attention_work, 26);
  EXPECT_EQ(work_spread(rank_loads(placed("zigzag:cp=2", {8}))).ratio(), 1);
  for (const std::int32_t cp : {2, 8, 64}) {
    const std::string size = std::to_string(cp);
    const std::vector<std::int64_t> one = {1'048'576};
    EXPECT_EQ(work_spread(rank_loads(placed("zigzag:cp=" + size, one))).ratio(), 1);
    EXPECT_NEAR(work_spread(rank_loads(placed("sequential:cp=" + size, one))).ratio(), 2 - 1.0 / cp, 1e-5);
    EXPECT_EQ(token_spread(rank_loads(placed("sequential:cp=" + size, one))).ratio(), 1);
  }
}

TEST(Loads, of_tp_shares_count_for_their_cp_rank) {
  const std::vector<RankLoad> loads = rank_loads(placed("zigzag:cp=2,tp=2", {16}));
  ASSERT_EQ(loads.size(), 2U);
  EXPECT_EQ(loads[0].tokens, 8);
  EXPECT_EQ(work_spread(loads).ratio(), 1);
}

TEST(Loads, of_more_tokens_than_32_bits_count_are_right) {
  constexpr std::int64_t half = std::int64_t{1} << 33;
  const std::vector<RankLoad> loads = rank_loads(placed("contiguous:cp=2", {2 * half}));
  EXPECT_EQ(loads[1].tokens, half);
  const auto tokens = static_cast<double>(half);
  EXPECT_DOUBLE_EQ(loads[0].attention_work, tokens * (tokens + 1) / 2);
  EXPECT_DOUBLE_EQ(loads[1].attention_work, tokens * (3 * tokens + 1) / 2);
}

TEST(Loads, of_no_token_are_balanced) {
  const std::vector<RankLoad> loads = rank_loads(placed("zigzag:cp=4", {}));
  EXPECT_EQ(work_spread(loads).ratio(), 1);
  EXPECT_EQ(token_spread(loads).ratio(), 1);
  EXPECT_EQ(padding_rows(loads), 0);
}

TEST(Spread, of_packs_one_after_another_sums_what_the_busiest_do) {
  Spread sum{.most = 30, .mean = 10};
  sum += {.most = 10, .mean = 10};
  EXPECT_EQ(sum.ratio(), 2);
}

}  // namespace
}  // namespace relayout::proptest
