// Pictures for the terminal: small ones letter for letter, large ones by what must hold of them.
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "relayout/model/report/draw_text.hpp"
#include "relayout/proptest/generate/generate.hpp"
#include "relayout/proptest/report_fixture.hpp"

namespace relayout::proptest {
namespace {

using namespace report;

std::string drawn(const PlanText& text) {
  return draw_text(picture_of(plan_of(text)), {.width = 80, .colour = Colour::plain});
}

TEST(text_pictures, of_zigzag_show_two_rows_of_digits_for_two_ranks) {
  EXPECT_EQ(drawn({.lengths = {8}, .slots = {}, .source = "zigzag:cp=2", .target = "contiguous:cp=2"}),
            "source zigzag:cp=2\n"
            "  rank 0 │ 0a 1a 6a 7a\n"
            "  rank 1 │ 2a 3a 4a 5a\n"
            "\n"
            "target contiguous:cp=2\n"
            "  rank 0 │ 0a 1a 2a 3a\n"
            "  rank 1 │ 4a 5a 6a 7a\n"
            "\n"
            "rows from rank (down) to rank (across)\n"
            "         0 1\n"
            "       0 2 2\n"
            "       1 2 2\n"
            "rows 8: 4 stay, 4 (50.0%) change rank in 2 messages; busiest rank sends 2, busiest receives 2\n"
            "\n"
            "a 0:8   (sequence:length)\n");
}

TEST(text_pictures, tell_both_kinds_of_padding_from_tokens_and_name_other_world_ranks) {
  EXPECT_EQ(drawn({.lengths = {5, 3},
                   .slots = {6, 3},
                   .source = "zigzag:remainder=pad,cp=2",
                   .target = "contiguous:remainder=balanced,cp=2,world=7-1"}),
            "source zigzag:remainder=pad,cp=2\n"
            "  rank 0           │ 0a 1a  -  - 6b  -\n"
            "  rank 1           │ 2a 3a 4a ·a 7b 8b\n"
            "\n"
            "target contiguous:remainder=balanced,cp=2,world=7-1\n"
            "  rank 0 (world 7) │ 0a 1a 2a 3a\n"
            "  rank 1           │ 4a ·a 6b 7b 8b\n"
            "\n"
            "rows from rank (down) to rank (across)\n"
            "         1 7\n"
            "       0 1 2\n"
            "       1 4 2\n"
            "rows 9: 4 stay, 5 (55.6%) change rank in 3 messages; busiest rank sends 3, busiest receives 4\n"
            "\n"
            "· carried padding   - temporary padding\n"
            "a 0:5  b 1:3   (sequence:length)\n");
}

TEST(text_pictures, of_no_token_are_drawn) {
  EXPECT_EQ(drawn({.lengths = {}, .slots = {}, .source = "zigzag:cp=1", .target = "contiguous:cp=1"}),
            "source zigzag:cp=1\n"
            "  rank 0 │\n"
            "\n"
            "target contiguous:cp=1\n"
            "  rank 0 │\n"
            "\n"
            "no rows move\n"
            "rows 0: 0 stay, 0 (0.0%) change rank in 0 messages; busiest rank sends 0, busiest receives 0\n"
            "\n"
            "no sequence\n");
}

TEST(text_pictures, of_wide_packs_have_cells_of_many_rows_named_by_the_majority) {
  const Plan plan =
      plan_of({.lengths = {100, 28}, .slots = {}, .source = "contiguous:cp=2", .target = "contiguous:cp=2"});
  EXPECT_EQ(draw_text(picture_of(plan.source()), {.width = 40, .colour = Colour::plain}),
            "layout contiguous:cp=2\n"
            "  rank 0 │ aaaaaaaaaaaaaaaaaaaaaa\n"
            "  rank 1 │ aaaaaaaaaaaabbbbbbbbbb\n"
            "\n"
            "1 cell = 3 rows, by majority\n"
            "a 0:100  b 1:28   (sequence:length)\n");
}

TEST(text_pictures, say_what_no_cell_shows) {
  const Plan plan = plan_of({.lengths = {100, 1, 24},
                             .slots = {},
                             .source = "contiguous:remainder=pad,cp=2",
                             .target = "contiguous:remainder=pad,cp=2"});
  const std::string text = draw_text(picture_of(plan.source()), {.width = 40, .colour = Colour::plain});
  EXPECT_NE(text.find("  too small to see: sequence 1, temporary padding\n"), std::string::npos) << text;
}

TEST(text_pictures, name_the_columns_of_a_shaded_matrix) {
  const Plan plan = plan_of({.lengths = {512}, .slots = {}, .source = "zigzag:cp=64", .target = "contiguous:cp=64"});
  const std::string text = draw_text(picture_of(plan), {.width = 110, .colour = Colour::plain});
  EXPECT_NE(text.find("\n         0       16      32      48\n"), std::string::npos) << text;
}

TEST(text_pictures, say_what_the_marks_of_a_shaded_matrix_stand_for) {
  const auto said = [](std::vector<std::int64_t> lengths, const std::string& rule) {
    const Plan plan = plan_of({.lengths = std::move(lengths),
                               .slots = {},
                               .source = "zigzag:" + rule + "cp=32",
                               .target = "contiguous:" + rule + "cp=32"});
    const std::string text = draw_text(picture_of(plan), {.width = 110, .colour = Colour::plain});
    const std::size_t begin = text.find("rows from rank");
    return text.substr(begin, text.find('\n', begin) - begin);
  };
  const std::string head = "rows from rank (down) to rank (across); a mark is one pair, ";
  EXPECT_EQ(said({64}, ""), head + "always '@' for 1 row");
  EXPECT_EQ(said({128}, ""), head + "always '@' for 2 rows");
  EXPECT_EQ(said({65}, "remainder=balanced,"), head + "from '+' for 1 to '@' for 2 rows");
}

// Bytes that continue a UTF-8 character take no column, nor do colours.
std::int64_t column_count(const std::string& line) {
  std::int64_t columns = 0;
  for (const char c : line) {
    columns += (static_cast<unsigned char>(c) & 0xC0U) == 0x80U ? 0 : 1;
  }
  return columns;
}

std::string without_colour(const std::string& text) {
  std::string plain;
  bool in_escape = false;
  for (const char c : text) {
    in_escape = in_escape || c == '\x1b';
    plain += in_escape ? "" : std::string(1, c);
    in_escape = in_escape && c != 'm';
  }
  return plain;
}

TEST(text_pictures, keep_to_their_width_and_say_the_same_without_colour) {
  Random random(20261122);
  for (int round = 0; round < 200; ++round) {
    const Case input = random_case(random, {.max_cp = 40, .max_tokens = 3000, .max_sequences = 70});
    const PlacedCase placed = place(input).value();
    const Picture picture = picture_of(Plan::make(placed.source, placed.target).value());
    const std::string plain = draw_text(picture, {.width = 110, .colour = Colour::plain});
    EXPECT_EQ(without_colour(draw_text(picture, {.width = 110, .colour = Colour::ansi})), plain);
    std::istringstream lines(plain);
    for (std::string line; std::getline(lines, line);) {
      // A layout's string and the sentence about the traffic are as long as they are.
      const bool is_whole =
          line.rfind("source ", 0) == 0 || line.rfind("target ", 0) == 0 || line.rfind("rows ", 0) == 0;
      EXPECT_TRUE(is_whole || column_count(line) <= 110) << command_options(input) << "\n" << line;
    }
  }
}

TEST(text_pictures, of_damaged_data_are_drawn_as_far_as_they_go) {
  Picture picture =
      picture_of(plan_of({.lengths = {4}, .slots = {}, .source = "contiguous:cp=2", .target = "contiguous:cp=2"}));
  picture.source.table.ranks[0].pieces = {{.token = 0, .row = 0, .count = 2}, {.token = 1, .row = 1, .count = 5}};
  picture.source.table.ranks[1].pieces = {{.token = 3, .row = 0, .count = 2}};
  const std::string text = draw_text(picture, {.width = 80, .colour = Colour::plain});
  EXPECT_EQ(text.substr(0, text.find("\n\n")),
            "source contiguous:cp=2\n"
            "  rank 0 │ 0a 1a\n"
            "  rank 1 │ 3a  ?");
}

}  // namespace
}  // namespace relayout::proptest
