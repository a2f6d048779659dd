// A timeline as trace events: what Perfetto reads, and arrows from each send to its receive.
#include "relayout/model/report/trace.hpp"

#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <vector>

#include "relayout/proptest/report_fixture.hpp"

namespace relayout::proptest {
namespace {

using namespace report;

TEST(traces, of_one_event_are_these_bytes) {
  const std::vector<TraceEvent> events = {{.rank = 3,
                                           .name = "fill",
                                           .begin_ns = 1'500,
                                           .end_ns = 2'007,
                                           .kind = TraceKind::local,
                                           .peer = -1,
                                           .bytes = 0}};
  EXPECT_EQ(
      written([&](auto& out) { write_trace(out, events); }),
      R"({"displayTimeUnit":"ns","traceEvents":[{"ph":"M","name":"process_name","args":{"name":"rank 3"},"pid":3},)"
      R"({"ph":"M","name":"thread_name","args":{"name":"local"},"pid":3,"tid":0},)"
      R"({"ph":"X","name":"fill","pid":3,"tid":0,"ts":1.500,"dur":0.507}]})"
      "\n");
}

TraceEvent end_of(TraceKind kind, std::int32_t rank, std::int32_t peer, std::int64_t begin_ns) {
  return {.rank = rank,
          .name = "m",
          .begin_ns = begin_ns,
          .end_ns = begin_ns + 1'000,
          .kind = kind,
          .peer = peer,
          .bytes = 8};
}

struct Arrow {
  double leaves = -1;
  double arrives = -1;
  friend bool operator==(const Arrow&, const Arrow&) = default;
};

TEST(traces, join_the_nth_send_of_a_pair_to_its_nth_receive) {
  const TraceKind send = TraceKind::send;
  const TraceKind receive = TraceKind::receive;
  // 0 -> 1 twice, 1 -> 0 once, and a send of 2 that nobody receives.
  const std::vector<TraceEvent> events = {
      end_of(receive, 1, 0, 5'000), end_of(send, 0, 1, 1'000),    end_of(send, 1, 0, 2'000), end_of(send, 0, 1, 3'000),
      end_of(receive, 0, 1, 6'000), end_of(receive, 1, 0, 7'000), end_of(send, 2, 0, 4'000)};
  const auto document = nlohmann::json::parse(written([&](auto& out) { write_trace(out, events); }));
  std::map<int, Arrow> arrows;
  for (const auto& event : document["traceEvents"]) {
    if (event["ph"] == "s") arrows[event["id"]].leaves = event["ts"];
    if (event["ph"] == "f") arrows[event["id"]].arrives = event["ts"];
  }
  ASSERT_EQ(arrows.size(), 3U);
  EXPECT_EQ(arrows[0], (Arrow{1, 6}));
  EXPECT_EQ(arrows[1], (Arrow{3, 8}));
  EXPECT_EQ(arrows[2], (Arrow{2, 7}));
}

TEST(traces, of_nothing_are_still_a_document) {
  EXPECT_EQ(written([](auto& out) { write_trace(out, {}); }), "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[]}\n");
}

}  // namespace
}  // namespace relayout::proptest
