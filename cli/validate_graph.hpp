// A move captured into a CUDA graph.
#pragma once

#include <cuda_runtime_api.h>

#include <vector>

#include "relayout/engine/engine.hpp"

namespace relayout::cli {

class MoveGraph {
 public:
  MoveGraph(engine::Engine& engine, const engine::PreparedPlan& plan, const std::vector<engine::CallTensor>& tensors,
            Direction direction, cudaStream_t stream);
  ~MoveGraph();
  MoveGraph(const MoveGraph&) = delete;  // owns an executable graph
  MoveGraph& operator=(const MoveGraph&) = delete;
  void launch(cudaStream_t stream) const;

 private:
  cudaGraphExec_t graph_ = nullptr;
};

}  // namespace relayout::cli
