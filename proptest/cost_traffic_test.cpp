// Traffic by rank and by domain adds up to the traffic, and is what counting by hand says.
#include "relayout/model/cost/rank_traffic.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>

#include "relayout/model/layout_text.hpp"
#include "relayout/model/plan.hpp"
#include "relayout/proptest/generate/generate.hpp"

namespace relayout::proptest {
namespace {

Plan plan_of(const Case& input) {
  const PlacedCase sides = place(input).value();
  return Plan::make(sides.source, sides.target).value();
}

Case case_of(std::vector<std::int64_t> lengths, const std::string& source, const std::string& target) {
  return {Pack::from_lengths(std::move(lengths)).value(), parse_layout(source, {}).value(),
          parse_layout(target, {}).value()};
}

TEST(RankTraffic, of_sixteen_tokens_is_counted_by_hand) {
  // source  0: 0 1 14 15   1: 2 3 12 13   2: 4 5 10 11   3: 6 7 8 9      target  0: 0..3   1: 4..7   2: 8..11 3: 12..15
  const Case input = case_of({16}, "zigzag:cp=4", "contiguous:cp=4");
  const std::vector<PairTraffic> pairs = pair_traffic(plan_of(input).moves());
  const std::vector<RankTraffic> ranks =
      rank_traffic({.pairs = pairs, .group = Group(input.source, input.target), .ranks_per_domain = 2});
  ASSERT_EQ(ranks.size(), 4U);
  const RankTraffic first{.world_rank = 0,
                          .domain = 0,
                          .rows_kept = 2,
                          .sent = {.intra = {}, .inter = {.rows = 2, .messages = 1}},
                          .received = {.intra = {.rows = 2, .messages = 1}, .inter = {}}};
  EXPECT_EQ(ranks[0], first);
  const RankTraffic last{.world_rank = 3,
                         .domain = 1,
                         .rows_kept = 0,
                         .sent = {.intra = {.rows = 2, .messages = 1}, .inter = {.rows = 2, .messages = 1}},
                         .received = {.intra = {}, .inter = {.rows = 4, .messages = 2}}};
  EXPECT_EQ(ranks[3], last);
  const std::vector<DomainTraffic> domains = domain_traffic(ranks);
  ASSERT_EQ(domains.size(), 2U);
  const DomainTraffic one{
      .domain = 1, .rank_count = 2, .rows_kept = 2, .rows_intra = 2, .rows_sent = 4, .rows_received = 4};
  EXPECT_EQ(domains[1], one);
}

TEST(RankTraffic, adds_up_to_the_traffic) {
  Random random(3);
  for (std::int64_t trial = 0; trial < 1'000; ++trial) {
    const Case input = random_case(random, {});
    const Plan plan = plan_of(input);
    const Traffic whole = traffic(plan.moves());
    const std::vector<PairTraffic> pairs = pair_traffic(plan.moves());
    const std::vector<RankTraffic> ranks = rank_traffic(
        {.pairs = pairs, .group = Group(input.source, input.target), .ranks_per_domain = 1 + random.below(5)});
    Traffic sum;
    for (const RankTraffic& rank : ranks) {
      sum.rows_kept += rank.rows_kept;
      sum.rows_sent += rank.sent.rows();
      sum.messages += rank.sent.messages();
      sum.rows_sent_max_rank = std::max(sum.rows_sent_max_rank, rank.sent.rows());
      sum.rows_received_max_rank = std::max(sum.rows_received_max_rank, rank.received.rows());
    }
    sum.rows_total = sum.rows_kept + sum.rows_sent;
    EXPECT_EQ(sum, whole) << command_options(input);
    std::int64_t received = 0;
    std::int64_t rank_count = 0;
    for (const DomainTraffic& domain : domain_traffic(ranks)) {
      received += domain.rows_kept + domain.rows_intra + domain.rows_received;
      rank_count += domain.rank_count;
    }
    EXPECT_EQ(received, whole.rows_total) << command_options(input);
    EXPECT_EQ(rank_count, std::ssize(ranks));
  }
}

TEST(PairTraffic, of_two_packs_is_that_of_all_their_moves) {
  Random random(4);
  for (std::int64_t trial = 0; trial < 300; ++trial) {
    const Plan first = plan_of(random_case(random, {}));
    const Plan second = plan_of(random_case(random, {}));
    std::vector<Move> moves(first.moves().begin(), first.moves().end());
    moves.insert(moves.end(), second.moves().begin(), second.moves().end());
    std::vector<PairTraffic> sum = pair_traffic(first.moves());
    add_pairs(sum, pair_traffic(second.moves()));
    EXPECT_EQ(sum, pair_traffic(moves));
  }
}

}  // namespace
}  // namespace relayout::proptest
