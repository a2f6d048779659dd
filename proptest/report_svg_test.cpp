// Drawings as SVG: well-formed, self-contained, and with every mark on the sheet.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include "relayout/model/report/draw_svg.hpp"
#include "relayout/model/report/svg.hpp"
#include "relayout/proptest/generate/generate.hpp"
#include "relayout/proptest/report_fixture.hpp"

namespace relayout::proptest {
namespace {

using namespace report;

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) {
    ++count;
  }
  return count;
}

// Everything between < and >, in order.
std::vector<std::string> tags_of(const std::string& markup) {
  std::vector<std::string> tags;
  for (std::size_t begin = markup.find('<'); begin != std::string::npos; begin = markup.find('<', begin + 1)) {
    tags.push_back(markup.substr(begin + 1, markup.find('>', begin) - begin - 1));
  }
  return tags;
}

// The first tag that closes another than is open, or the last that nothing closes; empty where all match.
std::string first_unmatched_tag(const std::string& markup) {
  std::vector<std::string> open;
  for (const std::string& tag : tags_of(markup)) {
    if (tag.substr(0, 1) == "/") {
      if (open.empty() || open.back() != tag.substr(1)) return tag;
      open.pop_back();
    } else if (tag.back() != '/') {
      open.push_back(tag.substr(0, tag.find(' ')));
    }
  }
  return open.empty() ? "" : open.back();
}

double number_of(const std::string& tag, const std::string& attribute) {
  const std::size_t name = tag.find(" " + attribute + "=\"");
  return name == std::string::npos ? 0 : std::strtod(tag.c_str() + name + attribute.size() + 3, nullptr);
}

// The first rectangle that leaves the sheet; empty where none does.
std::string first_stray_rectangle(const std::string& svg) {
  const std::vector<std::string> tags = tags_of(svg);
  const double sheet_width = number_of(tags.front(), "width") + 0.1;
  const double sheet_height = number_of(tags.front(), "height") + 0.1;
  for (const std::string& tag : tags) {
    if (tag.substr(0, 5) != "rect ") continue;
    const bool inside = number_of(tag, "x") >= 0 && number_of(tag, "y") >= 0 && number_of(tag, "width") >= 0 &&
                        number_of(tag, "x") + number_of(tag, "width") <= sheet_width &&
                        number_of(tag, "y") + number_of(tag, "height") <= sheet_height;
    if (!inside) return tag;
  }
  return "";
}

// A text as it stands on the sheet, if the reader's font is a wide one: a character takes three fifths of its size.
struct StandingText {
  std::string content;
  double left;
  double right;
  double baseline;
};

StandingText standing(const std::string& tag, const std::string& content) {
  const auto is = [&](const char* name) { return count_of(tag.substr(tag.find("class=")), name) > 0; };
  const double size = is("title") ? 17 : is("small") ? 11 : is("label") ? 12 : 13;
  double characters = 0;
  for (const char c : content) characters += (static_cast<unsigned char>(c) & 0xC0U) == 0x80U ? 0 : 1;
  const double width = 0.6 * size * characters;
  const double x = number_of(tag, "x");
  const double left = is("left") ? x : is("right") ? x - width : x - width / 2;
  return {content, left, left + width, number_of(tag, "y")};
}

std::vector<StandingText> texts_of(const std::string& svg) {
  std::vector<StandingText> texts;
  for (std::size_t begin = svg.find("<text "); begin != std::string::npos; begin = svg.find("<text ", begin + 1)) {
    const std::size_t end = svg.find('>', begin);
    texts.push_back(standing(svg.substr(begin, end - begin), svg.substr(end + 1, svg.find('<', end) - end - 1)));
  }
  return texts;
}

// The first text that leaves the margins; empty where none does.
std::string first_stray_text(const std::string& svg) {
  constexpr double margin = 27;
  const double sheet_width = number_of(tags_of(svg).front(), "width");
  for (const StandingText& text : texts_of(svg)) {
    if (text.left < margin || sheet_width - margin < text.right) return text.content;
  }
  return "";
}

// The first two texts of a line that run together.
std::string first_touching_texts(const std::string& svg) {
  constexpr double air = 2;
  std::vector<StandingText> texts = texts_of(svg);
  std::stable_sort(texts.begin(), texts.end(), [](const StandingText& a, const StandingText& b) {
    return a.baseline != b.baseline ? a.baseline < b.baseline : a.left < b.left;
  });
  for (std::size_t i = 1; i < texts.size(); ++i) {
    const bool touch = texts[i - 1].baseline == texts[i].baseline && texts[i].left < texts[i - 1].right + air;
    if (touch) return texts[i - 1].content + "|" + texts[i].content;
  }
  return "";
}

std::string drawn(const PlanText& text) { return draw_svg(picture_of(plan_of(text))); }

