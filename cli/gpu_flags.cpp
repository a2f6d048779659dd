#include "relayout/cli/gpu_flags.hpp"

#include <optional>
#include <sstream>

#include "relayout/cli/failure.hpp"
#include "relayout/engine/error.hpp"
#include "relayout/engine/launch.hpp"

namespace relayout::cli {
namespace {

// What an engine's failure means to whoever ran the command.
ExitStatus status_of(const std::string& code) {
  if (code == "deadline") return ExitStatus::deadline;
  if (code == "disagreement") return ExitStatus::negative;
  return ExitStatus::environment;
}

}  // namespace

void add_gpu_flags(CLI::App& app, GpuFlags& flags) {
  app.add_option("--gpus", flags.gpus, "Threads of this process, one a GPU, where no launcher started it (all)")
      ->type_name("N");
  app.add_option("--patience", flags.patience, "Seconds that a rank waits for another (30)")->type_name("S");
}

void run_on_gpus(const GpuFlags& flags, const engine::RankWork& work) {
  engine::CrewOptions options;
  if (flags.gpus) {
    options.gpu_count = static_cast<std::int32_t>(read_integer("--gpus", *flags.gpus, {.least = 1, .most = 1024}));
  }
  if (flags.patience) {
    options.patience = std::chrono::seconds(read_integer("--patience", *flags.patience, {.least = 1, .most = 86'400}));
  }
  const std::optional<engine::Launch> launch =
      take(engine::read_launch(engine::process_environment()), "the launcher's environment");
  try {
    if (launch) {
      engine::run_process(*launch, options, work);
    } else {
      engine::run_threads(options, work);
    }
  } catch (const engine::EngineError& error) {
    throw Failure(status_of(error.code()), error.error());
  }
}

std::vector<engine::ExecutorKind> read_executors(const FlagText& text) {
  using engine::ExecutorKind;
  std::vector<ExecutorKind> kinds;
  if (!text) return kinds;
  std::istringstream list(*text);
  constexpr ExecutorKind all[] = {ExecutorKind::sendrecv, ExecutorKind::window, ExecutorKind::copy_engine,
                                  ExecutorKind::hybrid};
  for (std::string word; std::getline(list, word, ',');) {
    kinds.push_back(
        all[read_choice({.flag = "--executor", .words = {"sendrecv", "window", "copy_engine", "hybrid"}}, word)]);
  }
  return kinds;
}

std::string minutes_as_seconds(const std::string& minutes) {
  return std::to_string(60 * read_integer("--minutes", minutes, {.least = 1, .most = 1'000'000}));
}

}  // namespace relayout::cli
