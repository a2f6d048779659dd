// The members of a plan as a ring: who is how far ahead, who is how far behind.
#pragma once

#include <cstdint>
#include <span>

namespace relayout::engine {

struct RingPeers {
  std::int32_t ahead = 0;
  std::int32_t behind = 0;
};

// The ranks `distance` places on and back from `own` among own and `members`.
// Requires: members are ascending and without own; 1 <= distance <= members.size().
// Ensures: of two ranks of a ring, one is ahead of the other at the distance at which the other is behind it, so that
// what is posted for a distance matches on all of them. Cost: O(log members).
[[nodiscard]] RingPeers ring_peers(std::span<const std::int32_t> members, std::int32_t own, std::int64_t distance);

}  // namespace relayout::engine
