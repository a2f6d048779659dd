// Packs by the line, numbers by the comma: what is read, and what is refused in which words.
#include "relayout/model/report/batches.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "relayout/model/report/numbers.hpp"

namespace relayout::proptest {
namespace {

using namespace report;
using Numbers = std::vector<std::int64_t>;

std::string refusal_of_batches(std::string_view text) {
  const auto batches = read_batches({.name = "packs.jsonl", .text = text});
  return batches ? "accepted" : batches.error().message;
}

TEST(batches, take_slots_and_cp_where_they_are_given_and_ignore_the_rest) {
  const auto batches =
      read_batches({.name = "packs.jsonl",
                    .text = "{\"name\":\"one\",\"lengths\":[5,7],\"cp\":[2,4],\"source\":{\"of\":[1.5,null]}}\r\n\n  \n"
                            "{\"lengths\":[3,0],\"slots\":[4,2]}"});
  ASSERT_TRUE(batches.has_value()) << batches.error().message;
  ASSERT_EQ(batches->size(), 2U);
  const Batch& first = (*batches)[0];
  EXPECT_EQ(first.name, "one");
  EXPECT_EQ(first.pack, Pack::from_lengths({5, 7}).value());
  EXPECT_EQ(first.cp, (Numbers{2, 4}));
  const Batch& second = (*batches)[1];
  EXPECT_EQ(second.name, "line 4");
  EXPECT_EQ(second.pack, Pack::from_lengths({3, 0}, {4, 2}).value());
  EXPECT_TRUE(second.cp.empty());
}

TEST(batches, are_none_in_an_empty_text) {
  const auto batches = read_batches({.name = "packs.jsonl", .text = ""});
  ASSERT_TRUE(batches.has_value());
  EXPECT_TRUE(batches->empty());
}

TEST(batches, are_refused_with_file_line_and_place) {
  const std::string good = "{\"lengths\":[1]}\n";
  EXPECT_EQ(refusal_of_batches(good + "{\"lengths\":[1,}"),
            "packs.jsonl is not JSON at line 2 column 15: near \"1,}\"");
  EXPECT_EQ(refusal_of_batches(good + "[1,2]"), "packs.jsonl line 2: $ must be an object, found a list");
  EXPECT_EQ(refusal_of_batches(good + "{\"slots\":[1]}"), "packs.jsonl line 2: $ has no key \"lengths\"");
  EXPECT_EQ(refusal_of_batches(good + good + "{\"lengths\":[1,-3]}"),
            "packs.jsonl line 3: $.lengths[1] must be an integer in 0 .. 1099511627776, found -3");
  EXPECT_EQ(refusal_of_batches("{\"lengths\":[1],\"cp\":[0]}"),
            "packs.jsonl line 1: $.cp[0] must be an integer in 1 .. 65536, found 0");
  EXPECT_EQ(refusal_of_batches("{\"lengths\":[1],\"cp\":2}"), "packs.jsonl line 1: $.cp must be a list, found 2");
  EXPECT_EQ(refusal_of_batches("{\"lengths\":[1],\"lengths\":[2]}"),
            "packs.jsonl line 1: $ has the key \"lengths\" twice");
  EXPECT_EQ(refusal_of_batches("{\"name\":7,\"lengths\":[1]}"), "packs.jsonl line 1: $.name must be a string, found 7");
}

TEST(batches, pass_on_what_a_pack_refuses) {
  const std::string reason = Pack::from_lengths({5}, {4}).error().message;
  EXPECT_EQ(refusal_of_batches("{\"lengths\":[5],\"slots\":[4]}"), "packs.jsonl line 1: " + reason);
}

TEST(numbers, are_read_with_spaces_around_commas_and_from_nothing) {
  EXPECT_EQ(parse_numbers("5,7,13").value(), (Numbers{5, 7, 13}));
  EXPECT_EQ(parse_numbers(" 5 , 7,  0 ").value(), (Numbers{5, 7, 0}));
  EXPECT_EQ(parse_numbers("9223372036854775807").value(), (Numbers{9223372036854775807}));
  EXPECT_EQ(parse_numbers("").value(), Numbers{});
}

struct BadNumbers {
  std::string text;
  std::string place;
  std::string found;
};

TEST(numbers, are_refused_with_their_place_and_text) {
  const BadNumbers cases[] = {
      {"5,,7", "number 2 of \"5,,7\" (character 3)", ""},
      {"5,7,", "number 3 of \"5,7,\" (character 5)", ""},
      {",5", "the first number of \",5\" (character 1)", ""},
      {"5,-7", "number 2 of \"5,-7\" (character 3)", "-7"},
      {"+5", "the first number of \"+5\" (character 1)", "+5"},
      {"1 2", "the first number of \"1 2\" (character 1)", "1 2"},
      {"1.0", "the first number of \"1.0\" (character 1)", "1.0"},
      {"1e3", "the first number of \"1e3\" (character 1)", "1e3"},
      {"0x10", "the first number of \"0x10\" (character 1)", "0x10"},
      {"5;7", "the first number of \"5;7\" (character 1)", "5;7"},
      {"9223372036854775808", "the first number of \"9223372036854775808\" (character 1)", "9223372036854775808"}};
  for (const BadNumbers& bad : cases) {
    const auto numbers = parse_numbers(bad.text);
    ASSERT_FALSE(numbers.has_value()) << bad.text;
    EXPECT_EQ(numbers.error().message,
              bad.place + " must be an integer in 0 .. 9223372036854775807, found \"" + bad.found + "\"");
  }
}

}  // namespace
}  // namespace relayout::proptest
