#include "relayout/cli/validate_desk.hpp"

#include <exception>
#include <thread>

#include "relayout/engine/error.hpp"

namespace relayout::cli {

std::shared_ptr<engine::PreparedPlan> Desk::prepare(const proptest::CaseOnRank& ours, engine::ExecutorKind executor,
                                                    const proptest::DeviceTensors& memory) {
  if (!ours.takes_part()) return nullptr;
  return engine_.prepare(ours.upload(executor), {.row_bytes = memory.row_bytes()}, stream());
}

void Desk::move(const Move& move) {
  const std::vector<engine::CallTensor> call = move.memory.call(move.direction);
  if (move.manner == Manner::halves) {
    engine_.start(move.plan, move.direction, call, stream());
    engine_.finish(stream());
  } else if (move.direction == Direction::forward) {
    engine_.forward(move.plan, call, stream());
  } else {
    engine_.backward(move.plan, call, stream());
  }
}

std::optional<std::string> Desk::judge(proptest::CaseOnRank& ours, const proptest::DeviceTensors& memory,
                                       Direction direction) {
  auto wrong = ours.judge(memory, direction, stream());
  if (const auto error = engine_.status()) throw engine::EngineError(*error);
  return wrong;
}

std::optional<Error> awaited_error(Desk& desk, std::chrono::milliseconds patience) {
  const auto end = std::chrono::steady_clock::now() + patience + std::chrono::seconds(2);
  while (std::chrono::steady_clock::now() < end) {
    if (auto error = desk.engine().status()) return error;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return std::nullopt;
}

BorrowedDesk::BorrowedDesk(engine::Communicator& parent, const engine::EngineOptions& options) {
  parent.guarded("making a communicator to lend",
                 [&] { return ncclCommSplit(parent.handle(), 0, parent.place().rank, &lent_, nullptr); });
  communicator_ = engine::Communicator::borrow(parent.place(), lent_);
  desk_ = std::make_unique<Desk>(communicator_, options);
}

BorrowedDesk::~BorrowedDesk() {
  desk_.reset();
  const bool aborted = communicator_->failure().has_value();
  communicator_.reset();
  if (aborted) return;
  std::uncaught_exceptions() > 0 ? ncclCommAbort(lent_) : ncclCommDestroy(lent_);  // peers may not come to its end
}

}  // namespace relayout::cli
