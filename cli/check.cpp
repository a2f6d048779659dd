// relayout check: the main job. Plan, laws, oracle and simulation, forward and backward, over given or random packs.
#include <memory>
#include <string>

#include "relayout/cli/check_run.hpp"
#include "relayout/cli/command.hpp"
#include "relayout/cli/fault_list.hpp"
#include "relayout/cli/stop.hpp"

namespace relayout::cli {

Command add_check(CLI::App& program) {
  const auto flags = std::make_shared<CheckFlags>();
  CLI::App* app = program.add_subcommand("check", "The main job: plan, laws, oracle and simulation, both directions");
  add_case_flags(*app, flags->cases);
  app->add_option("--law", flags->law, "Only these laws, with commas; also oracle, simulation")->type_name("NAME,..");
  app->add_option("--fault", flags->fault, "Check a planner with this mistake in it; list names them")
      ->type_name("NAME");
  add_timeout_flag(*app, flags->timeout);
  app->footer(
      "Examples:\n"
      "  relayout check --cases 200 --seed 7\n"
      "  relayout check --lengths 5,7,13 --cp 2,3,4\n"
      "  relayout check --batches packs.jsonl --source te-thd --target fla --cp 2 --json\n"
      "  relayout check --fault cp2-only");
  return {app, [flags](const Output& output) {
            if (flags->fault == "list") {
              list_faults(output);
              return ExitStatus::good;
            }
            return run_check(*flags, output);
          }};
}

}  // namespace relayout::cli
