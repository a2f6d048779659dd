// Simulated ranks: forward, backward, every row compared, checksums on.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <iostream>
#include <string>

#include "relayout/bench/setting.hpp"
#include "relayout/bench/suites.hpp"
#include "relayout/sim/simulate.hpp"

namespace relayout::bench {
namespace {

void simulated_ranks(benchmark::State& state, const Setting& setting) {
  const Placed placed = place(setting);
  sim::DirectionTotals forward;
  for (auto _ : state) {
    const auto report = sim::simulate(placed.source, placed.target, {});
    if (!report || report->verdict) {
      std::cerr << "a benchmark's simulation fails: " << (report ? report->verdict->message : report.error().message);
      std::exit(EXIT_FAILURE);
    }
    forward = report->forward;
  }
  state.counters["messages"] = static_cast<double>(forward.messages);
  state.counters["rows_sent"] = static_cast<double>(forward.rows_sent);
}

}  // namespace

// Wall time, because oneTBB takes all cores there are; beside it the processor time of all of them.
void register_simulations() {
  for (const std::int64_t cp : {8, 64, 1024, 16384}) {
    for (const std::int64_t sequences : {16, 256}) {
      const Setting setting{.source = "zigzag:remainder=balanced",
                            .target = "contiguous:remainder=balanced",
                            .pack = {.sequence_count = sequences},
                            .cp = cp};
      benchmark::RegisterBenchmark(("simulate/" + name_of(setting)).c_str(), simulated_ranks, setting)
          ->UseRealTime()
          ->MeasureProcessCPUTime()
          ->Unit(benchmark::kMillisecond);
    }
  }
}

}  // namespace relayout::bench
