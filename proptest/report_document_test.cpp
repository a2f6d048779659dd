// What is written is read back as it was, and what a document leaves out is left open.
#include "relayout/model/report/document.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <string>
#include <variant>

#include "relayout/model/fingerprint.hpp"
#include "relayout/model/report/routes_of.hpp"
#include "relayout/model/report/write_json.hpp"
#include "relayout/proptest/generate/generate.hpp"
#include "relayout/proptest/report_fixture.hpp"

namespace relayout::proptest {
namespace {

using namespace report;

template <class Kind>
Kind read_as(const std::string& text) {
  auto document = read_document({.name = "x.json", .text = text});
  EXPECT_TRUE(document.has_value()) << (document ? "" : document.error().message) << "\n" << text;
  return std::get<Kind>(std::move(document).value());
}

void expect_pack(const Claims& claims, const Pack& pack) {
  EXPECT_EQ(claims.lengths, std::vector<std::int64_t>(pack.lengths().begin(), pack.lengths().end()));
  EXPECT_EQ(claims.slots, pack.slots());
}

void expect_round_trip(const Plan& plan) {
  const auto read = read_as<PlanDocument>(written([&](auto& out) { write_plan(out, plan, "a b"); }));
  expect_pack(read.claims, plan.source().pack());
  EXPECT_EQ(read.claims.name, "a b");
  EXPECT_EQ(read.claims.source, print(plan.source().layout()));
  EXPECT_EQ(read.claims.target, print(plan.target().layout()));
  EXPECT_EQ(read.claims.fingerprint, to_hex(plan.fingerprint()));
  EXPECT_EQ(read.table.token_count, plan.source().token_count());
  EXPECT_TRUE(std::equal(read.table.moves.begin(), read.table.moves.end(), plan.moves().begin(), plan.moves().end()));
  EXPECT_EQ(read.table.source_row_counts, plan.source().row_counts());
  EXPECT_EQ(read.table.target_row_counts, plan.target().row_counts());
}

void expect_round_trip(const Placement& placement) {
  const auto layout = read_as<LayoutDocument>(written([&](auto& out) { write_layout(out, placement); }));
  expect_pack(layout.claims, placement.pack());
  EXPECT_EQ(layout.claims.name, std::nullopt);
  EXPECT_EQ(layout.claims.layout, print(placement.layout()));
  EXPECT_EQ(layout.table, placement.table());
  const auto views = read_as<ViewDocument>(written([&](auto& out) {
    write_view(out, placement, {{}, PositionIds::write});
  }));
  ASSERT_EQ(views.ranks.size(), static_cast<std::size_t>(placement.rank_count()));
  for (const ViewClaim& found : views.ranks) {
    const View expected = view(placement, found.rank);
    EXPECT_EQ(found.row_count, expected.row_count);
    EXPECT_EQ(found.segments, expected.segments);
    EXPECT_EQ(found.cu_seqlens, expected.cu_seqlens);
    EXPECT_EQ(found.cu_seqlens_padded, expected.cu_seqlens_padded);
    EXPECT_EQ(found.position_ids, position_ids(expected));
    EXPECT_EQ(found.max_seqlen, expected.max_seqlen);
    EXPECT_EQ(found.max_seqlen_padded, expected.max_seqlen_padded);
    EXPECT_EQ(found.fla, expected.fla);
  }
}

void expect_routes_round_trip(const Plan& plan) {
  const auto read = read_as<RoutesDocument>(written([&](auto& out) { write_routes(out, plan); }));
  const Routes expected = routes_of(plan);
  ASSERT_EQ(read.routes.ranks.size(), expected.ranks.size());
  for (std::size_t index = 0; index < expected.ranks.size(); ++index) {
    const RankRoutes& found = read.routes.ranks[index];
    EXPECT_EQ(found.rank, expected.ranks[index].rank);
    EXPECT_EQ(found.source_row_count, expected.ranks[index].source_row_count);
    EXPECT_EQ(found.target_row_count, expected.ranks[index].target_row_count);
    EXPECT_EQ(found.send_rows, expected.ranks[index].send_rows);
    EXPECT_EQ(found.send_splits, expected.ranks[index].send_splits);
    EXPECT_EQ(found.receive_rows, expected.ranks[index].receive_rows);
    EXPECT_EQ(found.receive_splits, expected.ranks[index].receive_splits);
  }
}

TEST(documents, are_read_as_they_were_written) {
  Random random(20261122);
  for (int round = 0; round < 300; ++round) {
    const Case input = random_case(random, {.max_cp = 5, .max_tokens = 60, .max_sequences = 6});
    const PlacedCase placed = place(input).value();
    const Plan plan = Plan::make(placed.source, placed.target).value();
    SCOPED_TRACE(command_options(input));
    expect_round_trip(plan);
    expect_round_trip(placed.source);
    expect_routes_round_trip(plan);
  }
}

TEST(documents, may_begin_with_a_byte_order_mark_and_leave_out_all_that_can_follow) {
  const auto layout = read_as<LayoutDocument>(
      "\xEF\xBB\xBF{\"schema\":\"relayout.layout/1\",\"ranks\":[{\"rank\":1,\"pieces\":[]},"
      "{\"rank\":0,\"pieces\":[{\"token\":3,\"row\":2,\"count\":5}]}]}");
  EXPECT_EQ(layout.table.token_count, 8);
  ASSERT_EQ(layout.table.ranks.size(), 2U);
  EXPECT_EQ(layout.table.ranks[0].row_count, 7);
  EXPECT_EQ(layout.table.ranks[1].world_rank, 1);
  EXPECT_EQ(layout.table.ranks[1].row_count, 0);
  EXPECT_EQ(layout.claims.lengths, std::nullopt);
}

TEST(documents, of_a_plan_count_tokens_by_what_they_say_then_by_slots_then_lengths_then_moves) {
  const std::string head = R"({"schema":"relayout.plan/1","moves":[{"token":0,"count":4,"source_rank":0,)"
                           R"("source_row":0,"target_rank":0,"target_row":0}])";
  EXPECT_EQ(read_as<PlanDocument>(head + "}").table.token_count, 4);
  EXPECT_EQ(read_as<PlanDocument>(head + R"(,"lengths":[5]})").table.token_count, 5);
  EXPECT_EQ(read_as<PlanDocument>(head + R"(,"lengths":[5],"slots":[6]})").table.token_count, 6);
  EXPECT_EQ(read_as<PlanDocument>(head + R"(,"lengths":[5],"slots":[6],"token_count":7})").table.token_count, 7);
}

TEST(documents, of_routes_are_put_in_the_order_of_their_ranks) {
  const std::string text = R"({"schema":"relayout.routes/1","ranks":[)"
                           R"({"rank":9,"send_splits":[2,0],"receive_splits":[0,2],"send_rows":null},)"
                           R"({"rank":4,"send_splits":[0,2],"receive_splits":[2,0],"receive_rows":[1,0]}]})";
  const Routes routes = read_as<RoutesDocument>(text).routes;
  ASSERT_EQ(routes.ranks.size(), 2U);
  EXPECT_EQ(routes.ranks[0].rank, 4);
  EXPECT_EQ(routes.ranks[0].receive_rows, (std::vector<std::int64_t>{1, 0}));
  EXPECT_EQ(routes.ranks[1].rank, 9);
  EXPECT_EQ(routes.ranks[1].send_rows, std::nullopt);
  EXPECT_EQ(routes.ranks[1].source_row_count, std::nullopt);
}

TEST(custom_layouts, are_read_from_layout_files_and_from_nothing_else) {
  const std::string path = testing::TempDir() + "relayout_custom_test.json";
  const Plan plan = plan_of({.lengths = {4, 4}, .slots = {}, .source = "zigzag:cp=2", .target = "contiguous:cp=2"});
  std::ofstream(path) << written([&](auto& out) { write_layout(out, plan.source()); });
  const CustomReader read_custom = custom_file_reader();
  EXPECT_EQ(read_custom(path).value(), plan.source().table());
  std::ofstream(path) << written([&](auto& out) { write_plan(out, plan); });
  EXPECT_EQ(read_custom(path).error().message,
            path + " is a relayout.plan/1 document; a custom layout is read from a relayout.layout/1 document");
  std::remove(path.c_str());
  EXPECT_EQ(read_custom(path).error().message, "cannot read " + path + ": No such file or directory");
  EXPECT_EQ(read_custom("/").error().message, "cannot read /: Is a directory");
}

}  // namespace
}  // namespace relayout::proptest
