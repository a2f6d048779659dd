// The one interface behind which moves are made.
#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>
#include <span>

#include "relayout/engine/call.hpp"
#include "relayout/engine/executor_kind.hpp"
#include "relayout/engine/prepared_plan.hpp"
#include "relayout/model/rank_program.hpp"

namespace relayout::engine {

enum class Enqueued : std::uint8_t { at_once, captured };

// One move of one group of tensors.
struct MoveCall {
  const PreparedPlan& plan;
  Direction direction = Direction::forward;
  std::span<const CallTensor> tensors{};  // at most max_tensors
  std::int64_t first_tensor = 0;          // of the whole call, which may have more
  std::int64_t all_tensors = 0;
  cudaStream_t stream = nullptr;
  Enqueued enqueued = Enqueued::at_once;
  // In device memory, 0: store nothing. Null: the executor compares by itself.
  const std::uint32_t* go = nullptr;

  // The messages that leave this rank, and those that come, in this direction.
  [[nodiscard]] const MessageList& outgoing() const {
    return direction == Direction::forward ? plan.program().sends : plan.program().receives;
  }
  [[nodiscard]] const MessageList& incoming() const {
    return direction == Direction::forward ? plan.program().receives : plan.program().sends;
  }
};

class Executor {
 public:
  virtual ~Executor() = default;
  // Enqueues the move on the call's stream: no allocation, no wait on the host, nothing that a capture refuses. The
  // first call of its kind since the plan's upload compares it across ranks ahead of all that is stored.
  // Requires: the call was checked. Throws EngineError.
  virtual void run(const MoveCall& call) = 0;

 protected:
  // True where this call has to compare: noted as enqueued, unless a capture holds it, whose replays all compare.
  static bool note_first(const MoveCall& call, std::uint64_t call_digest) {
    if (call.plan.comparisons().has(call_digest)) return false;
    if (call.enqueued == Enqueued::at_once) call.plan.comparisons().note(call_digest, call.stream);
    return true;
  }
};

}  // namespace relayout::engine
