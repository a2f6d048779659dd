// The engine of one rank: prepares plans, and moves tensors by them, forward and backward.
//
//   auto communicator = Communicator::make(place, id);
//   Engine engine(communicator, {});
//   auto plan = engine.prepare({.program = program, .group = builder.group(), .facts = facts_of(source, target)},
//                              {.row_bytes = row_bytes}, stream);
//   engine.forward(*plan, tensors, stream);   // enqueued; output may be read by what follows on the stream
//   engine.backward(*plan, gradients, stream);
//
// One thread uses an engine. All ranks of a plan make the same calls in the same order.
#pragma once

#include <cuda_runtime_api.h>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "relayout/engine/arena.hpp"
#include "relayout/engine/choice.hpp"
#include "relayout/engine/communicator.hpp"
#include "relayout/engine/executor.hpp"
#include "relayout/engine/neighbours.hpp"
#include "relayout/engine/prepared_plan.hpp"
#include "relayout/engine/replay_watch.hpp"
#include "relayout/engine/sendrecv_executor.hpp"
#include "relayout/engine/side_stream.hpp"
#include "relayout/engine/window_executor.hpp"

namespace relayout::engine {

//   on_stream   ranks that differ store nothing, and the next call or status() says so
//   strict      the first call of a plan waits on the host until it is known that all ranks agree, or throws
enum class AgreementMode : std::uint8_t { on_stream, strict };

struct EngineOptions {
  ExecutorKind executor = ExecutorKind::automatic;  // for plans that ask for none
  AgreementMode agreement = AgreementMode::on_stream;
  CtaCounts cta_counts{};
  std::int64_t arena_bytes = 0;     // slots for outputs, beside the stand-in
  std::int64_t stand_in_bytes = 0;  // for plain outputs of `window` and `copy_engine`
};

// What a plan is prepared for.
struct PrepareOptions {
  std::int64_t capacity_bytes = std::int64_t{1} << 16;  // of table, at least
  std::int64_t row_bytes = 0;  // of all tensors of a call together, outer slices too: room for messages of sendrecv
};

class Engine {
 public:
  // Collective over the communicator. Throws EngineError; "no_window" or "no_hybrid", with the reason, where an
  // executor is asked for by name that cannot be had.
  Engine(std::shared_ptr<Communicator> communicator, const EngineOptions& options);
  ~Engine();
  Engine(const Engine&) = delete;  // its buffers are known to captured graphs
  Engine& operator=(const Engine&) = delete;

  // A plan on the device. It is taken from those that nobody holds any more and no move under way uses, or made anew.
  // Throws as the constructor does where the upload asks for an executor by name.
  // Cost: O(runs) on the host; the upload is enqueued.
  [[nodiscard]] std::shared_ptr<PreparedPlan> prepare(const Upload& upload, const PrepareOptions& options,
                                                      cudaStream_t stream);

  // The same plan with another program in it, which captured graphs move from then on.
  void update(PreparedPlan& plan, const Upload& upload, const PrepareOptions& options, cudaStream_t stream);

  // Tensors go together, in launches of at most max_tensors. Enqueued; throws EngineError for a wrong call, and for
  // what went wrong in an earlier one.
  void forward(const PreparedPlan& plan, std::span<const CallTensor> tensors, cudaStream_t stream);
  void backward(const PreparedPlan& plan, std::span<const CallTensor> tensors, cudaStream_t stream);

  // A move in two halves: it goes on beside what is enqueued on `stream` between them. Tensors are the move's until
  // finish, which all started moves precede.
  void start(const PreparedPlan& plan, Direction direction, std::span<const CallTensor> tensors, cudaStream_t stream);
  void finish(cudaStream_t stream);

  // What went wrong so far, as far as the device has told; a disagreement is told once.
  [[nodiscard]] std::optional<Error> status();

  // The executor that a plan is moved by, and why.
  [[nodiscard]] Choice choice(const PreparedPlan& plan, std::span<const CallTensor> tensors) const;
  // Those that can be had.
  [[nodiscard]] std::vector<ExecutorKind> executors() const;
  // Why `window` and `copy_engine` cannot be had; empty: they can.
  [[nodiscard]] const std::string& no_window() const { return neighbours_.no_window; }
  // Null where there is none; then outputs are plain. Its slots are alike on the ranks of a node.
  [[nodiscard]] Arena* arena() const { return arena_.get(); }
  [[nodiscard]] Communicator& communicator() const { return *communicator_; }

 private:
  void move(const PreparedPlan& plan, Direction direction, std::span<const CallTensor> tensors, cudaStream_t stream);
  [[nodiscard]] Executor& executor(ExecutorKind kind);
  void make_window(const EngineOptions& options);
  [[nodiscard]] ChoiceFacts choice_facts(ExecutorKind asked, const MoveFacts& facts, std::int64_t row_bytes) const;
  void follow_last_call(cudaStream_t stream) const;
  void note_call(const PreparedPlan& plan, cudaStream_t stream);
  void wait_for_agreement(cudaStream_t stream);
  void run(Executor& chosen, const MoveCall& call);

  struct WatchEvents {
    Event began;
    Event ended;
  };
  static constexpr std::size_t watched_calls = 64;

  std::shared_ptr<Communicator> communicator_;
  EngineOptions options_;
  Neighbours neighbours_;
  std::shared_ptr<Arena> arena_;
  std::optional<AbortAction> call_off_;  // of its moves
  std::shared_ptr<WindowOutput> window_output_;
  std::unique_ptr<SendrecvExecutor> sendrecv_;
  std::unique_ptr<WindowExecutor> window_;
  std::unique_ptr<Executor> copy_engine_;
  std::unique_ptr<Executor> hybrid_;
  std::vector<std::shared_ptr<PreparedPlan>> plans_;
  std::array<WatchEvents, watched_calls> watch_;  // of calls under way that NCCL's kernels make
  std::size_t next_watch_ = 0;
  ReplayWatch replays_;
  SideStream beside_;  // of started moves
  Event last_call_;
  std::optional<unsigned long long> last_stream_;  // its id
};

}  // namespace relayout::engine
