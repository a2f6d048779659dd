// A command that this build lacks: listed all the same, so that nobody looks for it in vain.
#pragma once

#include "relayout/cli/command.hpp"

namespace relayout::cli {

struct Missing {
  const char* name;
  const char* does;
  const char* lacks;
  const char* instead;
  const char* example;
};

// Takes whatever flags come: the reason is the same. Failure: environment, "not_built".
[[nodiscard]] Command add_missing(CLI::App& program, const Missing& command);

}  // namespace relayout::cli
