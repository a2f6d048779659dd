#include "relayout/bench/gpu/grids.hpp"

#include <cuda.h>

#include <algorithm>
#include <utility>

#include "relayout/engine/error.hpp"

namespace relayout::bench {
namespace {

// Calls of the driver, found by name so that nothing is linked to it.
template <class Function>
Function driver_call(const char* name) {
  void* found = nullptr;
  RELAYOUT_CUDA_TRY(cudaGetDriverEntryPointByVersion(name, &found, CUDA_VERSION, cudaEnableDefault, nullptr));
  if (found == nullptr) engine::fail("cuda", "the driver has no ", name);
  return reinterpret_cast<Function>(found);
}

class Graph {
 public:
  // Ends the capture in any case, so that the stream is of use again.
  Graph(Method& method, cudaStream_t stream) {
    RELAYOUT_CUDA_TRY(cudaStreamBeginCapture(stream, cudaStreamCaptureModeThreadLocal));
    try {
      method.enqueue(0, stream);
    } catch (...) {
      cudaStreamEndCapture(stream, &graph_);
      if (graph_ != nullptr) cudaGraphDestroy(graph_);
      throw;
    }
    RELAYOUT_CUDA_TRY(cudaStreamEndCapture(stream, &graph_));
  }
  ~Graph() { cudaGraphDestroy(graph_); }
  Graph(const Graph&) = delete;  // owns a handle
  Graph& operator=(const Graph&) = delete;

  [[nodiscard]] std::vector<cudaGraphNode_t> nodes() const {
    std::size_t count = 0;
    RELAYOUT_CUDA_TRY(cudaGraphGetNodes(graph_, nullptr, &count));
    std::vector<cudaGraphNode_t> nodes(count);
    if (count > 0) RELAYOUT_CUDA_TRY(cudaGraphGetNodes(graph_, nodes.data(), &count));
    return nodes;
  }

 private:
  cudaGraph_t graph_ = nullptr;
};

// The runtime's own call does not know kernels that libraries launched through the driver.
KernelUse kernel_of(cudaGraphNode_t node) {
  using Params = CUresult (*)(CUgraphNode, CUDA_KERNEL_NODE_PARAMS*);
  using FunctionName = CUresult (*)(const char**, CUfunction);
  using KernelName = CUresult (*)(const char**, CUkernel);
  CUDA_KERNEL_NODE_PARAMS params{};
  if (driver_call<Params>("cuGraphKernelNodeGetParams")(node, &params) != CUDA_SUCCESS) {
    engine::fail("cuda", "cuGraphKernelNodeGetParams failed");
  }
  const char* name = nullptr;
  if (params.func != nullptr) {
    driver_call<FunctionName>("cuFuncGetName")(&name, params.func);
  } else {
    driver_call<KernelName>("cuKernelGetName")(&name, params.kern);
  }
  const auto product = [](unsigned x, unsigned y, unsigned z) { return static_cast<std::int64_t>(x) * y * z; };
  return {.name = name == nullptr ? "" : name,
          .ctas = product(params.gridDimX, params.gridDimY, params.gridDimZ),
          .threads = product(params.blockDimX, params.blockDimY, params.blockDimZ),
          .launches = 1};
}

void add(DeviceUse& use, KernelUse kernel) {
  use.most_ctas = std::max(use.most_ctas, kernel.ctas);
  for (KernelUse& known : use.kernels) {
    if (known.name != kernel.name || known.ctas != kernel.ctas || known.threads != kernel.threads) continue;
    ++known.launches;
    return;
  }
  use.kernels.push_back(std::move(kernel));
}

}  // namespace

DeviceUse device_use(Method& method, cudaStream_t stream) {
  DeviceUse use;
  use.most_ctas = 0;
  const Graph graph(method, stream);
  for (cudaGraphNode_t node : graph.nodes()) {
    cudaGraphNodeType type = cudaGraphNodeTypeEmpty;
    RELAYOUT_CUDA_TRY(cudaGraphNodeGetType(node, &type));
    if (type == cudaGraphNodeTypeKernel) add(use, kernel_of(node));
    if (type == cudaGraphNodeTypeMemcpy) ++use.copies;
  }
  return use;
}

}  // namespace relayout::bench
