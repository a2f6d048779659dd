// How plans, programs, views and checks grow: every layout, 1 to 16,384 sequences, 2 to 1,024 ranks, a million tokens.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "relayout/bench/meter.hpp"
#include "relayout/bench/setting.hpp"
#include "relayout/bench/suites.hpp"
#include "relayout/model/rank_program.hpp"

namespace relayout::bench {
namespace {

void scaling_rank(benchmark::State& state, const Setting& setting) {
  const Placed placed = place(setting);
  RankProgramBuilder builder = RankProgramBuilder::make(placed.source, placed.target).value();
  const auto rank = static_cast<std::int32_t>(setting.cp - 1);
  RankProgram program;
  builder.build(rank, program);
  const Meter meter(state);
  for (auto _ : state) builder.build(rank, program);
  meter.finish();
  state.counters["runs"] =
      static_cast<double>(std::ssize(program.own) + std::ssize(program.sends.runs) + std::ssize(program.receives.runs));
}

std::vector<Setting> all_settings() {
  std::vector<Setting> settings;
  const std::string contiguous = "contiguous:remainder=balanced";
  for (const char* layout : {"zigzag:remainder=pad", "zigzag:remainder=balanced", "flat-zigzag:remainder=balanced",
                             "sequential:remainder=array_split", "striped:remainder=balanced,block=256",
                             "custom:file=of-zigzag", "contiguous:remainder=pad"}) {
    const std::string target = layout == std::string("contiguous:remainder=pad") ? "zigzag:remainder=pad" : contiguous;
    for (const std::int64_t sequences : {1, 16, 256, 4096, 16384}) {
      for (const std::int64_t cp : {2, 8, 64, 1024}) {
        settings.push_back({.source = layout, .target = target, .pack = {.sequence_count = sequences}, .cp = cp});
      }
    }
  }
  return settings;
}

}  // namespace

void register_scaling() {
  for (const Setting& setting : all_settings()) {
    benchmark::RegisterBenchmark(("scaling_plan/" + name_of(setting)).c_str(), plan_all_ranks, setting);
    benchmark::RegisterBenchmark(("scaling_rank/" + name_of(setting)).c_str(), scaling_rank, setting);
    benchmark::RegisterBenchmark(("scaling_replan/" + name_of(setting)).c_str(), replan_all_ranks, setting);
    benchmark::RegisterBenchmark(("scaling_view/" + name_of(setting)).c_str(), view_one_rank, setting);
    benchmark::RegisterBenchmark(("scaling_check/" + name_of(setting)).c_str(), check_plan, setting);
    benchmark::RegisterBenchmark(("scaling_verify/" + name_of(setting)).c_str(), verify_routes, setting);
  }
}

}  // namespace relayout::bench
