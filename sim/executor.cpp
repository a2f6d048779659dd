#include "relayout/sim/executor.hpp"

#include <algorithm>
#include <thread>

namespace relayout::sim {
namespace {

constexpr std::int32_t max_worker_count = 256;

std::int32_t worker_count(const ExecutorOptions& options) {
  const auto machine = static_cast<std::int32_t>(std::thread::hardware_concurrency());
  return std::clamp(options.worker_count > 0 ? options.worker_count : machine, 1, max_worker_count);
}

}  // namespace

std::unique_ptr<Executor> make_executor(const ExecutorOptions& options) {
  switch (options.kind) {
    case ExecutorKind::pool:
      return make_pool_executor(worker_count(options));
    case ExecutorKind::replay:
      return make_replay_executor(options);
    case ExecutorKind::tbb:
      break;
  }
  return make_tbb_executor(worker_count(options));
}

const char* to_string(ExecutorKind kind) {
  switch (kind) {
    case ExecutorKind::pool:
      return "pool";
    case ExecutorKind::replay:
      return "replay";
    case ExecutorKind::tbb:
      break;
  }
  return "tbb";
}

}  // namespace relayout::sim
