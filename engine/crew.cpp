#include "relayout/engine/crew.hpp"

#include <barrier>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

#include "relayout/engine/error.hpp"
#include "relayout/engine/lobby.hpp"

namespace relayout::engine {
namespace {

// A gather among threads: all write, all wait, all read, all wait.
class ThreadGather {
 public:
  explicit ThreadGather(std::int32_t rank_count) : everybody_(static_cast<std::size_t>(rank_count)), all_(rank_count) {}

  std::vector<std::string> gather(std::int32_t rank, const std::string& mine) {
    everybody_[static_cast<std::size_t>(rank)] = mine;
    all_.arrive_and_wait();
    std::vector<std::string> copy = everybody_;
    all_.arrive_and_wait();
    return copy;
  }
  // Nobody waits for a thread that ended.
  void leave() { all_.arrive_and_drop(); }

 private:
  std::vector<std::string> everybody_;
  std::barrier<> all_;
};

// The first exception of several threads.
class FirstFailure {
 public:
  void keep(std::exception_ptr failure) {
    const std::lock_guard lock(mutex_);
    if (!first_) first_ = std::move(failure);
  }
  void rethrow() const {
    if (first_) std::rethrow_exception(first_);
  }

 private:
  std::mutex mutex_;
  std::exception_ptr first_;
};

void check_gpus(std::int32_t wanted) {
  const VisibleGpus gpus = visible_gpus();
  if (gpus.count < wanted || gpus.count == 0) {
    fail("no_gpu", wanted, wanted == 1 ? " GPU is" : " GPUs are", " needed, ", gpus.count, " can be seen",
         gpus.reason.empty() ? "" : ": ", gpus.reason);
  }
}

}  // namespace

VisibleGpus visible_gpus() {
  int count = 0;
  const cudaError_t status = cudaGetDeviceCount(&count);
  if (status == cudaSuccess) return {.count = count, .reason = {}};
  cudaGetLastError();
  return {.count = 0, .reason = cudaGetErrorString(status)};
}

void run_threads(const CrewOptions& options, const RankWork& work) {
  const std::int32_t rank_count = options.gpu_count > 0 ? options.gpu_count : std::max(visible_gpus().count, 1);
  check_gpus(rank_count);
  ncclUniqueId id{};
  RELAYOUT_NCCL_TRY(ncclGetUniqueId(&id));
  ThreadGather gather(rank_count);
  FirstFailure failure;
  const auto run = [&](std::int32_t rank) {
    try {
      RankContext context{.rank = rank,
                          .rank_count = rank_count,
                          .device = rank,
                          .processes = Processes::one_for_all,
                          .communicator = nullptr,
                          .gather = [&gather, rank](const std::string& mine) { return gather.gather(rank, mine); }};
      context.communicator = Communicator::make(
          {.device = rank, .rank = rank, .rank_count = rank_count, .patience = options.patience}, id);
      work(context);
    } catch (...) {
      failure.keep(std::current_exception());
    }
    gather.leave();
  };
  std::vector<std::thread> threads;
  for (std::int32_t rank = 1; rank < rank_count; ++rank) threads.emplace_back(run, rank);
  run(0);
  for (std::thread& thread : threads) thread.join();
  failure.rethrow();
}

void run_process(const Launch& launch, const CrewOptions& options, const RankWork& work) {
  check_gpus(launch.local_rank + 1);
  Result<std::shared_ptr<Lobby>> entered = Lobby::enter({.rendezvous = launch.rendezvous,
                                                         .rank = launch.rank,
                                                         .world_size = launch.world_size,
                                                         .patience = options.patience});
  if (!entered) throw EngineError(entered.error());
  const std::shared_ptr<Lobby> lobby = std::move(entered).value();
  const auto gather = [lobby](const std::string& mine) {
    Result<std::vector<std::string>> all = lobby->gather(mine);
    if (!all) throw EngineError(all.error());
    return std::move(all).value();
  };
  ncclUniqueId id{};
  if (launch.rank == 0) RELAYOUT_NCCL_TRY(ncclGetUniqueId(&id));
  const std::string ids = gather({id.internal, sizeof id.internal}).front();
  std::copy(ids.begin(), ids.end(), id.internal);
  RankContext context{.rank = launch.rank,
                      .rank_count = launch.world_size,
                      .device = launch.local_rank,
                      .processes = Processes::one_each,
                      .communicator = nullptr,
                      .gather = gather};
  context.communicator = Communicator::make({.device = launch.local_rank,
                                             .rank = launch.rank,
                                             .rank_count = launch.world_size,
                                             .patience = options.patience,
                                             .gone = [lobby] { return lobby->gone(); }},
                                            id);
  work(context);
}

}  // namespace relayout::engine
