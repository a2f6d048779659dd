// The laws of rank programs: agreement and progress.
#include <array>
#include <utility>

#include "relayout/model/check/check_programs.hpp"
#include "relayout/proptest/law_scene.hpp"
#include "relayout/sim/simulate.hpp"

namespace relayout::proptest {
namespace {

sim::SimulationOptions replay_options(Scene& scene, std::uint64_t schedule_seed) {
  sim::SimulationOptions options;
  options.executor = {.kind = sim::ExecutorKind::replay, .mode = sim::ScheduleMode::random, .seed = schedule_seed};
  options.payload_seed = scene.seed();
  options.stop = scene.stop();
  options.program = [&scene](const Placement&, const Placement&, std::int32_t world_rank) {
    return scene.program(world_rank);
  };
  return options;
}

}  // namespace

Verdict law_agreement(Scene& scene) {
  const std::span<const RankProgram> programs = scene.programs();
  scene.go_on();
  // It judges agreement first, and then that the programs are those of the moves.
  return check_programs(
      programs,
      {.moves = scene.moves(), .source = scene.source_table(), .target = scene.target_table(), .fingerprint = 0});
}

// Whatever the simulation finds, it found it by running: the witness says which check of the simulator spoke.
Verdict law_progress(Scene& scene) {
  const std::array schedule_seeds{scene.seed(), scene.seed() + 1};
  std::optional<sim::SimulationReport> first;
  for (const std::uint64_t schedule_seed : schedule_seeds) {
    auto report = sim::simulate(scene.source(), scene.target(), replay_options(scene, schedule_seed));
    if (!report && report.error().code == "stopped") throw Stopped();
    if (!report) return make_witness("progress", "the simulation cannot start: ", report.error().message);
    if (report->verdict) {
      return make_witness("progress", "simulated with schedule seed ", schedule_seed, ", ", report->verdict->law,
                          " fails: ", report->verdict->message);
    }
    if (first && (first->forward != report->forward || first->backward != report->backward)) {
      return make_witness("progress", "schedule seeds ", scene.seed(), " and ", schedule_seed,
                          " end with different traffic");
    }
    first = std::move(report).value();
  }
  return std::nullopt;
}

}  // namespace relayout::proptest