TEST(svg_drawings, are_well_formed_and_keep_to_their_sheet) {
  Random random(20261122);
  for (int round = 0; round < 40; ++round) {
    const Case input = random_case(random, {.max_cp = 90, .max_tokens = 700, .max_sequences = 70});
    const PlacedCase placed = place(input).value();
    const std::string svg = draw_svg(picture_of(Plan::make(placed.source, placed.target).value()));
    EXPECT_EQ(first_unmatched_tag(svg), "") << command_options(input);
    EXPECT_EQ(first_stray_rectangle(svg), "") << command_options(input);
    EXPECT_EQ(first_stray_text(svg), "") << command_options(input);
    EXPECT_EQ(first_touching_texts(svg), "") << command_options(input);
    EXPECT_EQ(count_of(svg, "nan"), 0U) << command_options(input);
    EXPECT_EQ(count_of(svg, "inf"), 0U) << command_options(input);
  }
}

TEST(svg_drawings, wrap_what_is_wider_than_a_narrow_sheet) {
  Picture picture =
      picture_of(plan_of({.lengths = {5, 7}, .slots = {8, 8}, .source = "zigzag:cp=2", .target = "contiguous:cp=2"}));
  picture.title = std::string(90, 'w');
  const std::string svg = draw_svg(picture);
  EXPECT_EQ(first_stray_text(svg), "");
  EXPECT_EQ(count_of(svg, ">ribbons in outline, framed numbers: rows that</text>"), 1U);
  EXPECT_EQ(count_of(svg, ">stay on their rank</text>"), 1U);
}

TEST(svg_drawings, leave_air_between_token_numbers) {
  const std::vector<std::int64_t> lengths[] = {{32}, {64}, {32, 36}};
  for (const auto& tokens : lengths) {
    const std::string svg =
        drawn({.lengths = tokens, .slots = {}, .source = "zigzag:cp=2", .target = "contiguous:cp=2"});
    EXPECT_EQ(first_touching_texts(svg), "");
    EXPECT_GE(count_of(svg, ">10</text>"), 2U);
  }
}

TEST(svg_drawings, label_many_ranks_in_even_steps) {
  const std::string svg =
      drawn({.lengths = {4096}, .slots = {}, .source = "zigzag:cp=64", .target = "contiguous:cp=64"});
  EXPECT_EQ(first_stray_text(svg), "");
  EXPECT_EQ(count_of(svg, ">rank "), 2U * 16);
  for (int rank = 0; rank < 64; rank += 4) {
    EXPECT_EQ(count_of(svg, ">rank " + std::to_string(rank) + "<"), 2U) << rank;
    EXPECT_EQ(count_of(svg, "right quiet\">" + std::to_string(rank) + "<"), 1U) << rank;
    EXPECT_EQ(count_of(svg, "number small quiet\">" + std::to_string(rank) + "<"), rank % 8 == 0 ? 1U : 0U) << rank;
  }
}

TEST(svg_drawings, name_ranks_as_text_pictures_do) {
  const std::string svg = drawn({.lengths = {16},
                                 .slots = {},
                                 .source = "zigzag:cp=2,world=10-1",
                                 .target = "contiguous:cp=2,world=2147483646..2147483647"});
  EXPECT_EQ(count_of(svg, ">rank 0 (world 10)<"), 1U);
  EXPECT_EQ(count_of(svg, ">rank 1<"), 1U);
  EXPECT_EQ(count_of(svg, ">rank 1 (world 2147483647)<"), 1U);
  EXPECT_EQ(first_stray_text(svg), "");
}

TEST(svg_drawings, count_in_whole_words) {
  const std::string one =
      drawn({.lengths = {1}, .slots = {}, .source = "sequential:cp=1", .target = "contiguous:cp=1"});
  EXPECT_EQ(count_of(one, "<desc>1 token in 1 sequence. "), 1U);
  const std::string none = drawn({.lengths = {}, .slots = {}, .source = "zigzag:cp=2", .target = "contiguous:cp=2"});
  EXPECT_EQ(count_of(none, "<desc>0 tokens in 0 sequences. "), 1U);
  EXPECT_EQ(count_of(none, ">no sequence</text>"), 1U);
  EXPECT_EQ(count_of(none, "number: tokens"), 0U);
}

TEST(svg_drawings, have_a_cell_for_every_row_and_a_ribbon_for_every_move) {
  const Plan plan = plan_of({.lengths = {8, 8}, .slots = {}, .source = "zigzag:cp=2", .target = "contiguous:cp=2"});
  const std::string svg = draw_svg(picture_of(plan));
  EXPECT_EQ(count_of(svg, "class=\"cell\""), 32U);
  EXPECT_EQ(count_of(svg, "data-move="), plan.moves().size());
  EXPECT_EQ(count_of(svg, "class=\"ribbon stays\""), 3U);
  EXPECT_EQ(count_of(svg, "tokens 2..5 go from rank 1 rows 0..3 to rank 0 rows 2..5"), 1U);
}

