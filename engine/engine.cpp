#include "relayout/engine/engine.hpp"

#include <algorithm>
#include <utility>

#include "relayout/engine/call_check.hpp"
#include "relayout/engine/copy_engine_executor.hpp"
#include "relayout/engine/error.hpp"
#include "relayout/engine/hybrid_executor.hpp"
#include "relayout/engine/status_board.hpp"

namespace relayout::engine {
namespace {

bool is_capturing(cudaStream_t stream) {
  cudaStreamCaptureStatus status = cudaStreamCaptureStatusNone;
  RELAYOUT_CUDA_TRY(cudaStreamIsCapturing(stream, &status));
  return status != cudaStreamCaptureStatusNone;
}

// Unlike handles never used again, and the default stream, a null handle, has one too.
unsigned long long id_of(cudaStream_t stream) {
  unsigned long long id = 0;
  RELAYOUT_CUDA_TRY(cudaStreamGetId(stream, &id));
  return id;
}

template <class Value>
Value taken(Result<Value> result) {
  if (!result) throw EngineError(result.error());
  return std::move(result).value();
}

std::int64_t row_bytes_of(std::span<const CallTensor> tensors) {
  std::int64_t bytes = 0;
  for (const CallTensor& tensor : tensors) bytes += tensor.input_shape.row_bytes * tensor.input_shape.outer_count;
  return bytes;
}

}  // namespace

Engine::Engine(std::shared_ptr<Communicator> communicator, const EngineOptions& options)
    : communicator_(std::move(communicator)),
      options_(options),
      neighbours_(find_neighbours(communicator_, options.executor)),
      replays_(*communicator_) {
  sendrecv_ = std::make_unique<SendrecvExecutor>(communicator_, options.cta_counts);
  if (neighbours_.communicator != nullptr) make_window(options);
  static_cast<void>(taken(choose_kind(
      {.no_window = neighbours_.no_window, .no_hybrid = neighbours_.no_hybrid, .asked = options.executor})));
}

// The watchdog knows the events until it has seen them done, which may be after this engine's last move.
Engine::~Engine() {
  for (const WatchEvents& events : watch_) {
    cudaEventSynchronize(events.ended.handle());
    communicator_->forget({events.began.handle(), events.ended.handle()});
  }
}

void Engine::make_window(const EngineOptions& options) {
  const std::shared_ptr<Communicator>& near = neighbours_.communicator;
  arena_ = Arena::make(near, {.slot_bytes = options.arena_bytes + options.stand_in_bytes});
  call_off_.emplace(near->on_abort([arena = arena_.get()] { arena->call_off(); }));
  window_output_ = std::make_shared<WindowOutput>(near, arena_, options.stand_in_bytes);
  window_ = std::make_unique<WindowExecutor>(window_output_, options.cta_counts);
  if (neighbours_.no_window.empty()) {
    copy_engine_ = std::make_unique<CopyEngineExecutor>(window_output_, options.cta_counts);
  } else {
    hybrid_ = std::make_unique<HybridExecutor>(*window_, *sendrecv_);
  }
}

std::vector<ExecutorKind> Engine::executors() const {
  if (copy_engine_ != nullptr) return {ExecutorKind::sendrecv, ExecutorKind::window, ExecutorKind::copy_engine};
  if (hybrid_ != nullptr) return {ExecutorKind::sendrecv, ExecutorKind::hybrid};
  return {ExecutorKind::sendrecv};
}

std::shared_ptr<PreparedPlan> Engine::prepare(const Upload& upload, const PrepareOptions& options,
                                              cudaStream_t stream) {
  const auto idle = std::find_if(plans_.begin(), plans_.end(), [&](const std::shared_ptr<PreparedPlan>& plan) {
    return plan.use_count() == 1 && plan->used().done() && !plan->captures().any() &&
           plan->capacity_bytes() >= options.capacity_bytes;
  });
  std::shared_ptr<PreparedPlan> plan =
      idle != plans_.end() ? *idle : plans_.emplace_back(std::make_shared<PreparedPlan>(options.capacity_bytes));
  update(*plan, upload, options, stream);
  return plan;
}

void Engine::update(PreparedPlan& plan, const Upload& upload, const PrepareOptions& options, cudaStream_t stream) {
  communicator_->throw_failure();
  const ExecutorKind kind = taken(choose_kind(choice_facts(upload.executor, upload.facts, options.row_bytes)));
  if (kind == ExecutorKind::hybrid) {
    plan.upload_halves(upload, {.near = *neighbours_.communicator, .all = *communicator_}, stream);
  } else {
    plan.upload(upload, *communicator_, stream);
  }
  if (kind == ExecutorKind::sendrecv || kind == ExecutorKind::hybrid) {
    sendrecv_->buffers().reserve(plan.program(), options.row_bytes);
  }
}

void Engine::forward(const PreparedPlan& plan, std::span<const CallTensor> tensors, cudaStream_t stream) {
  move(plan, Direction::forward, tensors, stream);
}

void Engine::backward(const PreparedPlan& plan, std::span<const CallTensor> tensors, cudaStream_t stream) {
  move(plan, Direction::backward, tensors, stream);
}

Choice Engine::choice(const PreparedPlan& plan, std::span<const CallTensor> tensors) const {
  return taken(choose_executor(choice_facts(plan.executor(), plan.facts(), row_bytes_of(tensors))));
}

ChoiceFacts Engine::choice_facts(ExecutorKind asked, const MoveFacts& facts, std::int64_t row_bytes) const {
  return {.no_window = neighbours_.no_window,
          .no_hybrid = neighbours_.no_hybrid,
          .asked = asked == ExecutorKind::automatic ? options_.executor : asked,
          .move = facts,
          .row_bytes = row_bytes};
}

Executor& Engine::executor(ExecutorKind kind) {
  if (kind == ExecutorKind::window) return *window_;
  if (kind == ExecutorKind::copy_engine) return *copy_engine_;
  if (kind == ExecutorKind::hybrid) return *hybrid_;
  return *sendrecv_;
}

void Engine::move(const PreparedPlan& plan, Direction direction, std::span<const CallTensor> tensors,
                  cudaStream_t stream) {
  if (const std::optional<Error> error = status()) throw EngineError(*error);
  check_tensors(plan.program(), direction, tensors);
  const ExecutorKind kind = taken(choose_kind(choice_facts(plan.executor(), plan.facts(), row_bytes_of(tensors))));
  Executor& chosen = executor(kind);
  const bool capturing = is_capturing(stream);
  const std::size_t compared_ahead = plan.comparisons().count();
  if (capturing) {
    plan.captures().hold(stream, kind == ExecutorKind::window ? Held::table : Held::moves);
  } else {
    follow_last_call(stream);
    RELAYOUT_CUDA_TRY(cudaStreamWaitEvent(stream, plan.uploaded().handle(), 0));  // it may be on another stream
  }
  for (std::size_t begin = 0; begin < tensors.size(); begin += max_tensors) {
    const std::size_t count = std::min<std::size_t>(tensors.size() - begin, max_tensors);
    const MoveCall call{.plan = plan,
                        .direction = direction,
                        .tensors = tensors.subspan(begin, count),
                        .first_tensor = static_cast<std::int64_t>(begin),
                        .all_tensors = std::ssize(tensors),
                        .stream = stream,
                        .enqueued = capturing ? Enqueued::captured : Enqueued::at_once};
    run(chosen, call);
  }
  if (capturing) return;
  const bool first = compared_ahead != plan.comparisons().count();
  note_call(plan, stream);
  if (first && options_.agreement == AgreementMode::strict) wait_for_agreement(stream);
}

void Engine::wait_for_agreement(cudaStream_t stream) {
  RELAYOUT_CUDA_TRY(cudaStreamSynchronize(stream));
  if (const std::optional<Error> error = status()) throw EngineError(*error);
}

void Engine::start(const PreparedPlan& plan, Direction direction, std::span<const CallTensor> tensors,
                   cudaStream_t stream) {
  beside_.fork(stream);
  move(plan, direction, tensors, beside_.handle());
}

void Engine::finish(cudaStream_t stream) { beside_.join(stream); }

// NCCL's kernels wait for ever, so that the watchdog has an eye on those calls. Our own kernels bound their waits.
void Engine::run(Executor& chosen, const MoveCall& call) {
  const bool sends = &chosen == sendrecv_.get() || &chosen == hybrid_.get();
  if (!sends) return chosen.run(call);
  if (call.enqueued == Enqueued::captured) {
    replays_.begin(call.stream);
    chosen.run(call);
    return replays_.end(call.stream);
  }
  WatchEvents& events = watch_[next_watch_];
  if (!events.ended.done()) {  // so many calls are under way that the latest watched one has to stand for this one too
    chosen.run(call);
    return watch_[(next_watch_ + watched_calls - 1) % watched_calls].ended.record(call.stream);
  }
  communicator_->forget({events.began.handle(), events.ended.handle()});  // which may not have looked since
  events.began.record(call.stream);
  chosen.run(call);
  events.ended.record(call.stream);
  communicator_->watch({events.began.handle(), events.ended.handle()});
  next_watch_ = (next_watch_ + 1) % watched_calls;
}

// Calls share buffers and flags: one begins where the one before it ended, whatever their streams.
void Engine::follow_last_call(cudaStream_t stream) const {
  if (last_stream_ == id_of(stream)) return;
  RELAYOUT_CUDA_TRY(cudaStreamWaitEvent(stream, last_call_.handle(), 0));  // of no call yet: nothing to wait for
}

void Engine::note_call(const PreparedPlan& plan, cudaStream_t stream) {
  last_call_.record(stream);
  plan.note_use(stream);
  last_stream_ = id_of(stream);
}

std::optional<Error> Engine::status() {
  sendrecv_->look();
  if (std::optional<Error> failure = communicator_->failure()) return failure;
  if (arena_ == nullptr || !arena_->board()->raised()) return std::nullopt;
  const Error news = news_of(*arena_->board(), *neighbours_.communicator);
  if (news.code == "deadline") {
    communicator_->give_up(news);
    return news;
  }
  // Nothing was stored, and the communicator can be used on; but nobody may trust what was compared so far.
  arena_->board()->clear();
  for (const std::shared_ptr<PreparedPlan>& plan : plans_) plan->comparisons().forget();
  return news;
}

}  // namespace relayout::engine
