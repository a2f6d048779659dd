// Ranks of one process that share one GPU: each has a stream, and a window that the others' kernels write into. Arena,
// executors, kernels and tables are the engine's; there is no NCCL, so that any GPU shows what eight ranks do.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "relayout/engine/arena.hpp"
#include "relayout/engine/communicator.hpp"
#include "relayout/engine/copy_engine_executor.hpp"
#include "relayout/engine/executor_kind.hpp"
#include "relayout/engine/owner.hpp"
#include "relayout/engine/window_executor.hpp"
#include "relayout/engine/window_output.hpp"
#include "relayout/model/result.hpp"

namespace relayout::proptest {

// Kernels of a call wait for each other, so that those of all ranks must be on the GPU at once: each rank gets its part
// of the multiprocessors. Nothing may be allocated or freed between a call's first enqueued rank and its last.
class SharedGpu {
 public:
  // Requires: a GPU, and at most as many ranks as it has multiprocessors. Throws EngineError.
  SharedGpu(std::int32_t rank_count, std::chrono::milliseconds patience);

  [[nodiscard]] std::int32_t rank_count() const { return static_cast<std::int32_t>(ranks_.size()); }
  [[nodiscard]] cudaStream_t stream(std::int32_t rank) const { return at(rank).stream.handle(); }
  [[nodiscard]] engine::Arena* arena(std::int32_t rank) const { return at(rank).arena.get(); }
  [[nodiscard]] const engine::Communicator& communicator(std::int32_t rank) const { return *at(rank).communicator; }
  // Enqueues the call, whose stream and plan are those of the rank. Requires: window or copy_engine.
  void run(std::int32_t rank, engine::ExecutorKind kind, const engine::MoveCall& call);
  // Until all ranks' streams are done.
  void wait() const;
  // What the rank's meetings saw; told once.
  [[nodiscard]] std::optional<Error> news(std::int32_t rank);

 private:
  struct Rank {
    std::shared_ptr<engine::Communicator> communicator;
    std::shared_ptr<engine::Arena> arena;
    std::shared_ptr<engine::WindowOutput> output;
    std::unique_ptr<engine::WindowExecutor> window;
    std::unique_ptr<engine::CopyEngineExecutor> copy_engine;
    engine::Stream stream;
  };
  [[nodiscard]] const Rank& at(std::int32_t rank) const { return ranks_[static_cast<std::size_t>(rank)]; }

  std::vector<engine::Buffer> windows_;
  std::vector<Rank> ranks_;
};

}  // namespace relayout::proptest
