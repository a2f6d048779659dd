#include <tbb/info.h>
#include <tbb/task_arena.h>
#include <tbb/task_group.h>

#include <algorithm>

#include "relayout/sim/executor.hpp"

namespace relayout::sim {
namespace {

// A wake is a task of its own: nothing blocks inside a task, so ranks may outnumber workers by any factor.
class TbbExecutor final : public Executor {
 public:
  explicit TbbExecutor(std::int32_t worker_count) : arena_(std::min(worker_count, tbb::info::default_concurrency())) {}

  void wake(std::int32_t rank) override {
    group_->run([this, rank] { (*resume_)(rank); });
  }

  // Tasks are woken by tasks of the same group, so the group is empty only when nothing can run any more.
  void run(std::int32_t rank_count, const std::function<void(std::int32_t)>& resume) override {
    tbb::task_group group;
    group_ = &group;
    resume_ = &resume;
    arena_.execute([this, rank_count] {
      for (std::int32_t rank = 0; rank < rank_count; ++rank) wake(rank);
      group_->wait();
    });
  }

 private:
  tbb::task_arena arena_;
  tbb::task_group* group_ = nullptr;  // lives as long as run()
  const std::function<void(std::int32_t)>* resume_ = nullptr;
};

}  // namespace

std::unique_ptr<Executor> make_tbb_executor(std::int32_t worker_count) {
  return std::make_unique<TbbExecutor>(worker_count);
}

}  // namespace relayout::sim
