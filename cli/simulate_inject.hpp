// relayout simulate --inject: every fault at every place of a small move, and what became of it.
#pragma once

#include <string>

#include "relayout/cli/output.hpp"
#include "relayout/cli/pack_input.hpp"
#include "relayout/cli/stop.hpp"
#include "relayout/model/check/verdict.hpp"
#include "relayout/model/plan.hpp"
#include "relayout/sim/simulate.hpp"

namespace relayout::cli {

// Faults of one kind ("drop", "other-pack", ..), or "all". Runs each at each message or rank, one after another, and
// prints the table. The verdict fails where a fault deceives a rank or leaves it waiting.
// Failure: bad input, where there is no such fault, the move has too many messages to try them all, or nothing to put
// the fault into.
[[nodiscard]] Verdict run_injections(const Plan& plan, const std::string& fault, const sim::SimulationOptions& options,
                                     const Output& output, const NamedPack& pack, const CheckStop& check_stop);

}  // namespace relayout::cli
