// Every document as the formats page shows it, letter for letter.
#include "relayout/model/report/write_json.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "relayout/model/fingerprint.hpp"
#include "relayout/model/report/write_verdict.hpp"
#include "relayout/proptest/report_fixture.hpp"

namespace relayout::proptest {
namespace {

using namespace report;

Plan small_plan() {
  return plan_of({.lengths = {4}, .slots = {}, .source = "zigzag:cp=2", .target = "contiguous:cp=2"});
}

Plan padded_plan() {
  return plan_of({.lengths = {5, 3},
                  .slots = {6, 3},
                  .source = "zigzag:remainder=pad,cp=2",
                  .target = "contiguous:remainder=balanced,cp=2,world=4-7"});
}

TEST(layout_document, is_the_one_line_of_the_formats_page) {
  const Placement placement = padded_plan().source();
  EXPECT_EQ(written([&](auto& out) { write_layout(out, placement, "two"); }),
            R"({"schema":"relayout.layout/1","name":"two","layout":"zigzag:remainder=pad,cp=2","lengths":[5,3],)"
            R"("slots":[6,3],"token_count":9,"rank_count":2,"ranks":[{"rank":0,"world_rank":0,"row_count":6,)"
            R"("pieces":[{"token":0,"row":0,"count":2},{"token":6,"row":4,"count":1}]},{"rank":1,"world_rank":1,)"
            R"("row_count":6,"pieces":[{"token":2,"row":0,"count":4},{"token":7,"row":4,"count":2}]}]})"
            "\n");
}

TEST(plan_document, is_the_one_line_of_the_formats_page) {
  const Plan plan = small_plan();
  EXPECT_EQ(written([&](auto& out) { write_plan(out, plan); }),
            R"({"schema":"relayout.plan/1","source":"zigzag:cp=2","target":"contiguous:cp=2","fingerprint":")" +
                to_hex(plan.fingerprint()) +
                R"(","lengths":[4],"slots":[4],"token_count":4,"source_row_counts":[2,2],"target_row_counts":[2,2],)"
                R"("moves":[{"token":0,"count":1,"source_rank":0,"source_row":0,"target_rank":0,"target_row":0},)"
                R"({"token":1,"count":1,"source_rank":1,"source_row":0,"target_rank":0,"target_row":1},)"
                R"({"token":2,"count":1,"source_rank":1,"source_row":1,"target_rank":1,"target_row":0},)"
                R"({"token":3,"count":1,"source_rank":0,"source_row":1,"target_rank":1,"target_row":1}],)"
                R"("traffic":{"rows_total":4,"rows_kept":2,"rows_sent":2,"rows_sent_max_rank":1,)"
                R"("rows_received_max_rank":1,"messages":2}})"
                "\n");
}

TEST(view_document, writes_every_field_of_a_view_and_position_ids_where_asked) {
  const Placement placement =
      plan_of({.lengths = {5, 3}, .slots = {}, .source = "contiguous:cp=2", .target = "contiguous:cp=2"}).source();
  const std::string head =
      R"({"schema":"relayout.view/1","layout":"contiguous:cp=2","lengths":[5,3],"slots":[5,3],"token_count":8,)"
      R"("rank_count":2,"ranks":[{"rank":1,"world_rank":1,"row_count":4,)"
      R"("segments":[{"sequence":0,"position":4,"row":0,"count":1},{"sequence":1,"position":0,"row":1,"count":3}],)"
      R"("cu_seqlens":[0,1,4],"cu_seqlens_padded":[0,1,4],"max_seqlen":3,"max_seqlen_padded":3,)"
      R"("fla":[{"row_begin":0,"cu_seqlens":[0,1,4],"pre_num_ranks":1,"post_num_ranks":0,"is_first_rank":false,)"
      R"("is_last_rank":true,"pre_num_conv_tokens":4}])";
  EXPECT_EQ(written([&](auto& out) { write_view(out, placement, {{1}, PositionIds::leave_out}); }), head + "}]}\n");
  EXPECT_EQ(written([&](auto& out) {
              write_view(out, placement, {{1}, PositionIds::write});
            }),
            head + R"(,"position_ids":[4,0,1,2]}]})" + "\n");
}

