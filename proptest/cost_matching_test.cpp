// A matching is the heaviest because its prices say so, and because trying everything finds none heavier.
#include "relayout/model/cost/matching.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <optional>
#include <set>
#include <string>

#include "relayout/proptest/generate/random.hpp"

namespace relayout::proptest {
namespace {

struct Shape {
  std::int32_t left_count;
  std::int32_t right_count;
  std::int64_t weight_bound;  // a small one makes ties
  std::int64_t one_edge_in;   // 1: every pair has an edge
};

std::vector<MatchingEdge> random_edges(Random& random, const Shape& shape) {
  std::vector<MatchingEdge> edges;
  for (std::int32_t left = 0; left < shape.left_count; ++left) {
    for (std::int32_t right = 0; right < shape.right_count; ++right) {
      if (random.one_in(shape.one_edge_in)) edges.push_back({left, right, random.below(shape.weight_bound)});
    }
  }
  return edges;
}

// The heaviest weight, by giving the lefts to the rights in every order there is.
std::int64_t heaviest_by_trying(const MatchingProblem& problem) {
  const auto size = static_cast<std::size_t>(std::max(problem.left_count, problem.right_count));
  std::vector<std::int64_t> weight(size * size, 0);
  for (const MatchingEdge& edge : problem.edges) {
    weight[static_cast<std::size_t>(edge.left) * size + static_cast<std::size_t>(edge.right)] = edge.weight;
  }
  std::vector<std::size_t> right_of(size);
  std::iota(right_of.begin(), right_of.end(), 0);
  std::int64_t heaviest = 0;
  do {
    std::int64_t sum = 0;
    for (std::size_t left = 0; left < size; ++left) sum += weight[left * size + right_of[left]];
    heaviest = std::max(heaviest, sum);
  } while (std::next_permutation(right_of.begin(), right_of.end()));
  return heaviest;
}

// What stands between a matching and its proof, in words; nothing where the prices prove it.
std::optional<std::string> unproved(const MatchingProblem& problem, const Matching& matching) {
  const auto left_price = [&](std::int32_t left) { return matching.left_prices.at(static_cast<std::size_t>(left)); };
  const auto right_price = [&](std::int32_t right) {
    return matching.right_prices.at(static_cast<std::size_t>(right));
  };
  std::int64_t tight_edges = 0;
  for (const MatchingEdge& edge : problem.edges) {
    const std::int64_t over = left_price(edge.left) + right_price(edge.right) - edge.weight;
    const bool matched = matching.right_of.at(static_cast<std::size_t>(edge.left)) == edge.right;
    if (over < 0) return "an edge weighs more than its prices";
    if (matched && over != 0) return "a matched edge weighs less than its prices";
    tight_edges += matched ? 1 : 0;
  }
  std::set<std::int32_t> rights;
  std::int64_t matched_count = 0;
  std::int64_t price_sum = 0;
  for (std::int32_t left = 0; left < problem.left_count; ++left) {
    const std::int32_t right = matching.right_of.at(static_cast<std::size_t>(left));
    if (left_price(left) < 0) return "a price is negative";
    if (right < 0 && left_price(left) != 0) return "an unmatched left has a price";
    if (right >= 0 && !rights.insert(right).second) return "a right is matched twice";
    matched_count += right >= 0 ? 1 : 0;
    price_sum += left_price(left);
  }
  for (std::int32_t right = 0; right < problem.right_count; ++right) {
    if (right_price(right) < 0) return "a price is negative";
    if (rights.count(right) == 0 && right_price(right) != 0) return "an unmatched right has a price";
    price_sum += right_price(right);
  }
  if (tight_edges != matched_count) return "a matched pair has no edge";
  if (price_sum != matching.weight) return "the weight is not the sum of the prices";
  return std::nullopt;
}

TEST(Matching, is_the_heaviest_of_all_up_to_eight) {
  Random random(20261122);
  for (std::int64_t trial = 0; trial < 1'500; ++trial) {
    // Eight by eight tries 40,320 orders, so most trials are smaller.
    const std::int64_t most = trial < 60 ? 9 : 7;
    const Shape shape{.left_count = static_cast<std::int32_t>(trial < 30 ? 8 : random.below(most)),
                      .right_count = static_cast<std::int32_t>(trial < 30 ? 8 : random.below(most)),
                      .weight_bound = random.one_in(2) ? 4 : 1'000'000,
                      .one_edge_in = 1 + random.below(4)};
    const std::vector<MatchingEdge> edges = random_edges(random, shape);
    const MatchingProblem problem{shape.left_count, shape.right_count, edges};
    const Matching matching = heaviest_matching(problem);
    ASSERT_EQ(matching.weight, heaviest_by_trying(problem)) << "trial " << trial;
    ASSERT_EQ(unproved(problem, matching), std::nullopt) << "trial " << trial;
  }
}

TEST(Matching, of_a_thousand_is_proved_by_its_prices) {
  Random random(7);
  for (const Shape& shape : {Shape{1'024, 1'024, 1'000'000'000, 1}, Shape{1'024, 1'024, 3, 1},
                             Shape{1'024, 900, 1'000'000, 64}, Shape{700, 1'024, 50, 8}}) {
    const std::vector<MatchingEdge> edges = random_edges(random, shape);
    const MatchingProblem problem{shape.left_count, shape.right_count, edges};
    EXPECT_EQ(unproved(problem, heaviest_matching(problem)), std::nullopt);
  }
}

// Every left wants right 0 most, and its own right one less: paths grow as long as they can.
TEST(Matching, of_lefts_that_all_want_the_same_rights_is_proved_by_its_prices) {
  constexpr std::int32_t count = 400;
  std::vector<MatchingEdge> edges;
  for (std::int32_t left = 0; left < count; ++left) {
    for (std::int32_t right = 0; right <= left; ++right) edges.push_back({left, right, 1'000'000 - right * (left + 1)});
  }
  const MatchingProblem problem{count, count, edges};
  EXPECT_EQ(unproved(problem, heaviest_matching(problem)), std::nullopt);
}

TEST(Matching, of_many_vertices_with_few_edges_is_proved_by_its_prices) {
  constexpr std::int32_t count = 65'536;
  Random random(11);
  std::vector<MatchingEdge> edges;
  for (std::int32_t left = 0; left < count; ++left) {
    for (const std::int32_t step : {0, 1, 7}) edges.push_back({left, (left * 3 + step) % count, random.below(1'000)});
  }
  const MatchingProblem problem{count, count, edges};
  EXPECT_EQ(unproved(problem, heaviest_matching(problem)), std::nullopt);
}

TEST(Matching, of_nothing_is_nothing) {
  EXPECT_EQ(heaviest_matching({}).weight, 0);
  EXPECT_EQ(heaviest_matching({.left_count = 2, .right_count = 1, .edges = {}}).right_of,
            (std::vector<std::int32_t>{-1, -1}));
}

TEST(Matching, is_given_up_as_soon_as_it_is_asked_to) {
  Random random(3);
  const std::vector<MatchingEdge> edges = random_edges(random, {300, 300, 1'000, 1});
  std::int64_t asked = 0;
  const MatchingProblem problem{300, 300, edges, [&] { return ++asked == 5; }};
  EXPECT_NE(unproved(problem, heaviest_matching(problem)), std::nullopt);
  EXPECT_EQ(asked, 5);
}

TEST(Matching, that_was_damaged_is_not_proved) {
  const std::vector<MatchingEdge> edges = {{0, 0, 2}, {0, 1, 5}, {1, 0, 4}, {1, 1, 4}, {2, 1, 3}, {2, 2, 1}};
  const MatchingProblem problem{3, 3, edges};
  const Matching right = heaviest_matching(problem);
  ASSERT_EQ(unproved(problem, right), std::nullopt);
  ASSERT_EQ(right.weight, 10);
  Matching swapped = right;
  std::swap(swapped.right_of[0], swapped.right_of[1]);
  EXPECT_NE(unproved(problem, swapped), std::nullopt);
  Matching cheap = right;
  --*std::max_element(cheap.left_prices.begin(), cheap.left_prices.end());
  EXPECT_NE(unproved(problem, cheap), std::nullopt);
  Matching claimed = right;
  ++claimed.weight;
  EXPECT_NE(unproved(problem, claimed), std::nullopt);
}

}  // namespace
}  // namespace relayout::proptest
