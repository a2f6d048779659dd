// One copy a run, made by the GPU's copy engines: no multiprocessor is used, and the wire is fullest. For few long
// runs.
//
// Copies cannot be called off once they are enqueued, so the first call of a plan compares it on the host at once;
// later ones are enqueued without a wait.
#pragma once

#include <cstdint>
#include <memory>
#include <unordered_set>

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
  void agree_once(const WindowCall& window_call, const MoveCall& call);
  std::shared_ptr<WindowOutput> output_;
  CtaCounts cta_counts_;
  SideStream side_;
  std::unordered_set<std::uint64_t> agreed_;  // fingerprint and call, mixed
};

}  // namespace relayout::engine
