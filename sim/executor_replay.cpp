#include <utility>

#include "relayout/sim/executor.hpp"
#include "relayout/sim/mix.hpp"

namespace relayout::sim {
namespace {

// Any runnable rank may be next; the seed says which. The order in which ranks became runnable follows from the
// choices before it, so a run is a function of the seed.
class ReplayExecutor final : public Executor {
 public:
  explicit ReplayExecutor(std::uint64_t seed) : choices_(seed) {}

  void wake(std::int32_t rank) override { runnable_.push_back(rank); }

  void run(std::int32_t rank_count, const std::function<void(std::int32_t)>& resume) override {
    for (std::int32_t rank = 0; rank < rank_count; ++rank) wake(rank);
    while (!runnable_.empty()) {
      std::swap(runnable_[choices_.below(runnable_.size())], runnable_.back());
      const std::int32_t rank = runnable_.back();
      runnable_.pop_back();
      schedule_.push_back(rank);
      resume(rank);
    }
  }

  [[nodiscard]] std::vector<std::int32_t> schedule() const override { return schedule_; }

 private:
  Sequence choices_;
  std::vector<std::int32_t> runnable_;
  std::vector<std::int32_t> schedule_;
};

}  // namespace

std::unique_ptr<Executor> make_replay_executor(std::uint64_t seed) { return std::make_unique<ReplayExecutor>(seed); }

}  // namespace relayout::sim
