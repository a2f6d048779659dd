#include "relayout/model/report/trace.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <tuple>
#include <vector>

#include "relayout/model/report/json_out.hpp"

namespace relayout::report {

namespace {

std::string_view track_name(TraceKind kind) {
  switch (kind) {
    case TraceKind::send:
      return "sends";
    case TraceKind::receive:
      return "receives";
    case TraceKind::local:
      break;
  }
  return "local";
}

// The trace format counts in microseconds; thousandths of them are nanoseconds.
void write_time(JsonOut& json, std::string_view key, std::int64_t time_ns) {
  json.key(key);
  json.thousandths(time_ns);
}

void write_place(JsonOut& json, std::int32_t rank, TraceKind kind) {
  json.number("pid", rank);
  json.number("tid", static_cast<std::int64_t>(kind));
}

void write_name(JsonOut& json, std::string_view what, std::string_view name) {
  json.string("ph", "M");
  json.string("name", what);
  json.key("args");
  json.open('{');
  json.string("name", name);
  json.close('}');
}

void write_names(JsonOut& json, std::span<const TraceEvent> events) {
  std::vector<std::pair<std::int32_t, TraceKind>> tracks;
  for (const TraceEvent& event : events) {
    tracks.emplace_back(event.rank, event.kind);
  }
  std::sort(tracks.begin(), tracks.end());
  tracks.erase(std::unique(tracks.begin(), tracks.end()), tracks.end());
  std::int64_t named_rank = -1;
  for (const auto& [rank, kind] : tracks) {
    if (rank != named_rank) {
      json.open('{');
      write_name(json, "process_name", fmt::format("rank {}", rank));
      json.number("pid", rank);
      json.close('}');
      named_rank = rank;
    }
    json.open('{');
    write_name(json, "thread_name", track_name(kind));
    write_place(json, rank, kind);
    json.close('}');
  }
}

void write_event(JsonOut& json, const TraceEvent& event) {
  json.open('{');
  json.string("ph", "X");
  json.string("name", event.name);
  write_place(json, event.rank, event.kind);
  write_time(json, "ts", event.begin_ns);
  write_time(json, "dur", event.end_ns - event.begin_ns);
  if (event.kind != TraceKind::local) {
    json.key("args");
    json.open('{');
    json.number("peer", event.peer);
    json.number("bytes", event.bytes);
    json.close('}');
  }
  json.close('}');
}

// An end of an arrow. It must lie inside the slice it belongs to, so it starts where the send starts and lands where
// the receive ends.
struct ArrowEnd {
  std::string_view phase;  // "s" leaves, "f" arrives
  std::int64_t id = 0;
  std::int64_t time_ns = 0;
};

void write_arrow_end(JsonOut& json, const ArrowEnd& arrow, const TraceEvent& event) {
  json.open('{');
  json.string("ph", arrow.phase);
  json.string("name", "message");
  json.string("cat", "message");
  json.number("id", arrow.id);
  write_place(json, event.rank, event.kind);
  write_time(json, "ts", arrow.time_ns);
  if (arrow.phase == "f") {
    json.string("bp", "e");
  }
  json.close('}');
}

// Ends of one direction, by the pair of ranks they join and then as given.
std::vector<const TraceEvent*> ends_of(std::span<const TraceEvent> events, TraceKind kind) {
  std::vector<const TraceEvent*> ends;
  for (const TraceEvent& event : events) {
    if (event.kind == kind) {
      ends.push_back(&event);
    }
  }
  return ends;
}

std::pair<std::int32_t, std::int32_t> pair_of(const TraceEvent& event) {
  return event.kind == TraceKind::send ? std::pair(event.rank, event.peer) : std::pair(event.peer, event.rank);
}

void write_arrows(JsonOut& json, std::span<const TraceEvent> events) {
  auto sends = ends_of(events, TraceKind::send);
  auto receives = ends_of(events, TraceKind::receive);
  const auto before = [](const TraceEvent* a, const TraceEvent* b) { return pair_of(*a) < pair_of(*b); };
  std::stable_sort(sends.begin(), sends.end(), before);
  std::stable_sort(receives.begin(), receives.end(), before);
  std::int64_t id = 0;
  auto receive = receives.begin();
  for (const TraceEvent* send : sends) {
    while (receive != receives.end() && before(*receive, send)) {
      ++receive;
    }
    if (receive != receives.end() && !before(send, *receive)) {
      write_arrow_end(json, {.phase = "s", .id = id, .time_ns = send->begin_ns}, *send);
      write_arrow_end(json, {.phase = "f", .id = id, .time_ns = (*receive)->end_ns}, **receive);
      ++receive;
      ++id;
    }
  }
}

}  // namespace

void write_trace(std::ostream& out, std::span<const TraceEvent> events) {
  JsonOut json(out);
  json.open('{');
  json.string("displayTimeUnit", "ns");
  json.key("traceEvents");
  json.open('[');
  write_names(json, events);
  for (const TraceEvent& event : events) {
    write_event(json, event);
  }
  write_arrows(json, events);
  json.close(']');
  json.close('}');
  json.end_line();
}

}  // namespace relayout::report
