// The planted faults, listed.
#pragma once

#include "relayout/cli/output.hpp"

namespace relayout::cli {

// Name, what goes wrong, and who did it; relayout.faults/1 as JSON.
void list_faults(const Output& output);

}  // namespace relayout::cli
