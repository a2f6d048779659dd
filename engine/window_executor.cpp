#include "relayout/engine/window_executor.hpp"

#include <utility>

#include "relayout/engine/error.hpp"
#include "relayout/engine/kernel/window_kernel.hpp"

namespace relayout::engine {

WindowExecutor::WindowExecutor(std::shared_ptr<WindowOutput> output, const CtaCounts& cta_counts)
    : output_(std::move(output)), cta_counts_(cta_counts) {
  if (cta_counts.wire > output_->arena().most_ctas()) {
    fail("bad_call", cta_counts.wire, " CTAs are to meet, the arena was made for ", output_->arena().most_ctas());
  }
  if (!fits(cta_counts.grid())) {
    fail("bad_call", cta_counts.wire, " CTAs cannot come in clusters of ", cta_counts.cluster,
         ": 1, 2, 4 or 8, and a divisor of them");
  }
  RELAYOUT_CUDA_TRY(allow_window_move());
}

void WindowExecutor::run(const MoveCall& call) {
  const WindowCall window_call = output_->prepare(call, cta_counts_.wire);
  RELAYOUT_CUDA_TRY(launch_window_move(window_call, cta_counts_.grid(), call.stream));
  note_first(call, window_call.call);
  output_->copy_out(call, window_call, cta_counts_.local);
}

}  // namespace relayout::engine
