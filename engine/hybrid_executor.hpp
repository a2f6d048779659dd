// Rows for ranks of the same node by the window kernel, rows for other nodes by send and receive, side by side.
#pragma once

#include "relayout/engine/executor.hpp"
#include "relayout/engine/sendrecv_executor.hpp"
#include "relayout/engine/side_stream.hpp"
#include "relayout/engine/window_executor.hpp"

namespace relayout::engine {

// Uses the halves of a prepared plan. One comparison, among all ranks, holds rows back in both halves.
class HybridExecutor : public Executor {
 public:
  // `window` serves this rank's node. Both outlive this.
  HybridExecutor(WindowExecutor& window, SendrecvExecutor& sendrecv) : window_(window), sendrecv_(sendrecv) {}
  void run(const MoveCall& call) override;

 private:
  WindowExecutor& window_;
  SendrecvExecutor& sendrecv_;
  SideStream side_;
};

}  // namespace relayout::engine
