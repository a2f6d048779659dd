#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "relayout/sim/executor.hpp"

namespace relayout::sim {
namespace {

class PoolExecutor final : public Executor {
 public:
  explicit PoolExecutor(std::int32_t worker_count) : worker_count_(worker_count) {}

  void wake(std::int32_t rank) override {
    {
      const std::lock_guard lock(mutex_);
      runnable_.push_back(rank);
    }
    changed_.notify_one();
  }

  void run(std::int32_t rank_count, const std::function<void(std::int32_t)>& resume) override {
    for (std::int32_t rank = 0; rank < rank_count; ++rank) runnable_.push_back(rank);
    std::vector<std::thread> workers;
    for (std::int32_t worker = 0; worker < worker_count_; ++worker) {
      workers.emplace_back([this, &resume] { work(resume); });
    }
    for (std::thread& worker : workers) worker.join();
  }

 private:
  // Ranks are woken by running ranks only: none runnable and none running is the end.
  void work(const std::function<void(std::int32_t)>& resume) {
    std::unique_lock lock(mutex_);
    while (true) {
      changed_.wait(lock, [this] { return !runnable_.empty() || running_ == 0; });
      if (runnable_.empty()) break;
      const std::int32_t rank = runnable_.front();
      runnable_.pop_front();
      ++running_;
      lock.unlock();
      resume(rank);
      lock.lock();
      --running_;
    }
    changed_.notify_all();
  }

  const std::int32_t worker_count_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::int32_t> runnable_;  // guarded by mutex_
  std::int32_t running_ = 0;           // guarded by mutex_
};

}  // namespace

std::unique_ptr<Executor> make_pool_executor(std::int32_t worker_count) {
  return std::make_unique<PoolExecutor>(worker_count);
}

}  // namespace relayout::sim
