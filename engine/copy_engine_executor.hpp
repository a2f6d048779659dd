// One copy a run, made by the GPU's copy engines: multiprocessors only meet, and the wire is fullest. For few long
// runs.
//
// Copies cannot be called off once they are enqueued. So the first call of a plan, and those that follow while its
// comparison is not over, are made by the window kernel, which stores nothing where ranks differ. Each rank chooses by
// itself: both ways meet alike, and rows come to the same places.
#pragma once

#include <cstdint>
#include <memory>

#include "relayout/engine/executor.hpp"
#include "relayout/engine/side_stream.hpp"
#include "relayout/engine/window_executor.hpp"

namespace relayout::engine {

class CopyEngineExecutor : public Executor {
 public:
  CopyEngineExecutor(std::shared_ptr<WindowOutput> output, const CtaCounts& cta_counts);
  void run(const MoveCall& call) override;

 private:
  void copy_all(const MoveCall& call, const WindowCall& window_call) const;
  std::shared_ptr<WindowOutput> output_;
  CtaCounts cta_counts_;
  SideStream side_;
};

}  // namespace relayout::engine
