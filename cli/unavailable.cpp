#include "relayout/cli/unavailable.hpp"

#include <string>

namespace relayout::cli {

Command add_missing(CLI::App& program, const Missing& command) {
  CLI::App* app = program.add_subcommand(command.name, std::string(command.does) + " (not in this build)");
  app->allow_extras();
  app->footer(std::string("Example:\n  ") + command.example);
  return {app, [command](const Output&) -> ExitStatus {
            fail(ExitStatus::environment, "not_built", "relayout ", command.name, ": this program ", command.lacks,
                 "; ", command.instead);
          }};
}

}  // namespace relayout::cli
