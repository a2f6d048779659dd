// Documents that are wrong: each is refused in words that name the place, and no bytes do harm.
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "relayout/model/report/document.hpp"
#include "relayout/model/report/write_json.hpp"
#include "relayout/proptest/generate/random.hpp"
#include "relayout/proptest/report_fixture.hpp"

namespace relayout::proptest {
namespace {

using namespace report;

std::string refusal_of(std::string_view text) {
  const auto document = read_document({.name = "x.json", .text = text});
  return document ? "accepted" : document.error().message;
}

// A plan of one move, one value of which is replaced.
std::string plan_with(const std::string& count) {
  return R"({"schema":"relayout.plan/1","moves":[{"token":0,"count":)" + count +
         R"(,"source_rank":0,"source_row":0,"target_rank":0,"target_row":0}]})";
}

struct BadText {
  std::string text;
  std::string message;
};

TEST(bad_documents, that_are_not_json_are_refused_with_line_and_column) {
  const BadText cases[] = {
      {"", "x.json is empty: expected a JSON object"},
      {" \n\t", "x.json is empty: expected a JSON object"},
      {"\xEF\xBB\xBF", "x.json is empty: expected a JSON object"},
      {"schema", "x.json is not JSON at line 1 column 1: near \"s\""},
      {"{\n  \"schema\": 'a'\n}", "x.json is not JSON at line 2 column 13: near \"\"schema\": '\""},
      {"{\"schema\":\"relayout.plan/1\",\"moves\":[",
       "x.json is not JSON at line 1 column 38: the text ends too early"},
      {"{\"a\":NaN}", "x.json is not JSON at line 1 column 6: near \"\"a\":N\""},
      {"{\"a\":1}{\"b\":2}", "x.json is not JSON at line 1 column 8: near \"1}{\""},
      {"{\"a\":1e999}", "x.json is not JSON at line 1 column 10: near \"1e999\""},
      {"{\"a\":1,\"b\":{\"c\":[{\"d\":1,\"d\":2}]}}", "x.json: $.b.c[0] has the key \"d\" twice"},
      {std::string(1'000'000, '['), "x.json: nested more than 64 levels deep"},
  };
  for (const BadText& bad : cases) {
    EXPECT_EQ(refusal_of(bad.text), bad.message) << bad.text.substr(0, 80);
  }
}

TEST(bad_documents, of_another_schema_are_told_which_there_are) {
  EXPECT_EQ(refusal_of("{}"), "x.json: $ has no key \"schema\"");
  EXPECT_EQ(refusal_of("[]"), "x.json: $ must be an object, found a list");
  EXPECT_EQ(refusal_of("{\"schema\":1}"), "x.json: $.schema must be a string, found 1");
  EXPECT_EQ(refusal_of("{\"schema\":\"relayout.plan/2\"}"),
            "x.json: the schema \"relayout.plan/2\" is not one of relayout.layout/1, relayout.plan/1, "
            "relayout.routes/1, relayout.view/1");
}

TEST(bad_documents, with_a_number_that_is_none_of_ours_say_which) {
  const std::string place = "x.json: $.moves[0].count must be ";
  const std::string range = "an integer in 0 .. 1099511627776, found ";
  const std::string form = "an integer, written without fraction or exponent, that fits 64 bits, found ";
  const BadText cases[] = {{"-3", place + range + "-3"},
                           {"1099511627777", place + range + "1099511627777"},
                           {"9223372036854775808", place + range + "9223372036854775808"},
                           {"18446744073709551616", place + form + "1.8446744073709552e+19"},
                           {"1e3", place + form + "1000.0"},
                           {"5.0", place + form + "5.0"},
                           {"1.5", place + form + "1.5"},
                           {"null", place + range + "null"},
                           {"true", place + range + "true"},
                           {"\"4\"", place + range + "the string \"4\""},
                           {"[4]", place + range + "a list"},
                           {"{}", place + range + "an object"}};
  for (const BadText& bad : cases) {
    EXPECT_EQ(refusal_of(plan_with(bad.text)), bad.message);
  }
  EXPECT_EQ(refusal_of(plan_with("1099511627776")), "accepted");
  EXPECT_EQ(refusal_of(plan_with("\"" + std::string(59, 'x') + "\xC3\xA9\"")),
            place + range + "the string \"" + std::string(59, 'x') + "..");
}

TEST(bad_documents, with_keys_missing_or_of_another_type_say_where) {
  const BadText cases[] = {
      {R"({"schema":"relayout.plan/1"})", "x.json: $ has no key \"moves\""},
      {R"({"schema":"relayout.plan/1","moves":{}})", "x.json: $.moves must be a list, found an object"},
      {R"({"schema":"relayout.plan/1","moves":[1]})", "x.json: $.moves[0] must be an object, found 1"},
      {R"({"schema":"relayout.plan/1","moves":[{"token":0}]})", "x.json: $.moves[0] has no key \"count\""},
      {R"({"schema":"relayout.plan/1","moves":[],"lengths":[1,"2"]})",
       "x.json: $.lengths[1] must be an integer in 0 .. 1099511627776, found the string \"2\""},
      {R"({"schema":"relayout.plan/1","moves":[],"source":1})", "x.json: $.source must be a string, found 1"},
      {R"({"schema":"relayout.layout/1","ranks":[{"rank":1,"pieces":[]}]})",
       "x.json: $.ranks[0].rank must be one of 0 .. 0, each of them once, found 1"},
      {R"({"schema":"relayout.layout/1","ranks":[{"pieces":[]},{"rank":0,"pieces":[]}]})",
       "x.json: $.ranks[1].rank must be one of 0 .. 1, each of them once, found 0"},
      {R"({"schema":"relayout.layout/1","ranks":[{"world_rank":2147483648,"pieces":[]}]})",
       "x.json: $.ranks[0].world_rank must be an integer in 0 .. 2147483647, found 2147483648"},
      {R"({"schema":"relayout.routes/1","ranks":[{"send_splits":[1]}]})",
       "x.json: $.ranks[0] has no key \"receive_splits\""},
      {R"({"schema":"relayout.view/1","ranks":[]})",
       "x.json: $.ranks must be a list of one rank or more, found a list"},
      {R"({"schema":"relayout.plan/1","moves":[],"slotz":[1]})",
       "x.json: $ has the unknown key \"slotz\"; expected schema, name, source, target, fingerprint, lengths, slots, "
       "token_count, source_row_counts, target_row_counts, moves, traffic"},
      {R"({"schema":"relayout.view/1","ranks":[{}]})", "x.json: $.ranks[0] has no key \"rank\""},
      {R"({"schema":"relayout.view/1","ranks":[{"rank":0,"fla":[{"row_begin":0,"cu_seqlens":[0],"pre_num_ranks":0,)"
       R"("post_num_ranks":0,"is_first_rank":1}]}]})",
       "x.json: $.ranks[0].fla[0].is_first_rank must be true or false, found 1"},
  };
  for (const BadText& bad : cases) {
    EXPECT_EQ(refusal_of(bad.text), bad.message);
  }
}

TEST(bad_documents, cut_short_anywhere_are_refused) {
  const Plan plan =
      plan_of({.lengths = {4, 3}, .slots = {5, 3}, .source = "contiguous:cp=2", .target = "contiguous:cp=1"});
  const std::string text = written([&](auto& out) { write_plan(out, plan, "é"); });
  for (std::size_t size = 0; size + 2 < text.size(); ++size) {
    EXPECT_NE(refusal_of(text.substr(0, size)), "accepted") << size;
  }
  EXPECT_EQ(refusal_of(text), "accepted");
}

// Shows, under the address and undefined-behaviour sanitizers, that no bytes do harm; any answer will do.
TEST(bad_documents, of_any_bytes_get_an_answer) {
  const Plan plan =
      plan_of({.lengths = {4, 3}, .slots = {5, 3}, .source = "contiguous:cp=2", .target = "contiguous:cp=1"});
  const std::string documents[] = {
      written([&](auto& out) { write_plan(out, plan); }), written([&](auto& out) { write_routes(out, plan); }),
      written([&](auto& out) { write_layout(out, plan.source()); }), written([&](auto& out) {
        write_view(out, plan.source(), {{}, PositionIds::write});
      })};
  constexpr std::string_view bytes = "{}[]\",:0-9.eE\\u\xff tn";
  Random random(20261122);
  std::int64_t refused = 0;
  for (int round = 0; round < 4000; ++round) {
    std::string text = documents[round % 4];
    for (std::int64_t edits = 1 + random.below(3); edits > 0; --edits) {
      const auto place = static_cast<std::size_t>(random.below(static_cast<std::int64_t>(text.size())));
      text[place] = bytes[static_cast<std::size_t>(random.below(static_cast<std::int64_t>(bytes.size())))];
    }
    const auto document = read_document({.name = "x.json", .text = text});
    refused += document ? 0 : 1;
    EXPECT_TRUE(document || !document.error().message.empty());
  }
  EXPECT_GT(refused, 2000);
}

}  // namespace
}  // namespace relayout::proptest
