// Calls captured into a CUDA graph.
#pragma once

#include <functional>

#include "relayout/engine/owner.hpp"

namespace relayout::proptest {

class MoveGraph {
 public:
  // Captures what `enqueue` puts on the stream. Throws EngineError.
  MoveGraph(cudaStream_t stream, const std::function<void()>& enqueue);
  ~MoveGraph();
  MoveGraph(const MoveGraph&) = delete;  // owns an executable graph
  MoveGraph& operator=(const MoveGraph&) = delete;
  void launch(cudaStream_t stream) const;

 private:
  cudaGraphExec_t graph_ = nullptr;
};

}  // namespace relayout::proptest
