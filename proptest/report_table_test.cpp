// Tables of plain text: columns that line up, and the model's nouns in them.
#include "relayout/model/report/table.hpp"

#include <gtest/gtest.h>

#include "relayout/model/report/tables.hpp"
#include "relayout/proptest/report_fixture.hpp"

namespace relayout::proptest {
namespace {

using namespace report;

Plan padded_plan() {
  return plan_of({.lengths = {5, 3},
                  .slots = {6, 3},
                  .source = "zigzag:remainder=pad,cp=2",
                  .target = "contiguous:remainder=balanced,cp=2"});
}

TEST(tables, align_characters_and_not_bytes_and_end_lines_without_spaces) {
  Table table({{"name", Align::left}, {"rows"}, {"", Align::left}});
  table.add_row({"é", "1000", ""});
  table.add_row({"abcdef", "7", "x"});
  EXPECT_EQ(table.text(),
            "name    rows\n"
            "é       1000\n"
            "abcdef     7  x\n");
}

TEST(tables, have_titles_of_two_lines_where_a_column_asks_for_them) {
  Table table({{"name", Align::left}, {"rows\nsent"}, {"\nkept"}});
  table.add_row({"a", "1", "200,000"});
  EXPECT_EQ(table.text(),
            "      rows\n"
            "name  sent     kept\n"
            "a        1  200,000\n");
}

TEST(tables, of_a_layout_show_which_positions_of_which_sequence_stand_where_and_all_padding) {
  EXPECT_EQ(layout_table(padded_plan().source()),
            "rank  world rank  rows  row  count  token  sequence  position\n"
            "   0           0     6    0      2      0         0         0\n"
            "                          2      2                             temporary padding\n"
            "                          4      1      6         1         0\n"
            "                          5      1                             temporary padding\n"
            "   1           1     6    0      3      2         0         2\n"
            "                          3      1      5         0         5  carried padding\n"
            "                          4      2      7         1         1\n");
}

TEST(tables, of_a_plan_show_where_each_position_goes_and_the_traffic) {
  EXPECT_EQ(plan_table(padded_plan()),
            "token  count  sequence  position  source rank  row         target rank  row\n"
            "    0      2         0         0            0    0  stays            0    0\n"
            "    2      2         0         2            1    0  ->               0    2\n"
            "    4      1         0         4            1    2  stays            1    0\n"
            "    5      1         0         5            1    3  stays            1    1  carried padding\n"
            "    6      1         1         0            0    4  ->               1    2\n"
            "    7      2         1         1            1    4  stays            1    3\n"
            "rows 9: 6 stay, 3 (33.3%) change rank in 2 messages; busiest rank sends 2, busiest receives 2\n");
}

TEST(tables, of_a_plan_list_the_padding_that_the_target_makes) {
  const Plan plan =
      plan_of({.lengths = {3}, .slots = {}, .source = "contiguous:cp=1", .target = "contiguous:remainder=pad,cp=2"});
  EXPECT_EQ(plan_table(plan),
            "token  count  sequence  position  source rank  row         target rank  row\n"
            "    0      2         0         0            0    0  stays            0    0\n"
            "    2      1         0         2            0    2  ->               1    0\n"
            "           1                                        fill             1    1  temporary padding\n"
            "rows 3: 2 stay, 1 (33.3%) change rank in 1 message; busiest rank sends 1, busiest receives 1\n");
}

TEST(tables, stop_at_their_limit_and_say_how_much_they_left_out) {
  EXPECT_EQ(plan_table(padded_plan(), {.rows = 1}),
            "token  count  sequence  position  source rank  row         target rank  row\n"
            "    0      2         0         0            0    0  stays            0    0\n"
            ".. and 5 more lines\n"
            "rows 9: 6 stay, 3 (33.3%) change rank in 2 messages; busiest rank sends 2, busiest receives 2\n");
}

TEST(tables, of_a_view_show_its_lists_and_segments) {
  const Placement placement =
      plan_of({.lengths = {5, 3}, .slots = {}, .source = "contiguous:cp=2", .target = "contiguous:cp=2"}).source();
  EXPECT_EQ(view_table(view(placement, 1)),
            "rank 1, world rank 1: 4 rows\n"
            "cu_seqlens         0 1 4\n"
            "cu_seqlens_padded  0 1 4\n"
            "max_seqlen         3\n"
            "max_seqlen_padded  3\n"
            "fla from row 0: pre_num_ranks 1, post_num_ranks 0, pre_num_conv_tokens 4\n"
            "  cu_seqlens       0 1 4\n"
            "sequence  position  row  count\n"
            "       0         4    0      1\n"
            "       1         0    1      3\n");
}

TEST(tables, of_a_rank_program_show_a_line_a_run) {
  const Plan plan = padded_plan();
  EXPECT_EQ(rank_program_table(rank_program(plan.source(), plan.target(), 0).value()),
            "world rank 0 of 2: 6 source rows, 4 target rows, sends to 1, receives from 1\n"
            "step                 row here  row there  count\n"
            "send to rank 1              4          2      1\n"
            "receive from rank 1         2          0      2\n"
            "keep                        0          0      2\n"
            "fill (backward)             2                 2\n"
            "fill (backward)             5                 1\n");
}

}  // namespace
}  // namespace relayout::proptest