TEST(svg_drawings, of_a_layout_alone_show_no_traffic) {
  const Plan plan = plan_of({.lengths = {8}, .slots = {}, .source = "zigzag:cp=2", .target = "contiguous:cp=2"});
  const std::string svg = draw_svg(picture_of(plan.source()));
  EXPECT_EQ(count_of(svg, "class=\"cell\""), 8U);
  EXPECT_EQ(count_of(svg, "traffic"), 0U);
}

TEST(svg_drawings, explain_the_marks_that_are_there_and_no_others) {
  const std::string carried = "faint rows: carried padding";
  const std::string temporary = "dashed rows: temporary padding";
  const std::string stays = "ribbons in outline, framed numbers";
  const Plan plain = plan_of({.lengths = {4}, .slots = {}, .source = "contiguous:cp=2", .target = "contiguous:cp=1"});
  EXPECT_EQ(count_of(draw_svg(picture_of(plain)), stays), 1U);
  EXPECT_EQ(count_of(draw_svg(picture_of(plain)), carried) + count_of(draw_svg(picture_of(plain)), temporary), 0U);
  EXPECT_EQ(count_of(draw_svg(picture_of(plain.source())), stays), 0U);
  const Plan padded = plan_of({.lengths = {3},
                               .slots = {5},
                               .source = "contiguous:remainder=pad,cp=2",
                               .target = "contiguous:cp=2,order=1-0,remainder=pad"});
  const std::string svg = draw_svg(picture_of(padded));
  EXPECT_EQ(count_of(svg, carried), 1U);
  EXPECT_EQ(count_of(svg, temporary), 1U);
  EXPECT_EQ(count_of(svg, stays), 0U);
  const Plan thin = plan_of({.lengths = {99'999},
                             .slots = {100'000},
                             .source = "contiguous:remainder=pad,cp=7",
                             .target = "contiguous:remainder=pad,cp=1"});
  const std::string coarse = draw_svg(picture_of(thin));
  EXPECT_EQ(count_of(coarse, carried) + count_of(coarse, temporary), 0U) << "one row of each, thinner than a pixel";
}

TEST(svg_drawings, shorten_a_layout_that_is_wider_than_the_sheet) {
  std::string order = "47";
  for (int rank = 46; rank >= 0; --rank) order += "-" + std::to_string(rank);
  const std::string layout = "contiguous:cp=48,order=" + order + ",world=1000..1047";
  const Plan plan = plan_of({.lengths = {96}, .slots = {}, .source = layout, .target = "contiguous:cp=48"});
  const std::string svg = draw_svg(picture_of(plan.source()));
  EXPECT_EQ(count_of(svg, layout), 1U) << "in the title of the drawing";
  EXPECT_EQ(count_of(svg, "left\">contiguous:cp=48,order=47-"), 1U);
  EXPECT_EQ(count_of(svg, " .. "), 1U);
  EXPECT_EQ(count_of(svg, ",world=1000..1047</text>"), 1U);
}

TEST(svg_drawings, say_how_many_moves_they_leave_out) {
  const Plan plan =
      plan_of({.lengths = {2600}, .slots = {}, .source = "striped:block=1,cp=2", .target = "contiguous:cp=2"});
  const std::string svg = draw_svg(picture_of(plan));
  EXPECT_EQ(count_of(svg, "the 1200 longest of 2600 moves are drawn"), 1U);
  EXPECT_EQ(count_of(svg, "data-move="), 1200U);
}

TEST(svg_drawings, escape_what_is_markup_and_what_is_no_text) {
  EXPECT_EQ(escaped("a<b>&\"c\" é \x01\xff"), "a&lt;b&gt;&amp;&quot;c&quot; é \xEF\xBF\xBD\xEF\xBF\xBD");
  Picture picture =
      picture_of(plan_of({.lengths = {8}, .slots = {}, .source = "zigzag:cp=2", .target = "contiguous:cp=2"}));
  picture.title = "<script>";
  EXPECT_EQ(count_of(draw_svg(picture), "<script>"), 0U);
  EXPECT_EQ(count_of(draw_svg(picture), "&lt;script&gt;"), 2U);
}

TEST(pages, need_nothing_but_themselves) {
  const Plan plan = plan_of({.lengths = {8, 8}, .slots = {}, .source = "zigzag:cp=2", .target = "contiguous:cp=2"});
  const std::string page = draw_html({picture_of(plan), picture_of(plan.source())});
  EXPECT_EQ(count_of(page, "<svg "), 2U);
  EXPECT_EQ(count_of(page, "<tr data-move="), plan.moves().size());
  const std::string elsewhere[] = {"src=", "href=", "url(", "@import", "https:"};
  for (const std::string& reference : elsewhere) {
    EXPECT_EQ(count_of(page, reference), 0U) << reference;
  }
  EXPECT_EQ(count_of(page, "http://"), count_of(page, "http://www.w3.org/2000/svg"));
}

}  // namespace
}  // namespace relayout::proptest