TEST(rank_program_document, names_peers_exchanges_runs_and_fills) {
  const Plan plan = plan_of({.lengths = {5},
                             .slots = {},
                             .source = "zigzag:remainder=pad,cp=2",
                             .target = "contiguous:remainder=balanced,cp=2"});
  const RankProgram program = rank_program(plan.source(), plan.target(), 1).value();
  EXPECT_EQ(written([&](auto& out) {
              write_rank_program(out, {plan.source(), plan.target(), program});
            }),
            R"({"schema":"relayout.rank_program/1","source":"zigzag:remainder=pad,cp=2",)"
            R"("target":"contiguous:remainder=balanced,cp=2","fingerprint":")" +
                to_hex(plan.fingerprint()) +
                R"(","lengths":[5],"slots":[5],"world_rank":1,"group_size":2,"source_row_count":4,)"
                R"("target_row_count":3,"sends":[],"receives":[],"own":[{"local_row":0,"remote_row":0,"count":3}],)"
                R"("target_fills":[],"source_fills":[{"begin":3,"end":4}]})"
                "\n");
}

TEST(rank_program_document, counts_exchanges_as_the_program_does) {
  const Plan plan =
      plan_of({.lengths = {400}, .slots = {}, .source = "contiguous:cp=1", .target = "contiguous:cp=200"});
  const RankProgram program = rank_program(plan.source(), plan.target(), 0).value();
  const auto document = nlohmann::json::parse(written([&](auto& out) {
    write_rank_program(out, {plan.source(), plan.target(), program});
  }));
  ASSERT_EQ(document["sends"].size(), 199U);
  EXPECT_EQ(document["sends"][127]["exchange"], 0);
  EXPECT_EQ(document["sends"][128]["exchange"], 1);
}

TEST(routes_document, writes_null_for_rows_that_count_up_and_world_ranks) {
  const Plan plan =
      plan_of({.lengths = {4}, .slots = {}, .source = "zigzag:cp=2,world=3-1", .target = "contiguous:cp=2,world=3-1"});
  EXPECT_EQ(written([&](auto& out) { write_routes(out, plan); }),
            R"({"schema":"relayout.routes/1","lengths":[4],"slots":[4],"source":"zigzag:cp=2,world=3-1",)"
            R"("target":"contiguous:cp=2,world=3-1","ranks":[{"rank":1,"source_row_count":2,"target_row_count":2,)"
            R"("send_rows":[1,0],"send_splits":[1,1],"receive_rows":null,"receive_splits":[1,1]},)"
            R"({"rank":3,"source_row_count":2,"target_row_count":2,"send_rows":[1,0],"send_splits":[1,1],)"
            R"("receive_rows":[1,0],"receive_splits":[1,1]}]})"
            "\n");
}

TEST(error_document, holds_any_bytes_as_a_string) {
  EXPECT_EQ(written([](auto& out) {
              write_error(out, {"bad_file", "a \"b\"\n\x01 \xff"});
            }),
            R"({"schema":"relayout.error/1","error":{"code":"bad_file","message":"a \"b\"\n\u0001 )"
            "\xEF\xBF\xBD\"}}\n");
}

TEST(integers, are_exact_to_the_last) {
  const std::int64_t most = std::int64_t{1} << 40;
  const Plan plan =
      plan_of({.lengths = {most}, .slots = {}, .source = "contiguous:cp=1", .target = "contiguous:cp=1,world=7"});
  const auto document = nlohmann::json::parse(written([&](auto& out) { write_plan(out, plan); }));
  EXPECT_EQ(document["moves"][0]["count"].get<std::int64_t>(), most);
  EXPECT_EQ(document["traffic"]["rows_sent"].get<std::int64_t>(), most);
}

}  // namespace
}  // namespace relayout::proptest
