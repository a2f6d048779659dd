// A timeline as Chrome trace JSON, which https://ui.perfetto.dev and chrome://tracing open.
#pragma once

#include <cstdint>
#include <ostream>
#include <span>
#include <string>

namespace relayout::report {

// What an event does; sends and receives are joined by arrows.
enum class TraceKind : std::uint8_t { local, send, receive };

// [begin_ns, end_ns) on a clock that is one for all ranks. Requires: 0 <= begin_ns <= end_ns.
struct TraceEvent {
  std::int32_t rank = 0;
  std::string name;  // "exchange 0", "fill"
  std::int64_t begin_ns = 0;
  std::int64_t end_ns = 0;
  TraceKind kind = TraceKind::local;
  std::int32_t peer = -1;  // the other end of a send or receive
  std::int64_t bytes = 0;
};

// One process a rank, with a track for each kind. The k-th send from a to b is joined to the k-th receive of b from a,
// in the order given. Cost: O(events log events).
void write_trace(std::ostream& out, std::span<const TraceEvent> events);

}  // namespace relayout::report
