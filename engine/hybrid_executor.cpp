#include "relayout/engine/hybrid_executor.hpp"

namespace relayout::engine {

void HybridExecutor::run(const MoveCall& call) {
  const std::uint32_t* go = sendrecv_.compare(call);
  const auto half = [&](const PreparedPlan& plan, cudaStream_t stream) {
    return MoveCall{.plan = plan,
                    .direction = call.direction,
                    .tensors = call.tensors,
                    .first_tensor = call.first_tensor,
                    .all_tensors = call.all_tensors,
                    .stream = stream,
                    .enqueued = call.enqueued,
                    .go = go};
  };
  side_.fork(call.stream);
  window_.run(half(call.plan.near(), side_.handle()));
  sendrecv_.run(half(call.plan.far(), call.stream));
  side_.join(call.stream);
}

}  // namespace relayout::engine
