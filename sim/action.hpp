// What a deterministic run chooses between, and what was chosen.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace relayout::sim {

// A rank's step up to its next wait, or a message whose two ends are there and that goes over now.
enum class ActionKind : std::uint8_t { resume, meet };
struct Action {
  ActionKind kind = ActionKind::resume;
  std::int32_t rank = 0;   // meet: the sender
  std::int32_t peer = -1;  // meet: the receiver
  friend bool operator==(const Action&, const Action&) = default;
};

// Actions that touch no rank in common write nothing in common, so their order cannot matter.
[[nodiscard]] constexpr bool share_a_rank(const Action& one, const Action& other) {
  const auto touches = [&other](std::int32_t rank) { return rank != -1 && (rank == other.rank || rank == other.peer); };
  return touches(one.rank) || touches(one.peer);
}

// "2" and "0>1".
[[nodiscard]] inline std::string to_string(const Action& action) {
  const std::string rank = std::to_string(action.rank);
  return action.kind == ActionKind::resume ? rank : rank + ">" + std::to_string(action.peer);
}

// One choice: `action` was the option of this number among so many.
struct Step {
  Action action{};
  std::int64_t option = 0;
  std::int64_t option_count = 1;
  friend bool operator==(const Step&, const Step&) = default;
};

// The order in which things happened. Where it is empty, no order was kept: threads decided.
using Schedule = std::vector<Step>;

}  // namespace relayout::sim
