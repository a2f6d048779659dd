#include "relayout/cli/validate_graph.hpp"

#include "relayout/engine/error.hpp"

namespace relayout::cli {

MoveGraph::MoveGraph(engine::Engine& engine, const engine::PreparedPlan& plan,
                     const std::vector<engine::CallTensor>& tensors, Direction direction, cudaStream_t stream) {
  // Other ranks may be threads of this process, and do as they like meanwhile.
  RELAYOUT_CUDA_TRY(cudaStreamBeginCapture(stream, cudaStreamCaptureModeThreadLocal));
  if (direction == Direction::forward) {
    engine.forward(plan, tensors, stream);
  } else {
    engine.backward(plan, tensors, stream);
  }
  cudaGraph_t captured = nullptr;
  RELAYOUT_CUDA_TRY(cudaStreamEndCapture(stream, &captured));
  RELAYOUT_CUDA_TRY(cudaGraphInstantiate(&graph_, captured, 0));
  RELAYOUT_CUDA_TRY(cudaGraphDestroy(captured));
}

MoveGraph::~MoveGraph() { cudaGraphExecDestroy(graph_); }

void MoveGraph::launch(cudaStream_t stream) const { RELAYOUT_CUDA_TRY(cudaGraphLaunch(graph_, stream)); }

}  // namespace relayout::cli
