// What relayout simulate can be told.
#pragma once

#include "relayout/cli/pack_input.hpp"
#include "relayout/cli/simulate_schedules.hpp"
#include "relayout/cli/values.hpp"
#include "relayout/model/plan.hpp"
#include "relayout/sim/simulate.hpp"

namespace CLI {
class App;
}

namespace relayout::cli {

struct SimulateFlags {
  PackFlags packs;
  FlagText source;
  FlagText target;
  FlagText executor;
  FlagText channel;
  FlagText seed;
  FlagText workers;
  FlagText row_bytes;
  FlagText dead_rank;
  FlagText grouping;
  FlagText inject;
  ScheduleFlags schedule;
  FlagText trace;
  FlagText timeout;
};
void add_simulate_flags(CLI::App& app, SimulateFlags& flags);

// Failure: bad input.
[[nodiscard]] sim::SimulationOptions simulation_options(const SimulateFlags& flags);

// Whether this plan can be simulated so. Failure: bad input, where a dead rank is on neither side; environment, where
// the buffers of both sides are more than the machine's memory.
void check_simulable(const Plan& plan, const sim::SimulationOptions& options);

// Whether the timeline, if it is recorded, is one that can be written and opened. Failure: bad input.
void check_trace_fits(const Plan& plan, const sim::SimulationOptions& options);

// About how many bytes the simulated buffers take: both sides, payload, result and the way back.
[[nodiscard]] double simulated_bytes(const Plan& plan, const sim::SimulationOptions& options);

}  // namespace relayout::cli
