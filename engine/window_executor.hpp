// One kernel writes rows straight into the peers' windows; backward is the same kernel over the transposed lists.
// Source: NCCL 2.28's device API (load and store accessible memory), of which only the mapping of windows is used.
#pragma once

#include <memory>

#include "relayout/engine/executor.hpp"
#include "relayout/engine/kernel/window_kernel.hpp"
#include "relayout/engine/window_output.hpp"

namespace relayout::engine {

struct CtaCounts {
  std::int32_t wire = 16;   // CTAs that write to peers; all of them are resident together, on all ranks alike
  std::int32_t local = 66;  // CTAs of kernels that stay on the GPU: packing, unpacking, copying out
  // CTAs of `wire` that the GPU places side by side: 1, 2, 4 or 8, a divisor of `wire`. A product whose CTAs come in
  // clusters finds more room beside few full GPCs than beside many that are touched.
  std::int32_t cluster = 1;

  [[nodiscard]] WindowGrid grid() const { return {.ctas = wire, .cluster = cluster}; }
};

class WindowExecutor : public Executor {
 public:
  WindowExecutor(std::shared_ptr<WindowOutput> output, const CtaCounts& cta_counts);
  void run(const MoveCall& call) override;

 private:
  std::shared_ptr<WindowOutput> output_;
  CtaCounts cta_counts_;
};

}  // namespace relayout::engine
