// Which executor moves a plan, and why: a pure function of facts that all ranks know alike.
#pragma once

#include <cstdint>
#include <string>

#include "relayout/engine/executor_kind.hpp"
#include "relayout/engine/move_facts.hpp"
#include "relayout/model/result.hpp"

namespace relayout::engine {

struct ChoiceFacts {
  std::string no_window;  // why there is no window; empty: there is one
  ExecutorKind asked = ExecutorKind::automatic;
  MoveFacts move{};
  std::int64_t row_bytes = 0;  // of all tensors of the call, outer slices too
};

struct Choice {
  ExecutorKind kind = ExecutorKind::sendrecv;
  std::string reason;
};

// Errors: "no_window" where the executor asked for by name cannot be had.
[[nodiscard]] Result<Choice> choose_executor(const ChoiceFacts& facts);

}  // namespace relayout::engine
