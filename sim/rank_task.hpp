// The coroutine that interprets a rank program.
#pragma once

#include "relayout/sim/network.hpp"
#include "relayout/sim/rank.hpp"
#include "relayout/sim/task.hpp"

namespace relayout::sim {

// Builds the rank's program, fills its buffers, and moves forward and backward. It waits for exchanges and nothing
// else. It ends early at a program that does not fit and at a message that is not the expected one.
[[nodiscard]] Task run_rank(Rank* rank, const Call* call, Network* network);

}  // namespace relayout::sim
