// The program `relayout`: reads the command line, runs one command, and turns what comes of it into an exit status.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "relayout/cli/command.hpp"
#include "relayout/cli/version.hpp"
#include "relayout/model/report/write_verdict.hpp"

namespace relayout::cli {
namespace {

int as_int(ExitStatus status) { return static_cast<int>(status); }

// CLI11 wants arguments last first, and takes "--lengths=" for a flag whose value is still to come; here it is empty.
std::vector<std::string> reversed_arguments(const std::vector<std::string>& arguments) {
  std::vector<std::string> reversed;
  for (auto argument = arguments.rbegin(); argument != arguments.rend(); ++argument) {
    const bool empty_value = argument->rfind("--", 0) == 0 && argument->back() == '=';
    if (empty_value) {
      reversed.emplace_back();
    }
    reversed.push_back(empty_value ? argument->substr(0, argument->size() - 1) : *argument);
  }
  return reversed;
}

std::vector<Command> add_commands(CLI::App& program) {
  std::vector<Command> commands = {add_show(program),   add_layout(program),   add_view(program),
                                   add_plan(program),   add_simulate(program), add_check(program),
                                   add_verify(program), add_cost(program),     add_sweep(program),
                                   add_prove(program),  add_validate(program), add_bench(program)};
  for (const Command& command : commands) {
    // main() looks for --json itself, because a command line that cannot be parsed is answered in JSON too.
    command.app->add_flag_callback(
        "--json", [] {}, "Print one JSON object, or one a line, and nothing else");
  }
  return commands;
}

int report_failure(const Failure& failure, const Output& output) {
  const std::string& code = failure.error().code;
  if (output.json() && code != reader_gone && code != no_output) {
    report::write_error(output.stream(), failure.error(), failure.batch());
    output.stream().flush();
  } else if (code != reader_gone) {
    std::cerr << "relayout: error: " << (failure.batch() ? "batch " + *failure.batch() + ": " : "") << failure.what()
              << '\n';
  }
  return as_int(failure.status());
}

// A flag taken for the value of the flag ahead of it is a value forgotten.
void check_values_given(const CLI::App& command) {
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& value : option->results()) {
      if (option->get_items_expected_max() > 0 && value.rfind("--", 0) == 0) {
        fail_usage(option->get_name(), " needs a value, found the flag ", value);
      }
    }
  }
}

ExitStatus run_parsed(const CLI::App& program, const std::vector<Command>& commands, const Output& output) {
  for (const Command& command : commands) {
    if (command.app->parsed()) {
      check_values_given(*command.app);
      return command.run(output);
    }
  }
  std::cerr << program.help();
  return ExitStatus::usage;
}

// "; relayout --help says more of show, layout, ..".
std::string commands_named(const std::vector<Command>& commands) {
  std::string names;
  for (const Command& command : commands) names += (names.empty() ? "" : ", ") + command.app->get_name();
  return "; relayout --help says more of the commands " + names;
}

// What CLI11 says of a command line it does not take; a forgotten value is what it says least well.
Failure usage_failure(const CLI::ParseError& error, const std::vector<Command>& commands) {
  try {
    for (const Command& command : commands) {
      check_values_given(*command.app);
    }
  } catch (const Failure& forgotten) {
    return forgotten;
  }
  return {ExitStatus::usage, {"usage", std::string(error.what()) + commands_named(commands)}};
}

int run(const std::vector<std::string>& arguments) {
  CLI::App program("Moves packed token sequences between context-parallel layouts, and checks the move first.",
                   "relayout");
  program.set_version_flag("--version", version_text(), "Print version, compiler and parts");
  program.footer(
      "Status: 0 good, 1 negative verdict, 2 usage, 3 bad input, 4 environment, 5 deadline, 6 provers disagree, "
      "130 Ctrl-C.\n"
      "Example:\n  relayout show --lengths 8,16 --source zigzag --target contiguous --cp 2");
  const std::vector<Command> commands = add_commands(program);
  const bool json = std::find(arguments.begin(), arguments.end(), "--json") != arguments.end();
  const Output output(json ? Format::json : Format::text, arguments);
  try {
    program.parse(reversed_arguments(arguments));
    const ExitStatus status = run_parsed(program, commands, output);
    output.flush();
    return as_int(status);
  } catch (const Failure& failure) {
    return report_failure(failure, output);
  } catch (const CLI::Success& success) {  // --help, --version
    program.exit(success, output.stream(), std::cerr);
  } catch (const CLI::ParseError& error) {
    return report_failure(usage_failure(error, commands), output);
  } catch (const std::bad_alloc&) {
    return report_failure({ExitStatus::environment, {"memory", "out of memory"}}, output);
  }
  try {
    output.flush();
  } catch (const Failure& failure) {
    return report_failure(failure, output);
  }
  return as_int(ExitStatus::good);
}

}  // namespace
}  // namespace relayout::cli

int main(int argc, char** argv) {
  relayout::cli::guard_standard_streams();
  std::ios::sync_with_stdio(false);
  return relayout::cli::run(std::vector<std::string>(argv + std::min(argc, 1), argv + argc));
}
