// The commands of the program, one file each.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

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
// Listed always; without Z3, or without the engine, they say so and end with status 4.
[[nodiscard]] Command add_prove(CLI::App& program);
[[nodiscard]] Command add_validate(CLI::App& program);
[[nodiscard]] Command add_bench(CLI::App& program);

}  // namespace relayout::cli
