// Law `partition` judged: right placements pass, every damage to one is refused, and on small tables of any numbers
// the verdict is what counting rows and tokens one by one says.
#include "relayout/model/check/check_pieces.hpp"

#include <map>

#include "relayout/proptest/check_fixture.hpp"

namespace relayout::proptest {
namespace {

// rank 0 | 0 1 6 7        rank 1 | 2 3 4 5 .        world ranks 4 and 5
PieceTable two_ranks() {
  return {.token_count = 8,
          .ranks = {{.world_rank = 4, .row_count = 4, .pieces = {{0, 0, 2}, {6, 2, 2}}},
                    {.world_rank = 5, .row_count = 5, .pieces = {{2, 0, 4}}}}};
}

std::vector<Damaged<PieceTable>> damaged(const PieceTable& table) {
  Workshop<PieceTable> shop(table);
  shop.spoil("token_count", [](PieceTable& t) -> std::int64_t& { return t.token_count; });
  shop.drop_and_repeat("rank", [](PieceTable& t) -> std::vector<RankPieces>& { return t.ranks; });
  for (std::size_t rank = 0; rank < table.ranks.size(); ++rank) {
    const std::string who = "rank " + std::to_string(rank);
    shop.spoil(who + " row_count", [=](PieceTable& t) -> std::int64_t& { return t.ranks[rank].row_count; });
    shop.spoil_rank(who + " world_rank", [=](PieceTable& t) -> std::int32_t& { return t.ranks[rank].world_rank; });
    shop.drop_and_repeat(who + " piece", [=](PieceTable& t) -> std::vector<Piece>& { return t.ranks[rank].pieces; });
    for (std::size_t i = 0; i < table.ranks[rank].pieces.size(); ++i) {
      for (const auto field : {&Piece::token, &Piece::row, &Piece::count}) {
        shop.spoil(who + " piece " + std::to_string(i),
                   [=](PieceTable& t) -> std::int64_t& { return t.ranks[rank].pieces[i].*field; });
      }
      if (table.ranks.size() < 2) continue;
      shop.add(who + " loses piece " + std::to_string(i) + " to the next rank", [=](PieceTable& t) {
        std::vector<Piece>& pieces = t.ranks[rank].pieces;
        t.ranks[rank + 1 < t.ranks.size() ? rank + 1 : 0].pieces.push_back(pieces[i]);
        pieces.erase(pieces.begin() + static_cast<std::ptrdiff_t>(i));
      });
      if (i == 0) continue;
      shop.add(who + " swaps the tokens of two pieces",
               [=](PieceTable& t) { std::swap(t.ranks[rank].pieces[i].token, t.ranks[rank].pieces[i - 1].token); });
    }
  }
  return shop.damaged();
}

// The law as it is written, counted out. Requires: small numbers.
bool is_partition(const PieceTable& table) {
  std::map<std::int64_t, int> tokens;
  std::map<std::int32_t, int> world_ranks;
  for (const RankPieces& rank : table.ranks) {
    std::map<std::int64_t, int> rows;
    if (++world_ranks[rank.world_rank] > 1 || rank.world_rank < 0 || rank.row_count < 0) return false;
    for (const Piece& piece : rank.pieces) {
      if (piece.count < 1) return false;
      for (std::int64_t i = 0; i < piece.count; ++i) {
        ++tokens[piece.token + i];
        if (piece.row + i < 0 || piece.row + i >= rank.row_count || ++rows[piece.row + i] > 1) return false;
      }
    }
  }
  if (table.token_count < 0 || static_cast<std::int64_t>(tokens.size()) != table.token_count) return false;
  for (const auto& [token, count] : tokens) {
    if (token < 0 || token >= table.token_count || count != 1) return false;
  }
  return true;
}

TEST(A_right_placement, passes) {
  EXPECT_TRUE(holds(check_pieces(two_ranks())));
  EXPECT_TRUE(holds(check_pieces({})));
  for (const auto& cases : {small_cases(300), extreme_cases()}) {
    for (const Case& input : cases) {
      const PieceTable table = Placement::make(input.source, input.pack).value().table();
      EXPECT_TRUE(holds(check_pieces(table))) << command_options(input);
      EXPECT_TRUE(holds(check_same_pieces({table, table}))) << command_options(input);
    }
  }
}

TEST(Every_damage_to_a_placement, is_refused) {
  std::int64_t count = 0;
  std::vector<PieceTable> tables{two_ranks()};
  for (const Case& input : small_cases(60)) tables.push_back(Placement::make(input.source, input.pack).value().table());
  for (const Case& input : extreme_cases()) tables.push_back(Placement::make(input.source, input.pack).value().table());
  for (const PieceTable& table : tables) {
    for (const Damaged<PieceTable>& other : damaged(table)) {
      if (other.value == table) continue;
      EXPECT_TRUE(refused_by(check_same_pieces({other.value, table}), {"partition", ""})) << other.what;
      ++count;
    }
  }
  EXPECT_GT(count, 5'000);
}

TEST(A_witness_against_a_placement, names_the_place_and_both_numbers) {
  struct Row {
    std::string_view message;
    void (*harm)(PieceTable&);
  };
  const Row rows[] = {
      {"token 2 of 8 lives nowhere, expected in exactly one piece", [](PieceTable& t) { t.ranks[1].pieces.clear(); }},
      {"token 6 lives twice: at rank 0 row 2 (piece 1) and at rank 1 row 4 (piece 1)",
       [](PieceTable& t) {
         t.ranks[1].pieces.push_back({6, 4, 1});
       }},
      {"rank 0 row 1 holds two tokens: 1 (piece 0) and 6 (piece 1)",
       [](PieceTable& t) { t.ranks[0].pieces[1].row = 1; }},
      {"piece 0 of rank 1 has count -4, expected >= 1", [](PieceTable& t) { t.ranks[1].pieces[0].count = -4; }},
      {"piece 0 of rank 1 fills 4 rows from row 2 on, but rank 1 has row_count 5",
       [](PieceTable& t) { t.ranks[1].pieces[0].row = 2; }},
      {"piece 1 of rank 0 holds 2 tokens from token 7 on, but there are 8 tokens",
       [](PieceTable& t) { t.ranks[0].pieces[1].token = 7; }},
      {"ranks 0 and 1 both have world rank 4", [](PieceTable& t) { t.ranks[1].world_rank = 4; }},
      {"the rows pass 2^40 = 1099511627776, the limit of a side, at rank 1",
       [](PieceTable& t) { t.ranks[1].row_count = huge; }},
      {"token 2 lives at rank 1 row 1, expected rank 1 row 0", [](PieceTable& t) { t.ranks[1].pieces[0].row = 1; }},
      {"rank 1 has row_count 6, expected 5", [](PieceTable& t) { t.ranks[1].row_count = 6; }},
      {"rank 1 has world rank 6, expected 5", [](PieceTable& t) { t.ranks[1].world_rank = 6; }},
      {"there are 3 ranks, expected 2",
       [](PieceTable& t) {
         t.ranks.push_back({9, 0, {}});
       }},
      {"token_count is -1, expected >= 0", [](PieceTable& t) { t.token_count = -1; }},
  };
  for (const Row& row : rows) {
    PieceTable table = two_ranks();
    row.harm(table);
    EXPECT_TRUE(refused(check_same_pieces({table, two_ranks()}), "partition", row.message)) << row.message;
  }
}

TEST(The_verdict_on_a_small_table, is_what_counting_says) {
  Random random(3);
  std::int64_t right = 0;
  for (std::int64_t round = 0; round < 60'000; ++round) {
    PieceTable table{.token_count = random.below(4), .ranks = {}};
    for (std::int64_t rank = random.below(3); rank > 0; --rank) {
      RankPieces& share = table.ranks.emplace_back();
      share = {static_cast<std::int32_t>(random.below(4) - (random.one_in(20) ? 1 : 0)), random.below(4), {}};
      for (std::int64_t i = random.below(3); i > 0; --i) {
        share.pieces.push_back({random.below(4) - (random.one_in(20) ? 1 : 0), random.below(3), random.below(4)});
      }
    }
    right += is_partition(table) ? 1 : 0;
    EXPECT_EQ(is_partition(table), !check_pieces(table).has_value()) << "round " << round;
  }
  EXPECT_GT(right, 500);
}

TEST(Numbers_near_the_ends_of_int64, are_refused_without_overflow) {
  const std::int64_t values[] = {lowest, lowest + 1, -1, huge - 1, huge};
  for (const std::int64_t token : values) {
    for (const std::int64_t row : values) {
      for (const std::int64_t count : values) {
        const PieceTable table{.token_count = huge,
                               .ranks = {{0, std::int64_t{1} << 39, {{token, row, count}, {token, row, count}}}}};
        EXPECT_TRUE(refused(check_pieces(table), "partition", "piece 0 of rank 0"));
        EXPECT_FALSE(canonical(table).ranks[0].pieces.empty());
      }
    }
  }
}

TEST(Pieces_that_have_no_count_together, stay_two) {
  const std::int64_t half = std::int64_t{1} << 62;
  const PieceTable table{.token_count = huge, .ranks = {{0, huge, {{0, 0, half}, {half, half, huge}}}}};
  EXPECT_EQ(canonical(table), table);
}

TEST(The_canonical_form, does_not_depend_on_how_pieces_are_cut_or_sorted) {
  for (const Case& input : small_cases(200)) {
    const PieceTable table = canonical(Placement::make(input.source, input.pack).value().table());
    PieceTable rows = table;
    for (RankPieces& rank : rows.ranks) {
      std::vector<Piece> single;
      for (const Piece& piece : rank.pieces) {
        for (std::int64_t i = 0; i < piece.count; ++i)
          single.insert(single.begin(), {piece.token + i, piece.row + i, 1});
      }
      rank.pieces = single;
    }
    EXPECT_EQ(canonical(rows), table) << command_options(input);
    EXPECT_TRUE(holds(check_same_pieces({rows, table}))) << command_options(input);
    EXPECT_TRUE(holds(check_same_pieces({table, rows}))) << command_options(input);
  }
}

}  // namespace
}  // namespace relayout::proptest
