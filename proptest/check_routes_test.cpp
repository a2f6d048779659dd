// All-to-all-v routes judged: right ones pass, every damage is refused, and whatever stands in small routes, the
// verdict is what carrying the rows over a simulated wire one by one says.
#include "relayout/model/check/check_routes.hpp"

#include <optional>

#include "relayout/proptest/check_fixture.hpp"
#include "relayout/proptest/naive_routes.hpp"

namespace relayout::proptest {
namespace {

// source  rank 0 | 0 1 6 7 .    rank 1 | 2 3 4 5 .     target  rank 0 | 0 1 2 3 .    rank 1 | 4 5 6 7 .
PlacedCase eight() {
  return {placed("zigzag:cp=2,rank_rows=5", pack_of({8})), placed("contiguous:cp=2,rank_rows=5", pack_of({8}))};
}

std::vector<Damaged<Routes>> damaged(const Routes& right) {
  Workshop<Routes> shop(right);
  shop.drop_and_repeat("entry", [](Routes& r) -> std::vector<RankRoutes>& { return r.ranks; });
  for (std::size_t rank = 0; rank < right.ranks.size(); ++rank) {
    const std::string who = "rank " + std::to_string(rank);
    shop.spoil_rank(who, [=](Routes& r) -> std::int32_t& { return r.ranks[rank].rank; });
    for (const auto count : {&RankRoutes::source_row_count, &RankRoutes::target_row_count}) {
      shop.spoil(who + " row count", [=](Routes& r) -> std::int64_t& { return *(r.ranks[rank].*count); });
    }
    for (const auto splits : {&RankRoutes::send_splits, &RankRoutes::receive_splits}) {
      shop.drop_and_repeat(who + " split", [=](Routes& r) -> Numbers& { return r.ranks[rank].*splits; });
      for (std::size_t i = 0; i < (right.ranks[rank].*splits).size(); ++i) {
        shop.spoil(who + " split", [=](Routes& r) -> std::int64_t& { return (r.ranks[rank].*splits)[i]; });
      }
    }
    for (const auto rows : {&RankRoutes::send_rows, &RankRoutes::receive_rows}) {
      shop.drop_and_repeat(who + " row", [=](Routes& r) -> Numbers& { return *(r.ranks[rank].*rows); });
      shop.add(who + " counts 0, 1, 2, ..", [=](Routes& r) { (r.ranks[rank].*rows).reset(); });
      for (std::size_t i = 0; i < (right.ranks[rank].*rows)->size(); ++i) {
        shop.spoil(who + " row", [=](Routes& r) -> std::int64_t& { return (*(r.ranks[rank].*rows))[i]; });
        if (i == 0) continue;
        shop.add(who + " swaps rows",
                 [=](Routes& r) { std::swap((*(r.ranks[rank].*rows))[i], (*(r.ranks[rank].*rows))[i - 1]); });
      }
    }
  }
  return shop.damaged();
}

// A row list may say in numbers what null says: not damage.
bool same(const Routes& a, const Routes& b) {
  if (a.ranks.size() != b.ranks.size()) return false;
  for (std::size_t i = 0; i < a.ranks.size(); ++i) {
    const RankRoutes& x = a.ranks[i];
    const RankRoutes& y = b.ranks[i];
    if (x.rank != y.rank || x.source_row_count != y.source_row_count || x.target_row_count != y.target_row_count ||
        x.send_splits != y.send_splits || x.receive_splits != y.receive_splits ||
        spelt_out(x.send_rows, x.send_splits) != spelt_out(y.send_rows, y.send_splits) ||
        spelt_out(x.receive_rows, x.receive_splits) != spelt_out(y.receive_rows, y.receive_splits)) {
      return false;
    }
  }
  return true;
}

RankRoutes route_of(std::int32_t rank, const Numbers& send_splits, const Numbers& receive_splits) {
  RankRoutes route;
  route.rank = rank;
  route.send_splits = send_splits;
  route.receive_splits = receive_splits;
  return route;
}

TEST(Right_routes, pass) {
  for (const Case& input : small_cases(300)) {
    const PlacedCase sides = place(input).value();
    Routes routes = naive_routes(sides);
    EXPECT_TRUE(carries_every_token(routes, sides));
    EXPECT_TRUE(holds(check_routes({routes, sides.source, sides.target}))) << command_options(input);
    for (RankRoutes& rank : routes.ranks) rank.source_row_count = rank.target_row_count = std::nullopt;
    EXPECT_TRUE(holds(check_routes({routes, sides.source, sides.target}))) << command_options(input);
  }
}

TEST(Padding_rows, may_be_sent_to_padding_rows_in_any_group_order) {
  const PlacedCase sides = eight();
  Routes routes = naive_routes(sides);
  routes.ranks[0].send_splits[1] += 1;  // the rows of peer 1 are the last of the buffer
  routes.ranks[0].send_rows->push_back(4);
  routes.ranks[1].receive_splits[0] += 1;
  routes.ranks[1].receive_rows->insert(routes.ranks[1].receive_rows->begin() + 2, 4);
  EXPECT_TRUE(carries_every_token(routes, sides));
  EXPECT_TRUE(holds(check_routes({routes, sides.source, sides.target})));
  // Whoever is listed second is peer 1: both lists of both ranks change with it.
  Routes turned{{routes.ranks[1], routes.ranks[0]}};
  EXPECT_FALSE(carries_every_token(turned, sides));
  EXPECT_TRUE(check_routes({turned, sides.source, sides.target}).has_value());
}

TEST(Every_damage_to_routes, is_refused) {
  std::int64_t count = 0;
  for (const Case& input : small_cases(12)) {
    const PlacedCase sides = place(input).value();
    const Routes right = naive_routes(sides);
    for (const Damaged<Routes>& other : damaged(right)) {
      if (same(other.value, right)) continue;
      EXPECT_TRUE(refused_by(check_routes({other.value, sides.source, sides.target}), {"agreement", "join"}))
          << command_options(input) << ": " << other.what;
      ++count;
    }
  }
  EXPECT_GT(count, 3'000);
}

TEST(The_verdict_on_shuffled_routes, is_what_carrying_each_row_says) {
  Random random(11);
  std::int64_t right_ones = 0;
  std::int64_t wrong_ones = 0;
  for (const Case& input : small_cases(100)) {
    const PlacedCase sides = place(input).value();
    for (int round = 0; round < 10; ++round) {
      Routes routes = naive_routes(sides);
      for (std::int64_t harms = random.below(4); harms > 0; --harms) {
        RankRoutes& from = routes.ranks[static_cast<std::size_t>(random.below(std::ssize(routes.ranks)))];
        Numbers& list = random.one_in(2) ? *from.send_rows : *from.receive_rows;
        if (list.empty()) continue;
        const auto item = [&]() -> std::int64_t& {
          return list[static_cast<std::size_t>(random.below(std::ssize(list)))];
        };
        if (random.one_in(2)) {
          std::swap(item(), item());
        } else {
          item() = random.below(8) - 1;
        }
      }
      const bool expected = carries_every_token(routes, sides);
      (expected ? right_ones : wrong_ones) += 1;
      EXPECT_EQ(expected, !check_routes({routes, sides.source, sides.target}).has_value()) << command_options(input);
    }
  }
  EXPECT_GT(right_ones, 200);
  EXPECT_GT(wrong_ones, 200);
}

TEST(A_witness_against_routes, names_the_place_and_both_numbers) {
  struct Row {
    std::string_view law;
    std::string_view message;
    void (*harm)(Routes&);
  };
  const Row rows[] = {
      {"agreement", "rank 1 sends 2 rows to rank 0, which expects 1",
       [](Routes& r) {
         r.ranks[0].receive_splits = {2, 1};
       }},
      {"agreement", "rank 0 send_splits add up to 4, but send_rows has 3 entries",
       [](Routes& r) { r.ranks[0].send_rows->pop_back(); }},
      {"agreement", "rank 0 send_splits has 1 entries, expected 2",
       [](Routes& r) { r.ranks[0].send_splits.pop_back(); }},
      {"agreement", "rank 1 receive_splits[0] is -1, expected >= 0",
       [](Routes& r) { r.ranks[1].receive_splits[0] = -1; }},
      {"agreement", "rank 1 send_splits pass 2^40 rows at entry 1",
       [](Routes& r) { r.ranks[1].send_splits[1] = huge; }},
      {"agreement", "rank 1 send_rows[2] is 5, but it has 5 source rows",
       [](Routes& r) { (*r.ranks[1].send_rows)[2] = 5; }},
      {"agreement", "rank 1 has target_row_count 4, expected 5", [](Routes& r) { r.ranks[1].target_row_count = 4; }},
      {"agreement", "rank 1 of the layouts has no routes", [](Routes& r) { r.ranks[1].rank = 2; }},
      {"agreement", "ranks[0] and ranks[1] are both rank 0", [](Routes& r) { r.ranks[1].rank = 0; }},
      {"join", "rank 0 writes target row 1 twice: receive_rows[1] and [2]",
       [](Routes& r) { (*r.ranks[0].receive_rows)[2] = 1; }},
      {"join", "rank 0 row 1 receives token 0 (rank 0 row 0), expected token 1, which lives at rank 0 row 1",
       [](Routes& r) { (*r.ranks[0].send_rows)[1] = 0; }},
      {"join", "rank 0 row 0 receives temporary padding (rank 0 row 4), expected token 0",
       [](Routes& r) { (*r.ranks[0].send_rows)[0] = 4; }},
      {"join", "token 3 arrives at rank 0 row 4, which is temporary padding; it belongs at rank 0 row 3 only",
       [](Routes& r) { (*r.ranks[0].receive_rows)[3] = 4; }},
      {"join", "token 0 never arrives: rank 0 row 0 is written by nobody; the token lives at rank 0 row 0",
       [](Routes& r) {
         r.ranks[0].send_rows->erase(r.ranks[0].send_rows->begin());
         r.ranks[0].receive_rows->erase(r.ranks[0].receive_rows->begin());
         --r.ranks[0].send_splits[0];
         --r.ranks[0].receive_splits[0];
       }},
  };
  const PlacedCase sides = eight();
  for (const Row& row : rows) {
    Routes routes = naive_routes(sides);
    row.harm(routes);
    EXPECT_TRUE(refused(check_routes({routes, sides.source, sides.target}), row.law, row.message)) << row.message;
  }
  EXPECT_TRUE(refused(check_routes({naive_routes(sides), sides.source, placed("contiguous:cp=1", pack_of({9}))}),
                      "join", "the source layout places 8 tokens in 1 sequences, the target layout 9 in 1"));
}

TEST(Routes_without_row_lists, cost_no_more_for_more_tokens) {
  const Pack pack = pack_of({std::int64_t{1} << 38});
  const std::int64_t half = std::int64_t{1} << 37;
  const Placement side = placed("contiguous:cp=2", pack);
  Routes routes{{route_of(0, {half, 0}, {half, 0}), route_of(1, {0, half}, {0, half})}};
  EXPECT_TRUE(holds(check_routes({routes, side, side})));
  EXPECT_TRUE(refused(check_routes({routes, side, placed("contiguous:cp=2,order=1-0", pack)}), "join",
                      "rank 0 row 0 receives token 0 (rank 0 row 0), expected token 137438953472"));
  routes.ranks[0].send_splits = routes.ranks[0].receive_splits = {half + 1, 0};
  EXPECT_TRUE(
      refused(check_routes({routes, side, side}), "agreement",
              "add up to 137438953473 and send_rows is null (0, 1, 2, ..), but it has 137438953472 source rows"));
}

TEST(Routes_of_ranks_outside_both_layouts, may_carry_nothing) {
  const PlacedCase sides = eight();
  Routes routes = naive_routes(sides);
  for (RankRoutes& rank : routes.ranks) {
    rank.send_splits.push_back(0);
    rank.receive_splits.push_back(0);
  }
  routes.ranks.push_back(route_of(7, {0, 0, 0}, {0, 0, 0}));
  EXPECT_TRUE(holds(check_routes({routes, sides.source, sides.target})));
  routes.ranks[2].send_splits[0] = routes.ranks[0].receive_splits[2] = 1;
  routes.ranks[0].receive_rows->push_back(4);
  EXPECT_TRUE(
      refused(check_routes({routes, sides.source, sides.target}), "agreement", "rank 7 send_splits add up to 1"));
}

}  // namespace
}  // namespace relayout::proptest
