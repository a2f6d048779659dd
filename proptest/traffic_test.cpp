// Traffic is what counting the rows of each move says.
#include "relayout/model/traffic.hpp"

#include <algorithm>
#include <map>

#include "relayout/proptest/check_fixture.hpp"

namespace relayout::proptest {
namespace {

std::vector<Move> moves_of(const Case& input) {
  const PlacedCase sides = place(input).value();
  const Plan plan = Plan::make(sides.source, sides.target).value();
  return {plan.moves().begin(), plan.moves().end()};
}

TEST(Traffic, of_eight_tokens_is_counted_by_hand) {
  const Case input{pack_of({8}), parse_layout("zigzag:cp=2", {}).value(), parse_layout("contiguous:cp=2", {}).value()};
  const Traffic expected{.rows_total = 8,
                         .rows_kept = 4,
                         .rows_sent = 4,
                         .rows_sent_max_rank = 2,
                         .rows_received_max_rank = 2,
                         .messages = 2};
  EXPECT_EQ(traffic(moves_of(input)), expected);
  EXPECT_EQ(pair_traffic(moves_of(input)), (std::vector<PairTraffic>{{0, 0, 2}, {0, 1, 2}, {1, 0, 2}, {1, 1, 2}}));
}

TEST(Traffic, of_no_moves_is_nothing) {
  EXPECT_EQ(traffic({}), Traffic{});
  EXPECT_TRUE(pair_traffic({}).empty());
}

TEST(Traffic, is_what_counting_each_row_says) {
  std::vector<Case> cases = small_cases(500);
  const std::vector<Case> extremes = extreme_cases();
  cases.insert(cases.end(), extremes.begin(), extremes.end());
  for (const Case& input : cases) {
    const std::vector<Move> moves = moves_of(input);
    std::map<std::pair<std::int32_t, std::int32_t>, std::int64_t> pairs;
    std::map<std::int32_t, std::int64_t> sent;
    std::map<std::int32_t, std::int64_t> received;
    Traffic expected;
    for (const Move& move : moves) {
      pairs[{move.source_rank, move.target_rank}] += move.count;
      expected.rows_total += move.count;
      if (move.source_rank == move.target_rank) {
        expected.rows_kept += move.count;
        continue;
      }
      expected.rows_sent += move.count;
      expected.rows_sent_max_rank = std::max(expected.rows_sent_max_rank, sent[move.source_rank] += move.count);
      expected.rows_received_max_rank =
          std::max(expected.rows_received_max_rank, received[move.target_rank] += move.count);
    }
    std::vector<PairTraffic> listed;
    for (const auto& [pair, rows] : pairs) {
      listed.push_back({pair.first, pair.second, rows});
      expected.messages += pair.first == pair.second ? 0 : 1;
    }
    EXPECT_EQ(traffic(moves), expected) << command_options(input);
    EXPECT_EQ(pair_traffic(moves), listed) << command_options(input);
    EXPECT_EQ(expected.rows_total, input.pack.token_count());
  }
}

}  // namespace
}  // namespace relayout::proptest
