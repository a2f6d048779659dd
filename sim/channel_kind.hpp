// How a send ends.
#pragma once

#include <cstdint>

namespace relayout::sim {

enum class ChannelKind : std::uint8_t {
  rendezvous,  // with its receive, as in NCCL: deadlocks show
  buffered,    // at once, as small messages do in MPI: hides the deadlock of ungrouped sends
};

[[nodiscard]] constexpr const char* to_string(ChannelKind kind) {
  return kind == ChannelKind::rendezvous ? "rendezvous" : "buffered";
}

}  // namespace relayout::sim
