// Who resumes ranks. Three executors run the same coroutines; the outcome may not depend on which.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "relayout/sim/action.hpp"

namespace relayout::sim {

class Chooser;
class Network;
struct Post;

enum class ExecutorKind : std::uint8_t {
  tbb,     // oneTBB tasks
  pool,    // std::thread and a mutex: every synchronisation is visible to ThreadSanitizer
  replay,  // one thread, one action after another: a run is a function of the choices
};

// A message whose two ends are there.
struct Meeting {
  Network* network = nullptr;
  Post* send = nullptr;
  Post* receive = nullptr;
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

  // True where the executor takes the message over and completes it later, when its turn has come.
  [[nodiscard]] virtual bool defers(const Meeting& /*meeting*/) { return false; }

  // Wakes ranks 0..rank_count-1 and calls resume(rank) for each rank that is woken, until none is runnable and none
  // runs: then nothing can ever run again. No clock is involved.
  virtual void run(std::int32_t rank_count, const std::function<void(std::int32_t)>& resume) = 0;

  // replay: whether the chooser abandoned the run, so that ranks may be left that could go on.
  [[nodiscard]] virtual bool abandoned() const { return false; }
  // replay: what was done, in that order, by rank index. Others: empty.
  [[nodiscard]] virtual Schedule schedule() const { return {}; }
};

// How replay chooses where nobody else does: the first option always, or any with the same chance.
enum class ScheduleMode : std::uint8_t { one, random };

struct ExecutorOptions {
  ExecutorKind kind = ExecutorKind::tbb;
  std::int32_t worker_count = 0;  // 0 = the machine's hardware threads. At most 256; tbb: nor more than the machine has
  ScheduleMode mode = ScheduleMode::one;  // replay
  std::uint64_t seed = 1;                 // replay, random
  Chooser* chooser = nullptr;             // replay: asked in place of mode and seed; outlives the run
};
// An executor of the kind asked for.
[[nodiscard]] std::unique_ptr<Executor> make_executor(const ExecutorOptions& options);

// The three, by name.
[[nodiscard]] std::unique_ptr<Executor> make_tbb_executor(std::int32_t worker_count);
[[nodiscard]] std::unique_ptr<Executor> make_pool_executor(std::int32_t worker_count);
[[nodiscard]] std::unique_ptr<Executor> make_replay_executor(const ExecutorOptions& options);

[[nodiscard]] const char* to_string(ExecutorKind kind);

}  // namespace relayout::sim
