// relayout prove, validate, bench: listed always, so that nobody looks for them in vain.
#include <string>

#include "relayout/cli/command.hpp"

namespace relayout::cli {
namespace {

struct Missing {
  const char* name;
  const char* does;
  const char* lacks;
  const char* instead;
  const char* example;
};

constexpr Missing missing[] = {
    {"prove", "Prove the arithmetic for every length and every CP size", "was built without the proofs (Z3)",
     "relayout check tests the same laws on given and random packs", "relayout prove --json"},
    {"validate", "Run the engine on real GPUs and compare", "was built without the GPU engine (CUDA, NCCL)",
     "relayout simulate runs the same rank programs on simulated ranks", "relayout validate --json"},
    {"bench", "Time the engine on real GPUs", "was built without the GPU engine (CUDA, NCCL)",
     "relayout simulate estimates the time of a move", "relayout bench --json"},
};

Command add(CLI::App& program, const Missing& command) {
  CLI::App* app = program.add_subcommand(command.name, std::string(command.does) + " (not in this build)");
  app->allow_extras();  // whatever its flags will be, the reason is the same
  app->footer(std::string("Example:\n  ") + command.example);
  return {app, [command](const Output&) -> ExitStatus {
            fail(ExitStatus::environment, "not_built", "relayout ", command.name, ": this program ", command.lacks,
                 "; ", command.instead);
          }};
}

}  // namespace

std::vector<Command> add_unavailable(CLI::App& program) {
  std::vector<Command> commands;
  for (const Missing& command : missing) {
    commands.push_back(add(program, command));
  }
  return commands;
}

}  // namespace relayout::cli
