// Layouts as text: what is printed reads back, one way to write each, and a message for each way to get it wrong.
#include <gtest/gtest.h>

#include <ostream>
#include <string>

#include "relayout/model/layout_text.hpp"
#include "relayout/model/printable.hpp"
#include "relayout/proptest/generate/generate.hpp"

namespace relayout::proptest {
namespace {

Result<Layout> parsed(const std::string& text) { return parse_layout(text, {}); }

TEST(LayoutText, reads_back_what_it_prints) {
  Random random(37);
  for (int i = 0; i < 20'000; ++i) {
    const Case input = random_case(random, {});
    for (const Layout& layout : {input.source, input.target}) {
      const ParseOptions options{.default_cp = 0, .read_custom = [&](const std::string&) -> Result<PieceTable> {
                                   return *layout.keys().custom;
                                 }};
      const auto again = parse_layout(print(layout), options);
      ASSERT_TRUE(again.has_value()) << print(layout) << ": " << again.error().message;
      EXPECT_EQ(*again, layout) << print(layout);
      EXPECT_EQ(print(*again), print(layout));
    }
  }
}

TEST(LayoutText, has_one_print_for_one_layout) {
  Random random(43);
  const CaseBounds few{.max_cp = 2, .max_tokens = 4, .max_sequences = 1};
  int equal = 0;
  for (int i = 0; i < 20'000; ++i) {
    const Case input = random_case(random, few);
    if (input.source.name() == LayoutName::custom || input.target.name() == LayoutName::custom) continue;
    equal += input.source == input.target ? 1 : 0;
    EXPECT_EQ(input.source == input.target, print(input.source) == print(input.target))
        << print(input.source) << " " << print(input.target);
  }
  EXPECT_GT(equal, 100);
}

struct Writing {
  const char* written;
  const char* canonical;
};

TEST(LayoutText, prints_keys_in_one_order_and_leaves_defaults_out) {
  for (const Writing& each : {
           Writing{"zigzag:cp=2", "zigzag:cp=2"},
           Writing{"zigzag:tp=1,cp=2,remainder=exact", "zigzag:cp=2"},
           Writing{"zigzag:cp=2,order=0-1,world=0-1,rank_multiple=1", "zigzag:cp=2"},
           Writing{"zigzag:cp=2,order=0..1,world=0..1", "zigzag:cp=2"},
           Writing{"zigzag:multiple=4,cp=2,remainder=pad", "zigzag:remainder=pad,cp=2"},
           Writing{"zigzag:multiple=4,cp=2,remainder=pad,tp=2", "zigzag:remainder=pad,multiple=4,cp=2,tp=2"},
           Writing{"zigzag:multiple=8,cp=2,remainder=pad,tp=2", "zigzag:remainder=pad,cp=2,tp=2"},
           Writing{"zigzag:remainder=pad,pack_multiple=1,cp=2", "zigzag:remainder=pad,cp=2"},
           Writing{"zigzag:world=4-5-6-7,tp=2,rank_rows=8,rank_multiple=2,order=1-0,cp=2,pack_multiple=16,multiple=12,"
                   "remainder=pad",
                   "zigzag:remainder=pad,multiple=12,pack_multiple=16,cp=2,order=1-0,rank_multiple=2,rank_rows=8,tp=2,"
                   "world=4..7"},
           Writing{"striped:cp=2,block=3", "striped:block=3,cp=2"},
           Writing{"contiguous:cp=1,world=5", "contiguous:cp=1,world=5"},
           Writing{"contiguous:cp=3,world=2-1-0", "contiguous:cp=3,world=2-1-0"},
       }) {
    const auto layout = parsed(each.written);
    ASSERT_TRUE(layout.has_value()) << each.written << ": " << layout.error().message;
    EXPECT_EQ(print(*layout), each.canonical) << each.written;
  }
}

TEST(LayoutText, takes_cp_from_outside_only_where_it_has_none) {
  const ParseOptions options{.default_cp = 5, .read_custom = nullptr};
  EXPECT_EQ(print(parse_layout("zigzag", options).value()), "zigzag:cp=5");
  EXPECT_EQ(print(parse_layout("zigzag:cp=2", options).value()), "zigzag:cp=2");
  const auto none = parsed("zigzag");
  ASSERT_FALSE(none.has_value());
  EXPECT_EQ(none.error().code, "missing_cp");
}

TEST(LayoutText, reads_presets_with_modifiers) {
  const ParseOptions options{.default_cp = 2, .read_custom = nullptr};
  EXPECT_EQ(print(parse_layout("te-thd", options).value()), "zigzag:cp=2");
  EXPECT_EQ(print(parse_layout("te-thd:order=1-0", options).value()), "zigzag:cp=2,order=1-0");
  EXPECT_EQ(print(parse_layout("slime", options).value()), "zigzag:remainder=pad,cp=2,rank_multiple=128");
}

TEST(LayoutText, has_any_file_name_but_one_with_a_comma) {
  const PieceTable pieces{.token_count = 1,
                          .ranks = {RankPieces{.world_rank = 0, .row_count = 1, .pieces = {{0, 0, 1}}}}};
  std::string asked;
  const ParseOptions options{.default_cp = 3, .read_custom = [&](const std::string& file) -> Result<PieceTable> {
                               asked = file;
                               return pieces;
                             }};
  const auto layout = parse_layout("custom:file=a dir/x=y:z.json", options);
  ASSERT_TRUE(layout.has_value()) << layout.error().message;
  EXPECT_EQ(asked, "a dir/x=y:z.json");
  EXPECT_EQ(print(*layout), "custom:file=a dir/x=y:z.json,cp=1");
}

ParseOptions reading(const PieceTable& pieces) {
  return {.default_cp = 0, .read_custom = [&pieces](const std::string&) -> Result<PieceTable> { return pieces; }};
}

// One token a rank, under these names.
PieceTable pieces_of(const std::vector<std::int32_t>& world) {
  PieceTable pieces{.token_count = std::ssize(world), .ranks = {}};
  for (std::size_t rank = 0; rank < world.size(); ++rank) {
    const auto token = static_cast<std::int64_t>(rank);
    pieces.ranks.push_back({.world_rank = world[rank], .row_count = 1, .pieces = {{token, 0, 1}}});
  }
  return pieces;
}

TEST(LayoutText, keeps_the_names_that_custom_pieces_give_their_ranks) {
  const PieceTable pieces = pieces_of({7, 8, 9});
  EXPECT_EQ(print(parse_layout("custom:file=w.json", reading(pieces)).value()), "custom:file=w.json,cp=3,world=7..9");
  const auto renamed = parse_layout("custom:file=w.json,world=0..2", reading(pieces)).value();
  EXPECT_EQ(renamed.world_rank(2), 2);
  EXPECT_EQ(parse_layout(print(renamed), reading(pieces)).value(), renamed) << print(renamed);
}

TEST(LayoutText, refuses_to_guess_the_names_of_shares_of_custom_pieces) {
  const PieceTable pieces = pieces_of({7, 8, 9});
  const auto guessed = parse_layout("custom:file=w.json,tp=2", reading(pieces));
  ASSERT_FALSE(guessed.has_value()) << print(*guessed);
  for (const char* part : {"w.json", "7..9", "tp=2", "world="}) {
    EXPECT_NE(guessed.error().message.find(part), std::string::npos) << guessed.error().message;
  }
  const auto named = parse_layout("custom:file=w.json,tp=2,world=0..5", reading(pieces)).value();
  EXPECT_EQ(parse_layout(print(named), reading(pieces)).value(), named) << print(named);
  const PieceTable usual = pieces_of({0, 1, 2});
  EXPECT_EQ(print(parse_layout("custom:file=w.json,tp=2", reading(usual)).value()), "custom:file=w.json,cp=3,tp=2");
}

TEST(LayoutText, takes_a_preset_at_the_cp_sizes_its_framework_takes) {
  EXPECT_EQ(print(parsed("te-jax-dual-chunk-swap:cp=1").value()), "flat-zigzag:cp=1");
  EXPECT_EQ(print(parsed("te-jax-dual-chunk-swap:cp=6").value()), "flat-zigzag:cp=6");
  EXPECT_EQ(print(parsed("fla-zigzag:cp=3").value()), "flat-zigzag:cp=3");
}

TEST(LayoutText, spells_out_what_a_terminal_would_obey) {
  EXPECT_EQ(printable("a\x1b[2J\x7f\n\xC2\x9B"
                      "b \xC3\xA9 \xE2\x82\xAC"),
            "a<U+001B>[2J<U+007F><U+000A><U+009B>b \xC3\xA9 \xE2\x82\xAC");
  const auto layout = parsed("zig\x1b[2J:cp=2");
  ASSERT_FALSE(layout.has_value());
  EXPECT_EQ(layout.error().message, "layout \"zig<U+001B>[2J:cp=2\": control characters, expected none");
}

struct Wrong {
  const char* text;
  const char* message;  // a part of it
};

std::ostream& operator<<(std::ostream& out, const Wrong& wrong) { return out << wrong.text; }

class WrongLayoutText : public testing::TestWithParam<Wrong> {};

TEST_P(WrongLayoutText, is_refused_with_a_message_that_helps) {
  const auto layout = parsed(GetParam().text);
  ASSERT_FALSE(layout.has_value()) << GetParam().text;
  EXPECT_EQ(layout.error().code, "bad_layout");
  EXPECT_NE(layout.error().message.find(GetParam().message), std::string::npos) << layout.error().message;
  EXPECT_NE(layout.error().message.find(GetParam().text), std::string::npos) << layout.error().message;
}

INSTANTIATE_TEST_SUITE_P(
    Table, WrongLayoutText,
    testing::Values(
        Wrong{"zagzig:cp=2", "unknown layout \"zagzig\"; expected one of zigzag, flat-zigzag"},
        Wrong{":cp=2", "unknown layout \"\""}, Wrong{"zigzag:", "found \"\" where key=value is expected"},
        Wrong{"zigzag:cp", "found \"cp\" where key=value is expected"},
        Wrong{"zigzag:cp=2,", "found \"\" where key=value is expected"},
        Wrong{"zigzag:ranks=2", "unknown key \"ranks\"; expected remainder, multiple"},
        Wrong{"zigzag:cp=2,cp=2", "the key cp is given twice"},
        Wrong{"zigzag:cp=0", "cp=0: expected a whole number, 1 to 65,536"},
        Wrong{"zigzag:cp=-1", "cp=-1: expected a whole number"},
        Wrong{"zigzag:cp=two", "cp=two: expected a whole number"},
        Wrong{"zigzag:cp=2,tp=0", "tp=0: expected a whole number, 1 to 65,536"},
        Wrong{"zigzag:cp=2,rank_rows=0", "1 to 2^40; ranks without rows need no rank_rows"},
        Wrong{"te-jax-dual-chunk-swap:cp=3", "needs a cp that is a multiple of 2, found cp=3"},
        Wrong{"zigzag:cp=2.5", "cp=2.5: expected a whole number"},
        Wrong{"zigzag:cp=99999999999999999999", "expected a whole number"},
        Wrong{"zigzag:cp=65537", "cp=65537: expected a whole number, 1 to 65,536"},
        Wrong{"zigzag:cp=65536,tp=2", "cp*tp = 131072 ranks, expected at most 65536"},
        Wrong{"zigzag:remainder=floor,cp=2", "expected exact, pad, balanced, array_split or torch_chunk"},
        Wrong{"striped:remainder=torch_chunk,block=1,cp=2", "striped does not know remainder=torch_chunk"},
        Wrong{"striped:cp=2", "striped needs block=b"}, Wrong{"zigzag:block=2,cp=2", "block goes with striped only"},
        Wrong{"zigzag:multiple=4,cp=2", "multiple goes with remainder=pad only"},
        Wrong{"zigzag:remainder=pad,multiple=6,cp=2", "multiple=6 is not a multiple of 4"},
        Wrong{"contiguous:remainder=pad,pack_multiple=4,cp=2", "pack_multiple goes with zigzag and sequential"},
        Wrong{"zigzag:cp=2,order=0-0", "order names rank 0 twice"},
        Wrong{"zigzag:cp=2,order=0-2", "order names rank 2, expected 0..1"},
        Wrong{"zigzag:cp=2,order=0", "order names 1 ranks, expected 2"},
        Wrong{"zigzag:cp=2,order=0-", "expected ranks joined by"},
        Wrong{"zigzag:cp=2,world=4-4", "world names rank 4 twice"},
        Wrong{"zigzag:cp=2,world=4..6", "world names 3 ranks, expected 2"},
        Wrong{"zigzag:cp=2,world=6..4", "expected ranks joined by"},
        Wrong{"zigzag:cp=2,world=0..99999999999", "expected ranks joined by"},
        Wrong{"zigzag:file=a.json,cp=2", "file goes with custom only"}, Wrong{"custom:cp=2", "custom needs file="},
        Wrong{"custom:file=a.json", "custom layouts cannot be read here"},
        Wrong{"te-thd:remainder=pad,cp=2",
              "the preset te-thd fixes remainder (zigzag:remainder=exact); write "
              "zigzag:remainder=pad,cp=2 to change it"},
        Wrong{"te-jax-striped:remainder=pad,cp=2", "write striped:remainder=pad,block=1,cp=2 to change it"},
        Wrong{"verl:multiple=8,cp=2", "write zigzag:remainder=pad,multiple=8,cp=2 to change it"}));

TEST(layout_that_was_refused, ends_the_program_with_its_error_where_it_is_taken_all_the_same) {
  EXPECT_DEATH((void)*parse_layout("te-thd", {}), "missing_cp: .*cp");
  EXPECT_DEATH((void)parse_layout("te-thd", {}).value(), "missing_cp: .*cp");
  EXPECT_DEATH((void)parse_layout("te-thd:cp=2", {}).error(), "no_error: the result holds a value");
}

}  // namespace
}  // namespace relayout::proptest
