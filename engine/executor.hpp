// The one interface behind which moves are made.
#pragma once

#include <cuda_runtime_api.h>

#include <span>

#include "relayout/engine/call.hpp"
#include "relayout/engine/executor_kind.hpp"
#include "relayout/engine/prepared_plan.hpp"
#include "relayout/model/rank_program.hpp"

namespace relayout::engine {

// One move of one group of tensors.
struct MoveCall {
  const PreparedPlan& plan;
  Direction direction = Direction::forward;
  std::span<const CallTensor> tensors{};  // at most max_tensors
  cudaStream_t stream = nullptr;

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
  // Enqueues the move on the call's stream: no allocation, no wait on the host, nothing that a capture refuses.
  // Requires: the call was checked. Throws EngineError.
  virtual void run(const MoveCall& call) = 0;
};

}  // namespace relayout::engine
