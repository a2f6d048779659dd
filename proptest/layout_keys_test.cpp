// Layouts made of keys and not of text, which could not say all of this: ranges, ranks, pieces, and what errors name.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "relayout/model/layout.hpp"
#include "relayout/model/limits.hpp"
#include "relayout/model/piece_table.hpp"

namespace relayout::proptest {
namespace {

LayoutKeys zigzag_keys() {
  LayoutKeys keys;
  keys.cp = 2;
  return keys;
}

std::string refusal(LayoutKeys keys) {
  const auto layout = Layout::make(std::move(keys));
  return layout ? "" : layout.error().message;
}

LayoutKeys custom_keys(std::vector<RankPieces> ranks) {
  LayoutKeys keys;
  keys.name = LayoutName::custom;
  keys.custom = std::make_shared<const PieceTable>(PieceTable{.token_count = 2, .ranks = std::move(ranks)});
  return keys;
}

TEST(LayoutKeys, out_of_range_are_refused_by_name) {
  struct Bound {
    std::int64_t LayoutKeys::*field;
    std::string key;
    std::int64_t value;
  };
  for (const Bound& bound :
       {Bound{&LayoutKeys::cp, "cp", max_rank_count}, Bound{&LayoutKeys::tp, "tp", max_rank_count},
        Bound{&LayoutKeys::block, "block", max_block}, Bound{&LayoutKeys::multiple, "multiple", max_block},
        Bound{&LayoutKeys::pack_multiple, "pack_multiple", max_block},
        Bound{&LayoutKeys::rank_multiple, "rank_multiple", max_block},
        Bound{&LayoutKeys::rank_rows, "rank_rows", max_side_rows}}) {
    for (const std::int64_t value : {std::int64_t{-1}, bound.value + 1}) {
      LayoutKeys keys = zigzag_keys();
      keys.*bound.field = value;
      EXPECT_EQ(refusal(keys), bound.key + "=" + std::to_string(value) + " is out of range; expected 1.." +
                                   std::to_string(bound.value));
    }
  }
}

TEST(LayoutKeys, that_list_a_wrong_rank_are_refused_with_that_rank) {
  LayoutKeys keys = zigzag_keys();
  keys.order = {0, -1};
  EXPECT_EQ(refusal(keys), "order names rank -1, expected 0..1");
  keys.order = {0, 7};
  EXPECT_EQ(refusal(keys), "order names rank 7, expected 0..1");
}

TEST(LayoutKeys, hold_world_ranks_up_to_the_largest) {
  LayoutKeys keys = zigzag_keys();
  keys.world = {0, static_cast<std::int32_t>(max_world_rank)};
  EXPECT_EQ(refusal(keys), "");
}

TEST(LayoutKeys, of_pieces_take_their_world_ranks_unless_tp_makes_more_ranks) {
  LayoutKeys keys = custom_keys({{.world_rank = 5, .row_count = 1, .pieces = {{0, 0, 1}}},
                                 {.world_rank = 3, .row_count = 1, .pieces = {{1, 0, 1}}}});
  for (const std::int64_t tp : {0, 1}) {
    keys.tp = tp;
    EXPECT_EQ(Layout::make(keys).value().world_rank(0), 5);
  }
  keys.tp = 2;
  EXPECT_NE(refusal(keys).find("are of world ranks 5-3, and tp=2 makes 2 ranks of each"), std::string::npos);
}

TEST(LayoutKeys, with_a_rule_that_the_name_does_not_know_are_told_which_it_knows) {
  LayoutKeys striped = zigzag_keys();
  striped.name = LayoutName::striped;
  striped.block = 1;
  striped.remainder = Remainder::array_split;
  EXPECT_EQ(refusal(striped), "striped does not know remainder=array_split; it knows exact, pad and balanced");
  LayoutKeys custom = custom_keys({{.world_rank = 0, .row_count = 2, .pieces = {{0, 0, 2}}}});
  custom.remainder = Remainder::balanced;
  EXPECT_EQ(refusal(custom), "custom does not know remainder=balanced; it knows none");
}

}  // namespace
}  // namespace relayout::proptest
