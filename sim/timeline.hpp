// What each rank did and when, on a virtual clock: enough to draw a trace.
#pragma once

#include <cstdint>

#include "relayout/model/rank_program.hpp"

namespace relayout::sim {

enum class Activity : std::uint8_t { pack, send, receive, wait, unpack, copy_own, fill };

// Rank `rank` was busy with `activity` in [begin_ns, end_ns). An estimate by a CostModel, the same for every executor
// and every schedule. Backward events lie behind the end of forward on all ranks.
// Of one rank, pack, wait, unpack, copy_own and fill follow one another; sends and receives lie inside the waits.
struct TimelineEvent {
  std::int32_t rank = 0;  // world rank
  Activity activity = Activity::pack;
  Direction direction = Direction::forward;
  std::int32_t peer = -1;  // world rank; -1 where nobody else takes part
  std::int64_t begin_ns = 0;
  std::int64_t end_ns = 0;
  std::int64_t bytes = 0;
  friend bool operator==(const TimelineEvent&, const TimelineEvent&) = default;
};

[[nodiscard]] constexpr const char* to_string(Activity activity) {
  switch (activity) {
    case Activity::pack:
      return "pack";
    case Activity::send:
      return "send";
    case Activity::receive:
      return "receive";
    case Activity::wait:
      return "wait";
    case Activity::unpack:
      return "unpack";
    case Activity::copy_own:
      return "copy own";
    case Activity::fill:
      break;
  }
  return "fill";
}

}  // namespace relayout::sim
