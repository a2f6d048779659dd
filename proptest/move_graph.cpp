#include "relayout/proptest/move_graph.hpp"

#include "relayout/engine/error.hpp"

namespace relayout::proptest {

MoveGraph::MoveGraph(cudaStream_t stream, const std::function<void()>& enqueue) {
  // Other ranks may be threads of this process, and do as they like meanwhile.
  RELAYOUT_CUDA_TRY(cudaStreamBeginCapture(stream, cudaStreamCaptureModeThreadLocal));
  enqueue();
  cudaGraph_t captured = nullptr;
  RELAYOUT_CUDA_TRY(cudaStreamEndCapture(stream, &captured));
  RELAYOUT_CUDA_TRY(cudaGraphInstantiate(&graph_, captured, 0));
  RELAYOUT_CUDA_TRY(cudaGraphDestroy(captured));
}

MoveGraph::~MoveGraph() { cudaGraphExecDestroy(graph_); }

void MoveGraph::launch(cudaStream_t stream) const { RELAYOUT_CUDA_TRY(cudaGraphLaunch(graph_, stream)); }

}  // namespace relayout::proptest
