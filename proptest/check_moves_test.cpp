// Law `join` judged: right moves pass, every damage to them is refused, and on small tables of any numbers the verdict
// is what following each token says.
#include "relayout/model/check/check_moves.hpp"

#include <map>

#include "relayout/proptest/check_fixture.hpp"

namespace relayout::proptest {
namespace {

// source  rank 0 | 0 1 6 7      rank 1 | 2 3 4 5
// target  rank 0 | 0 1 2 3      rank 1 | 4 5 6 7
const PieceTable source_of_eight{.token_count = 8, .ranks = {{0, 4, {{0, 0, 2}, {6, 2, 2}}}, {1, 4, {{2, 0, 4}}}}};
const PieceTable target_of_eight{.token_count = 8, .ranks = {{0, 4, {{0, 0, 4}}}, {1, 4, {{4, 0, 4}}}}};

Move move_of(std::int64_t token, std::int64_t count, std::pair<std::int32_t, std::int64_t> from,
             std::pair<std::int32_t, std::int64_t> to) {
  return {.token = token,
          .count = count,
          .source_row = from.second,
          .target_row = to.second,
          .source_rank = from.first,
          .target_rank = to.first};
}

MoveTable eight() {
  return {.token_count = 8,
          .moves = {move_of(0, 2, {0, 0}, {0, 0}), move_of(2, 2, {1, 0}, {0, 2}), move_of(4, 2, {1, 2}, {1, 0}),
                    move_of(6, 2, {0, 2}, {1, 2})},
          .source_row_counts = Numbers{4, 4},
          .target_row_counts = Numbers{4, 4}};
}

constexpr std::int64_t Move::*fields[] = {&Move::token, &Move::count, &Move::source_row, &Move::target_row};
constexpr std::int32_t Move::*ranks[] = {&Move::source_rank, &Move::target_rank};

std::vector<Damaged<MoveTable>> damaged(const MoveTable& table) {
  using Moves = std::vector<Move>;
  Workshop<MoveTable> shop(table);
  shop.drop_and_repeat("move", [](MoveTable& t) -> Moves& { return t.moves; });
  for (std::size_t i = 0; i < table.moves.size(); ++i) {
    const std::string who = "move " + std::to_string(i);
    for (const auto field : fields) {
      shop.spoil(who, [=](MoveTable& t) -> std::int64_t& { return t.moves[i].*field; });
    }
    for (const auto rank : ranks) {
      shop.spoil_rank(who, [=](MoveTable& t) -> std::int32_t& { return t.moves[i].*rank; });
    }
    if (i == 0) continue;
    shop.add(who + " swaps target rows",
             [=](MoveTable& t) { std::swap(t.moves[i].target_row, t.moves[i - 1].target_row); });
    shop.add(who + " swaps tokens", [=](MoveTable& t) { std::swap(t.moves[i].token, t.moves[i - 1].token); });
  }
  shop.spoil("token_count", [](MoveTable& t) -> std::int64_t& { return t.token_count; });
  for (const auto counts : {&MoveTable::source_row_counts, &MoveTable::target_row_counts}) {
    if (!(table.*counts)) continue;
    shop.drop_and_repeat("row count", [=](MoveTable& t) -> Numbers& { return *(t.*counts); });
    for (std::size_t i = 0; i < (table.*counts)->size(); ++i) {
      shop.spoil("row count " + std::to_string(i), [=](MoveTable& t) -> std::int64_t& { return (*(t.*counts))[i]; });
    }
  }
  return shop.damaged();
}

struct Joined {
  PieceTable source;
  PieceTable target;
  MoveTable moves;
};

Joined joined(const Case& input) {
  const PlacedCase sides = place(input).value();
  const Plan plan = Plan::make(sides.source, sides.target).value();
  const auto list = [](std::span<const std::int64_t> counts) { return Numbers(counts.begin(), counts.end()); };
  return {.source = sides.source.table(),
          .target = sides.target.table(),
          .moves = {.token_count = input.pack.token_count(),
                    .moves = std::vector<Move>(plan.moves().begin(), plan.moves().end()),
                    .source_row_counts = list(plan.source_row_counts()),
                    .target_row_counts = list(plan.target_row_counts())}};
}

std::vector<Case> all_cases() {
  std::vector<Case> cases = small_cases(40);
  for (const Case& input : extreme_cases()) cases.push_back(input);
  return cases;
}

TEST(Right_moves, pass_with_and_without_what_is_expected) {
  EXPECT_TRUE(holds(check_moves(eight(), {.source = &source_of_eight, .target = &target_of_eight})));
  EXPECT_TRUE(holds(check_moves({}, {})));
  for (const Case& input : all_cases()) {
    const Joined right = joined(input);
    EXPECT_TRUE(holds(check_moves(right.moves, {.source = &right.source, .target = &right.target})));
    EXPECT_TRUE(holds(check_moves(right.moves, {})));
    EXPECT_TRUE(holds(check_canonical_moves(right.moves.moves))) << command_options(input);
  }
}

TEST(Moves_joined_by_sorting, are_those_of_the_planner) {
  for (const Case& input : all_cases()) {
    const Joined right = joined(input);
    EXPECT_EQ(join({right.source, right.target}), right.moves.moves) << command_options(input);
  }
}

TEST(Every_damage_to_moves, is_refused) {
  std::int64_t count = 0;
  for (const Case& input : all_cases()) {
    const Joined right = joined(input);
    for (const Damaged<MoveTable>& other : damaged(right.moves)) {
      if (other.value.moves == right.moves.moves && other.value.token_count == right.moves.token_count &&
          other.value.source_row_counts == right.moves.source_row_counts &&
          other.value.target_row_counts == right.moves.target_row_counts) {
        continue;
      }
      EXPECT_TRUE(
          refused_by(check_moves(other.value, {.source = &right.source, .target = &right.target}), {"join", ""}))
          << command_options(input) << ": " << other.what;
      ++count;
    }
  }
  EXPECT_GT(count, 10'000);
}

TEST(A_witness_against_moves, names_the_place_and_both_numbers) {
  struct Row {
    std::string_view message;
    void (*harm)(MoveTable&);
  };
  const Row rows[] = {
      {"token 2 of 8 is in no move, expected in exactly one", [](MoveTable& t) { t.moves.erase(t.moves.begin() + 1); }},
      {"token 6 arrives twice: moves 3 and 4", [](MoveTable& t) { t.moves.push_back(t.moves[3]); }},
      {"token 2 reaches rank 0 row 1 (move 1), expected rank 0 row 2", [](MoveTable& t) { t.moves[1].target_row = 1; }},
      {"token 6 leaves rank 1 row 2 (move 3), expected rank 0 row 2", [](MoveTable& t) { t.moves[3].source_rank = 1; }},
      {"move 1 (token 2) names 2 target rows from row 3 on at rank 0, which has at most 4",
       [](MoveTable& t) { t.moves[1].target_row = 3; }},
      {"move 2 (token 4) has target rank 7, which is none of the world ranks of that side",
       [](MoveTable& t) { t.moves[2].target_rank = 7; }},
      {"move 2 (token 4) has source rank -2, expected >= 0", [](MoveTable& t) { t.moves[2].source_rank = -2; }},
      {"move 0 has count 0, expected >= 1", [](MoveTable& t) { t.moves[0].count = 0; }},
      {"move 3 moves 2 tokens from token 7 on, but there are 8 tokens", [](MoveTable& t) { t.moves[3].token = 7; }},
      {"source_row_counts[1] is 5, expected 4", [](MoveTable& t) { (*t.source_row_counts)[1] = 5; }},
      {"target_row_counts has 1 entries, expected 2", [](MoveTable& t) { t.target_row_counts->pop_back(); }},
      {"the moves are of 9 tokens, expected 8", [](MoveTable& t) { t.token_count = 9; }},
  };
  for (const Row& row : rows) {
    MoveTable table = eight();
    row.harm(table);
    EXPECT_TRUE(
        refused(check_moves(table, {.source = &source_of_eight, .target = &target_of_eight}), "join", row.message))
        << row.message;
  }
  EXPECT_TRUE(
      refused(check_moves({.token_count = -1, .moves = {}, .source_row_counts = {}, .target_row_counts = {}}, {}),
              "join", "token_count is -1, expected >= 0"));
  MoveTable table = eight();
  table.moves[1].target_row = 1;
  EXPECT_TRUE(refused(check_moves(table, {}), "join",
                      "target row 1 of rank 0 is written twice: by move 0 (token 1) and move 1 (token 2)"));
  table = eight();
  table.moves[3].source_row = 1;
  EXPECT_TRUE(refused(check_moves(table, {}), "join",
                      "source row 1 of rank 0 is read twice: by move 0 (token 1) and move 3 (token 6)"));
}

// The law as it is written: follow each token. Requires: small numbers.
bool is_join(const MoveTable& table, std::int64_t row_limit) {
  std::map<std::int64_t, int> tokens;
  std::map<std::pair<std::int32_t, std::int64_t>, int> read;
  std::map<std::pair<std::int32_t, std::int64_t>, int> written;
  for (const Move& move : table.moves) {
    if (move.count < 1 || move.token < 0 || move.source_rank < 0 || move.target_rank < 0) return false;
    for (std::int64_t i = 0; i < move.count; ++i) {
      if (++tokens[move.token + i] > 1 || move.token + i >= table.token_count) return false;
      for (const std::int64_t row : {move.source_row + i, move.target_row + i}) {
        if (row < 0 || row >= row_limit) return false;
      }
      if (++read[{move.source_rank, move.source_row + i}] > 1) return false;
      if (++written[{move.target_rank, move.target_row + i}] > 1) return false;
    }
  }
  return static_cast<std::int64_t>(tokens.size()) == table.token_count;
}

TEST(The_verdict_on_small_moves, is_what_following_each_token_says) {
  Random random(5);
  std::int64_t right = 0;
  for (std::int64_t round = 0; round < 60'000; ++round) {
    MoveTable table{.token_count = random.below(4),
                    .moves = {},
                    .source_row_counts = Numbers{1, 3},
                    .target_row_counts = Numbers{3}};
    for (std::int64_t i = random.below(4); i > 0; --i) {
      const auto number = [&](std::int64_t bound) { return random.below(bound) - (random.one_in(20) ? 1 : 0); };
      const auto rank = [&] { return static_cast<std::int32_t>(number(3)); };
      table.moves.push_back(move_of(number(4), number(4), {rank(), number(3)}, {rank(), number(3)}));
    }
    right += is_join(table, 3) ? 1 : 0;
    EXPECT_EQ(is_join(table, 3), !check_moves(table, {}).has_value()) << "round " << round;
  }
  EXPECT_GT(right, 500);
}

TEST(Canonical_moves, ascend_and_are_maximal) {
  std::vector<Move> moves = eight().moves;
  EXPECT_TRUE(holds(check_canonical_moves(moves)));
  std::swap(moves[1], moves[2]);
  EXPECT_TRUE(
      refused(check_canonical_moves(moves), "join", "move 2 begins at token 2, but move 1 ends before token 6"));
  moves = {move_of(0, 1, {0, 0}, {1, 0}), move_of(1, 1, {0, 1}, {1, 1})};
  EXPECT_TRUE(refused(check_canonical_moves(moves), "join", "moves 0 and 1 are one: token 1"));
  for (const auto field : fields) {
    for (const std::int64_t value : {lowest, huge}) {
      moves = eight().moves;
      moves[1].*field = value;
      EXPECT_TRUE(refused(check_canonical_moves(moves), "join", "move 1 (token")) << value;
    }
  }
}

TEST(Joining_damaged_placements, leaves_out_what_names_nothing_and_keeps_the_rest) {
  const PieceTable bad{.token_count = 8,
                       .ranks = {{0, 4, {{-1, 0, 2}, {2, -1, 1}, {3, 0, 0}, {4, 1, 2}}},
                                 {1, 4, {{huge, 0, huge}, {0, huge, huge}, {4, 3, 1}, {lowest, lowest, lowest}}}}};
  const std::vector<Move> moves = join({bad, target_of_eight});
  EXPECT_EQ(moves, (std::vector<Move>{move_of(4, 2, {0, 1}, {1, 0}), move_of(4, 1, {1, 3}, {1, 0})}));
}

}  // namespace
}  // namespace relayout::proptest
