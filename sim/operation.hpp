// One end of a message, and how a send ends.
#pragma once

#include <cstdint>

namespace relayout::sim {

// To, or from, one named rank. A receive from any rank cannot be written: without it one schedule decides progress for
// all schedules (Siegel and Avrunin; Kahn networks).
enum class OperationKind : std::uint8_t { send, receive };
struct Operation {
  OperationKind kind = OperationKind::send;
  std::int32_t peer = 0;
  friend bool operator==(const Operation&, const Operation&) = default;
};

enum class ChannelKind : std::uint8_t {
  rendezvous,  // with its receive, as in NCCL: deadlocks show
  buffered,    // at once, as small messages do in MPI: hides the deadlock of ungrouped sends
};

[[nodiscard]] constexpr const char* to_string(ChannelKind kind) {
  return kind == ChannelKind::rendezvous ? "rendezvous" : "buffered";
}

}  // namespace relayout::sim
