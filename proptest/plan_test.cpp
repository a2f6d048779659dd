// What random cases met too rarely: packs that do not go together, and rows whose tokens descend.
#include "relayout/model/plan.hpp"

#include <gtest/gtest.h>

#include "relayout/model/layout_text.hpp"
#include "relayout/model/piece_table.hpp"
#include "relayout/model/view.hpp"

namespace relayout::proptest {
namespace {

Placement place(std::vector<std::int64_t> lengths, const std::string& layout) {
  return Placement::make(parse_layout(layout, {}).value(), Pack::from_lengths(std::move(lengths)).value()).value();
}

TEST(Plan, of_two_packs_is_refused_with_both_named) {
  const auto plan = Plan::make(place({4, 4}, "zigzag:cp=2"), place({12}, "contiguous:cp=2"));
  ASSERT_FALSE(plan.has_value());
  EXPECT_EQ(plan.error(),
            (Error{"other_pack",
                   "source places 8 tokens in 2 sequences, target 12 in 1; a plan joins two placements of "
                   "one pack"}));
}

// Rows ascend by token in every named layout; a file may say otherwise.
TEST(View, of_rows_whose_tokens_descend_keeps_them_apart) {
  const PieceTable descending{.token_count = 2,
                              .ranks = {{.world_rank = 0, .row_count = 2, .pieces = {{1, 0, 1}, {0, 1, 1}}}}};
  const Layout layout =
      parse_layout("custom:file=f", {.default_cp = 0, .read_custom = [&](const std::string&) { return descending; }})
          .value();
  const View found = view(Placement::make(layout, Pack::from_lengths({2}).value()).value(), 0);
  EXPECT_EQ(found.segments, (std::vector<Segment>{{0, 1, 0, 1}, {0, 0, 1, 1}}));
}

// A view takes it that pieces are maximal, and joins none of its own.
TEST(View, of_chunks_or_pieces_that_go_on_is_one_segment_a_sequence) {
  const std::vector<Segment> whole{{0, 0, 0, 3}, {1, 0, 3, 1}};
  const PieceTable crumbs{
      .token_count = 4,
      .ranks = {{.world_rank = 0, .row_count = 4, .pieces = {{0, 0, 1}, {1, 1, 1}, {2, 2, 1}, {3, 3, 1}}}}};
  const ParseOptions options{.default_cp = 1, .read_custom = [&](const std::string&) { return crumbs; }};
  for (const char* text : {"custom:file=f", "zigzag:remainder=balanced", "flat-zigzag", "striped:block=1"}) {
    const Layout layout = parse_layout(text, options).value();
    EXPECT_EQ(view(Placement::make(layout, Pack::from_lengths({3, 1}).value()).value(), 0).segments, whole) << text;
  }
}

}  // namespace
}  // namespace relayout::proptest
