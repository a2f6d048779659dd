// An engine at work, and what every round of a validation asks of it.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "relayout/engine/engine.hpp"
#include "relayout/proptest/device_case.hpp"

namespace relayout::cli {

// A move in one call, or in two with the caller's work between them.
enum class Manner : std::uint8_t { whole, halves };

class Desk {
 public:
  Desk(std::shared_ptr<engine::Communicator> communicator, const engine::EngineOptions& options)
      : engine_(std::move(communicator), options) {}

  [[nodiscard]] engine::Engine& engine() { return engine_; }
  [[nodiscard]] cudaStream_t stream() const { return stream_.handle(); }

  // Null where the rank takes no part.
  [[nodiscard]] std::shared_ptr<engine::PreparedPlan> prepare(const proptest::CaseOnRank& ours,
                                                              engine::ExecutorKind executor,
                                                              const proptest::DeviceTensors& memory);
  struct Move {
    const engine::PreparedPlan& plan;
    const proptest::DeviceTensors& memory;
    Direction direction;
    Manner manner = Manner::whole;
  };
  void move(const Move& move);
  // What is wrong with the rows, in words. Throws EngineError for what the engine says went wrong.
  [[nodiscard]] std::optional<std::string> judge(proptest::CaseOnRank& ours, const proptest::DeviceTensors& memory,
                                                 Direction direction);

 private:
  engine::Engine engine_;
  engine::Stream stream_;
};

// The error that the engine comes to, or nothing within the patience and a bit.
[[nodiscard]] std::optional<Error> awaited_error(Desk& desk, std::chrono::milliseconds patience);

// A desk whose communicator is a framework's: made and destroyed by NCCL's own calls, lent to the engine.
class BorrowedDesk {
 public:
  // Collective over the communicator, which only serves to make the other one.
  BorrowedDesk(engine::Communicator& parent, const engine::EngineOptions& options);
  ~BorrowedDesk();
  BorrowedDesk(const BorrowedDesk&) = delete;  // owns a communicator of NCCL's
  BorrowedDesk& operator=(const BorrowedDesk&) = delete;
  [[nodiscard]] Desk& desk() { return *desk_; }

 private:
  ncclComm_t lent_ = nullptr;
  std::shared_ptr<engine::Communicator> communicator_;
  std::unique_ptr<Desk> desk_;
};

}  // namespace relayout::cli
