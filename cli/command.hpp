// The commands of the program, one file each.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <vector>

#include "relayout/cli/failure.hpp"
#include "relayout/cli/output.hpp"

namespace relayout::cli {

// A command has registered its flags with `app`; `run` does its work once they are parsed. Throws Failure.
struct Command {
  CLI::App* app = nullptr;
  std::function<ExitStatus(const Output&)> run;
};

[[nodiscard]] Command add_show(CLI::App& program);
[[nodiscard]] Command add_layout(CLI::App& program);
[[nodiscard]] Command add_view(CLI::App& program);
[[nodiscard]] Command add_plan(CLI::App& program);
[[nodiscard]] Command add_simulate(CLI::App& program);
[[nodiscard]] Command add_check(CLI::App& program);
[[nodiscard]] Command add_verify(CLI::App& program);
[[nodiscard]] Command add_cost(CLI::App& program);
[[nodiscard]] Command add_sweep(CLI::App& program);
// prove, validate and bench: listed always; this build has no proofs and no GPU engine.
[[nodiscard]] std::vector<Command> add_unavailable(CLI::App& program);

}  // namespace relayout::cli
