#include "relayout/cli/validate_death.hpp"

#include <unistd.h>

#include <chrono>
#include <csignal>
#include <memory>
#include <thread>

#include "relayout/cli/validate_desk.hpp"
#include "relayout/engine/error.hpp"
#include "relayout/model/layout_text.hpp"
#include "relayout/proptest/move_graph.hpp"

namespace relayout::cli {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::int64_t room_bytes = std::int64_t{256} << 20U;
constexpr std::chrono::milliseconds head_start{200};  // the others are inside their move by then

// A move of all ranks, each of which sends to others.
proptest::Case full_case(std::int32_t rank_count) {
  const std::int64_t length = 64 * std::int64_t{rank_count};
  const std::string cp = ":remainder=pad,cp=" + std::to_string(rank_count);
  return {.pack = Pack::from_lengths({length, length}).value(),
          .source = parse_layout("zigzag" + cp, {}).value(),
          .target = parse_layout("contiguous" + cp, {}).value()};
}

proptest::ValidatedTensor tensor_of_rows(std::int64_t row_bytes) {
  proptest::ValidatedTensor tensor;
  tensor.spec.row_bytes = row_bytes;
  tensor.spec.source.row_stride = row_bytes;
  tensor.spec.target.row_stride = row_bytes;
  return tensor;
}

// One rank's part of the trial.
class Scene {
 public:
  Scene(engine::RankContext& context, const DeathTrial& trial)
      : context_(context),
        trial_(trial),
        desk_(context.communicator, {.arena_bytes = room_bytes, .stand_in_bytes = room_bytes}),
        ours_(full_case(context.rank_count), context.rank, trial.seed),
        memory_(desk_.engine().arena(), {tensor_of_rows(4096)}, ours_.most_rows()),
        plan_(desk_.prepare(ours_, trial.executor, memory_)) {
    ours_.set_scene(memory_, Direction::forward, desk_.stream());
  }

  Witnessed run() {
    if (trial_.time == DeathTime::between || trial_.time == DeathTime::replay) {
      for (int i = 0; i < 3; ++i) desk_.move({*plan_, memory_, Direction::forward});
      RELAYOUT_CUDA_TRY(cudaStreamSynchronize(desk_.stream()));
    }
    if (trial_.time == DeathTime::replay) {
      graph_ = std::make_unique<proptest::MoveGraph>(desk_.stream(), [this] {
        desk_.move({*plan_, memory_, Direction::forward});
      });
      for (int i = 0; i < 3; ++i) graph_->launch(desk_.stream());
      RELAYOUT_CUDA_TRY(cudaStreamSynchronize(desk_.stream()));
    }
    context_.gather("");
    if (context_.rank == victim()) {
      if (trial_.time != DeathTime::before) std::this_thread::sleep_for(head_start);
      kill(getpid(), SIGKILL);
    }
    return survive();
  }

 private:
  [[nodiscard]] std::int32_t victim() const { return context_.rank_count - 1; }

  Witnessed survive() {
    const auto begin = Clock::now();
    std::optional<Error> error;
    try {
      if (graph_ != nullptr) {
        graph_->launch(desk_.stream());
      } else {
        desk_.move({*plan_, memory_, Direction::forward});
      }
      error = awaited_error(desk_, context_.communicator->place().patience);
    } catch (const engine::EngineError& thrown) {
      error = thrown.error();
    }
    const auto waited = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);
    cudaStreamSynchronize(desk_.stream());  // what waited for the dead rank ends, too
    if (!error) return {.named = false, .words = "no error came", .ms = waited.count()};
    const bool named = error->message.find("rank " + std::to_string(victim())) != std::string::npos;
    return {.named = named, .words = error->code + ": " + error->message, .ms = waited.count()};
  }

  engine::RankContext& context_;
  const DeathTrial& trial_;
  Desk desk_;
  proptest::CaseOnRank ours_;
  proptest::DeviceTensors memory_;
  std::shared_ptr<engine::PreparedPlan> plan_;
  std::unique_ptr<proptest::MoveGraph> graph_;
};

}  // namespace

Witnessed witness_death(engine::RankContext& context, const DeathTrial& trial) { return Scene(context, trial).run(); }

}  // namespace relayout::cli
