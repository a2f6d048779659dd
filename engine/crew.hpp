// All ranks of a run: one process a GPU under a launcher, or one thread a GPU in a single process.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "relayout/engine/communicator.hpp"
#include "relayout/engine/launch.hpp"

namespace relayout::engine {

// How the ranks of a crew live: one thread each of a single process, or one process each.
enum class Processes : std::uint8_t { one_for_all, one_each };

// What a rank's work is given. Small host-side gathers go by `gather`; all ranks call it in the same order.
struct RankContext {
  std::int32_t rank = 0;
  std::int32_t rank_count = 1;
  int device = 0;
  Processes processes = Processes::one_for_all;
  std::shared_ptr<Communicator> communicator;
  std::function<std::vector<std::string>(const std::string& mine)> gather;  // everybody's, by rank
};

using RankWork = std::function<void(RankContext& context)>;

struct CrewOptions {
  std::int32_t gpu_count = 0;  // threads, where no launcher speaks; 0: all that are visible
  std::chrono::milliseconds patience{30'000};
};

// GPUs this process can see; 0 where there is no driver or none is found, with the reason.
struct VisibleGpus {
  int count = 0;
  std::string reason;
};
[[nodiscard]] VisibleGpus visible_gpus();

// Runs the work on every rank that lives in this process and returns when all of them are done. The first exception of
// any of them is thrown on. Throws "no_gpu" naming what is there and what was asked for.
void run_threads(const CrewOptions& options, const RankWork& work);
// This process's rank.
void run_process(const Launch& launch, const CrewOptions& options, const RankWork& work);

}  // namespace relayout::engine
