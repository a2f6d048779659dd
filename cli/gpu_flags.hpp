// How commands come to their GPUs: one process each under a launcher, or threads of this process.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "relayout/cli/values.hpp"
#include "relayout/engine/crew.hpp"
#include "relayout/engine/executor_kind.hpp"

namespace relayout::cli {

struct GpuFlags {
  FlagText gpus;
  FlagText patience;
};
void add_gpu_flags(CLI::App& app, GpuFlags& flags);

// Runs the work on each rank of this process. Failure: environment, where GPUs, NCCL or the other ranks are missing;
// deadline, where one does not come; bad input, for what launchers left in the environment.
void run_on_gpus(const GpuFlags& flags, const engine::RankWork& work);

// Empty where the flag was not given.
[[nodiscard]] std::vector<engine::ExecutorKind> read_executors(const FlagText& text);
[[nodiscard]] std::string minutes_as_seconds(const std::string& minutes);

}  // namespace relayout::cli
