#include "relayout/engine/ring.hpp"

#include <algorithm>
#include <cassert>

namespace relayout::engine {

RingPeers ring_peers(std::span<const std::int32_t> members, std::int32_t own, std::int64_t distance) {
  const auto count = std::ssize(members);
  assert(1 <= distance && distance <= count);
  // members[next] is one place on, members[next - 1] one place back, round the end.
  const std::int64_t next = std::lower_bound(members.begin(), members.end(), own) - members.begin();
  const std::int64_t on = next + distance - 1;
  const std::int64_t back = next - distance;
  return {.ahead = members[static_cast<std::size_t>(on < count ? on : on - count)],
          .behind = members[static_cast<std::size_t>(back < 0 ? back + count : back)]};
}

}  // namespace relayout::engine
