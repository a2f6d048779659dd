// relayout validate: the engine on real GPUs, compared with the model byte by byte.
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>

#include "relayout/cli/command.hpp"
#include "relayout/cli/gpu_flags.hpp"
#include "relayout/cli/progress.hpp"
#include "relayout/cli/stop.hpp"
#include "relayout/cli/validate_death.hpp"
#include "relayout/cli/validate_run.hpp"
#include "relayout/cli/values.hpp"
#include "relayout/engine/error.hpp"

namespace relayout::cli {
namespace {

struct Flags {
  GpuFlags gpus;
  FlagText cases;
  FlagText seed;
  FlagText minutes;
  FlagText replays;
  FlagText executor;
  FlagText die;
};

ValidateOptions read_options(const Flags& flags) {
  ValidateOptions options;
  constexpr std::int64_t most_cases = 1'000'000'000;
  if (flags.cases) options.case_count = read_integer("--cases", *flags.cases, {.least = 1, .most = most_cases});
  if (flags.minutes && !flags.cases) options.case_count = most_cases;
  options.seed = read_seed(flags.seed);
  if (flags.replays) options.replay_count = read_integer("--replays", *flags.replays, {.least = 1, .most = 1'000'000});
  options.executors = read_executors(flags.executor);
  return options;
}

std::string replay_command(const Difference& difference) {
  return "relayout check " + proptest::command_options(difference.input);
}

void print_text(const Output& output, const ValidateTally& tally, std::int32_t rank_count) {
  auto& out = output.stream();
  std::string executors;
  for (const std::string& name : tally.executors) executors += (executors.empty() ? "" : ", ") + name;
  out << rank_count << (rank_count == 1 ? " rank" : " ranks") << ", executors " << executors << '\n';
  if (!tally.left_out.empty()) out << "all others left out: " << tally.left_out << '\n';
  out << "cases " << tally.cases << ", moves " << tally.moves << ", bytes " << tally.bytes << ", wrong "
      << (tally.difference ? 1 : 0) << "; disagreements planted and told " << tally.disagreements << '\n';
  if (!tally.difference) return;
  out << "\ndiffers: " << name_of(tally.difference->round) << ", " << engine::name_of(tally.difference->executor)
      << ": " << tally.difference->what << "\nthe model's answer:  " << replay_command(*tally.difference) << '\n';
}

void print_json(const Output& output, const ValidateTally& tally, std::int32_t rank_count) {
  nlohmann::ordered_json json;
  json["schema"] = "relayout.validate/1";
  json["verdict"] = tally.difference ? "differs" : "holds";
  json["ranks"] = rank_count;
  json["executors"] = tally.executors;
  json["left_out"] = tally.left_out;
  json["cases"] = tally.cases;
  json["moves"] = tally.moves;
  json["bytes"] = tally.bytes;
  json["disagreements_told"] = tally.disagreements;
  json["wrong"] = tally.difference ? 1 : 0;
  json["counterexample"] = nullptr;
  if (tally.difference) {
    json["counterexample"] = {{"command", replay_command(*tally.difference)},
                              {"executor", engine::name_of(tally.difference->executor)},
                              {"round", name_of(tally.difference->round)},
                              {"witness", tally.difference->what}};
  }
  output.stream() << json.dump() << '\n';
}

DeathTrial read_death(const Flags& flags) {
  constexpr DeathTime times[] = {DeathTime::before, DeathTime::during, DeathTime::between, DeathTime::replay};
  const std::vector<engine::ExecutorKind> executors = read_executors(flags.executor);
  return {.time = times[read_choice({.flag = "--die", .words = {"before", "during", "between", "replay"}}, *flags.die)],
          .executor = executors.empty() ? engine::ExecutorKind::automatic : executors.front()};
}

// Each survivor speaks for itself: there is nobody left to gather from all.
ExitStatus run_death(const Flags& flags, const Output& output) {
  const DeathTrial trial = read_death(flags);
  Witnessed witnessed;
  std::int32_t rank = 0;
  run_on_gpus(flags.gpus, [&](engine::RankContext& context) {
    if (context.processes == engine::Processes::one_for_all || context.rank_count < 2) {
      throw engine::EngineError(make_error("bad_call", "--die needs a launcher and two ranks or more: a process dies"));
    }
    rank = context.rank;
    witnessed = witness_death(context, trial);
  });
  output.stream() << "rank " << rank << ": " << witnessed.words << " (after " << witnessed.ms << " ms)\n";
  return witnessed.named ? ExitStatus::good : ExitStatus::negative;
}

ExitStatus run(const Flags& flags, const Output& output) {
  if (flags.die) return run_death(flags, output);
  ValidateOptions options = read_options(flags);
  Stop stop(flags.minutes ? FlagText(minutes_as_seconds(*flags.minutes)) : FlagText());
  Progress progress;
  options.stop = [&stop] { return stop.reason().has_value(); };
  ValidateTally tally;
  std::int32_t rank_count = 0;
  std::int32_t lowest = -1;
  std::mutex mutex;
  run_on_gpus(flags.gpus, [&](engine::RankContext& context) {
    ValidateOptions mine = options;
    if (context.rank == 0) mine.progress = [&progress](const std::string& line) { progress.show(line); };
    const ValidateTally found = validate_on_rank(context, mine);
    const std::lock_guard lock(mutex);
    rank_count = context.rank_count;
    if (lowest >= 0 && lowest < context.rank) return;
    lowest = context.rank;
    tally = found;
  });
  progress.clear();
  if (lowest == 0) {
    (output.json() ? print_json : print_text)(output, tally, rank_count);
  }
  if (tally.difference) return ExitStatus::negative;
  // The time given is how long to look, not a deadline that was missed.
  if (tally.stopped && stop.reason() == ExitStatus::interrupted) return ExitStatus::interrupted;
  return ExitStatus::good;
}

}  // namespace

Command add_validate(CLI::App& program) {
  const auto flags = std::make_shared<Flags>();
  CLI::App* app = program.add_subcommand("validate", "Run the engine on real GPUs and compare with the model");
  add_gpu_flags(*app, flags->gpus);
  app->add_option("--cases", flags->cases, "Random cases (200)")->type_name("N");
  app->add_option("--seed", flags->seed, "Seed of the cases (1)")->type_name("N");
  app->add_option("--minutes", flags->minutes, "Go on for so long instead")->type_name("M");
  app->add_option("--replays", flags->replays, "Replays of each captured graph (50)")->type_name("N");
  app->add_option("--executor", flags->executor, "Only these: sendrecv, window, copy_engine, hybrid, with commas")
      ->type_name("NAME,..");
  app->add_option("--die", flags->die,
                  "No cases: the last rank dies before, during or between moves, or between a graph's replays; the "
                  "others must name it in time")
      ->type_name("WHEN");
  app->footer(
      "Examples:\n"
      "  relayout validate --cases 500\n"
      "  torchrun --no-python --nproc-per-node 4 relayout validate --minutes 5 --json\n"
      "  srun -n 8 relayout validate --executor window\n"
      "  torchrun --no-python --nproc-per-node 2 relayout validate --die during --executor window");
  return {app, [flags](const Output& output) { return run(*flags, output); }};
}

}  // namespace relayout::cli
