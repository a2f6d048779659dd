// Which executor moves a plan, and why: a pure function of facts that all ranks know alike.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "relayout/engine/executor_kind.hpp"
#include "relayout/engine/move_facts.hpp"
#include "relayout/model/result.hpp"

namespace relayout::engine {

struct ChoiceFacts {
  std::string_view no_window{};  // why not all ranks can write into each other's memory; empty: they can
  std::string_view no_hybrid{};  // why those of a node cannot either, or need not; empty: they can
  ExecutorKind asked = ExecutorKind::automatic;
  MoveFacts move{};
  std::int64_t row_bytes = 0;  // of all tensors of the call, outer slices too
};

struct Choice {
  ExecutorKind kind = ExecutorKind::sendrecv;
  std::string reason;
};

// Errors: "no_window", "no_hybrid" where the executor asked for by name cannot be had.
[[nodiscard]] Result<Choice> choose_executor(const ChoiceFacts& facts);
// The same without the words: allocates nothing but an error.
[[nodiscard]] Result<ExecutorKind> choose_kind(const ChoiceFacts& facts);

}  // namespace relayout::engine
