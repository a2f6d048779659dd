// Who resumes ranks. Three executors run the same coroutines; the outcome may not depend on which.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace relayout::sim {

enum class ExecutorKind : std::uint8_t {
  tbb,     // oneTBB tasks
  pool,    // std::thread and a mutex: every synchronisation is visible to ThreadSanitizer
  replay,  // one thread; a seed chooses the next rank: a run is a function of the seed
};

// Knows ranks by index only. Not for several runs at once.
class Executor {
 public:
  Executor() = default;
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;
  virtual ~Executor() = default;

  // Makes a rank runnable. From any thread inside run(); a rank is woken only while it does not run.
  virtual void wake(std::int32_t rank) = 0;

  // Wakes ranks 0..rank_count-1 and calls resume(rank) for each rank that is woken, until none is runnable and none
  // runs: then nothing can ever run again. No clock is involved.
  virtual void run(std::int32_t rank_count, const std::function<void(std::int32_t)>& resume) = 0;

  // replay: the ranks in the order in which they were resumed. Others: empty.
  [[nodiscard]] virtual std::vector<std::int32_t> schedule() const { return {}; }
};

struct ExecutorOptions {
  ExecutorKind kind = ExecutorKind::tbb;
  std::int32_t worker_count = 0;  // 0 = the machine's hardware threads. At most 256; tbb: nor more than the machine has
  std::uint64_t seed = 1;         // replay
};
// An executor of the kind asked for.
[[nodiscard]] std::unique_ptr<Executor> make_executor(const ExecutorOptions& options);

// The three, by name.
[[nodiscard]] std::unique_ptr<Executor> make_tbb_executor(std::int32_t worker_count);
[[nodiscard]] std::unique_ptr<Executor> make_pool_executor(std::int32_t worker_count);
[[nodiscard]] std::unique_ptr<Executor> make_replay_executor(std::uint64_t seed);

[[nodiscard]] const char* to_string(ExecutorKind kind);

}  // namespace relayout::sim
