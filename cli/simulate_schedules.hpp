// relayout simulate under chosen schedules: one, drawn ones, all there are, or one that is replayed.
#pragma once

#include <cstdint>
#include <optional>

#include "relayout/cli/stop.hpp"
#include "relayout/cli/values.hpp"
#include "relayout/model/report/write_verdict.hpp"
#include "relayout/sim/chooser.hpp"
#include "relayout/sim/simulate.hpp"

namespace CLI {
class App;
}

namespace relayout::cli {

struct ScheduleFlags {
  FlagText schedule;
  FlagText schedule_seed;
  FlagText schedules;
  FlagText change_points;
  FlagText replay;
};
void add_schedule_flags(CLI::App& app, ScheduleFlags& flags);
// Whether any of them was.
[[nodiscard]] bool given(const ScheduleFlags& flags);

enum class ScheduleSearch : std::uint8_t { one, random, pct, dfs, replay };
struct ScheduleChoice {
  ScheduleSearch search = ScheduleSearch::one;
  std::int64_t seed = 1;
  std::int64_t most_schedules = 1;
  std::int64_t change_points = 3;
  sim::Deviations replay{};
};
// Nothing where no flag says how ranks are scheduled: then the executor does as it likes.
// Failure: usage, where flags contradict each other or an executor with threads; bad input.
[[nodiscard]] std::optional<ScheduleChoice> schedule_choice(const ScheduleFlags& flags, const FlagText& executor);

struct ScheduledRun {
  sim::SimulationReport report;  // of the first schedule, or of the shrunk one that fails
  report::ScheduleTally tally;
};
// Runs as many schedules as the choice asks for. Errors: those of simulate. Failure: bad input, where the replayed
// schedule is none of this run; that of check_stop, with the schedules that came to their end.
[[nodiscard]] Result<ScheduledRun> run_schedules(const Placement& source, const Placement& target,
                                                 const sim::SimulationOptions& options, const ScheduleChoice& choice,
                                                 const CheckStop& check_stop);

}  // namespace relayout::cli
