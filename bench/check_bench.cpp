// What judging costs: written-out placements, moves, programs and routes; random cases, checked from one end to the
// other.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "relayout/bench/meter.hpp"
#include "relayout/bench/setting.hpp"
#include "relayout/bench/suites.hpp"
#include "relayout/model/check/check_moves.hpp"
#include "relayout/model/check/check_pieces.hpp"
#include "relayout/model/check/check_programs.hpp"
#include "relayout/model/check/check_routes.hpp"
#include "relayout/model/plan.hpp"
#include "relayout/model/report/routes_of.hpp"
#include "relayout/proptest/generate/generate.hpp"
#include "relayout/proptest/law.hpp"

namespace relayout::bench {
namespace {

// A benchmark of a check that fails would measure how fast it gives up.
void require(const Verdict& verdict) {
  if (!verdict) return;
  std::cerr << "a benchmark's check fails: " << verdict->law << ": " << verdict->message << '\n';
  std::exit(EXIT_FAILURE);
}

void check_placement(benchmark::State& state, const Setting& setting) {
  const PieceTable table = place(setting).source.table();
  const Meter meter(state);
  for (auto _ : state) require(check_pieces(table));
  meter.finish();
}

void check_all_programs(benchmark::State& state, const Setting& setting) {
  const Placed placed = place(setting);
  std::vector<RankProgram> programs;
  for (std::int32_t rank = 0; rank < setting.cp; ++rank) {
    programs.push_back(rank_program(placed.source, placed.target, rank).value());
  }
  const auto plan = Plan::make(placed.source, placed.target);
  const PieceTable source = placed.source.table();
  const PieceTable target = placed.target.table();
  const Meter meter(state);
  for (auto _ : state) {
    require(check_programs(programs, {.moves = plan->moves(), .source = source, .target = target}));
  }
  meter.finish();
}

enum class Simulation : std::uint8_t { left_out, included };

std::vector<std::string_view> law_names(Simulation simulation) {
  std::vector<std::string_view> names;
  for (const proptest::Law& law : proptest::laws()) {
    if (law.name != "progress" || simulation == Simulation::included) names.push_back(law.name);
  }
  names.push_back(proptest::oracle_name);
  return names;
}

// A case is drawn, planned and judged: every law, and the oracle token by token. Law progress is the simulation, under
// two schedules.
void random_cases(benchmark::State& state, Simulation simulation) {
  const proptest::Planner planner = proptest::sound_planner();
  const std::vector<std::string_view> names = law_names(simulation);
  proptest::Random random(1);
  proptest::Jury jury;
  std::int64_t tokens = 0;
  const Meter meter(state);
  for (auto _ : state) {
    const proptest::Case input = proptest::random_case(random, {.max_cp = 8, .max_tokens = 200});
    tokens += input.pack.token_count();
    require(jury.judge(input, planner, 1, names));
  }
  meter.finish();
  state.SetItemsProcessed(state.iterations());
  state.counters["tokens"] = benchmark::Counter(static_cast<double>(tokens), benchmark::Counter::kAvgIterations);
}

}  // namespace

void check_plan(benchmark::State& state, const Setting& setting) {
  const Placed placed = place(setting);
  const auto plan = Plan::make(placed.source, placed.target);
  const PieceTable source = placed.source.table();
  const PieceTable target = placed.target.table();
  const MoveTable table{.token_count = placed.source.token_count(),
                        .moves = {plan->moves().begin(), plan->moves().end()},
                        .source_row_counts = placed.source.row_counts(),
                        .target_row_counts = placed.target.row_counts()};
  const Meter meter(state);
  for (auto _ : state) require(check_moves(table, {.source = &source, .target = &target}));
  meter.finish();
}

void verify_routes(benchmark::State& state, const Setting& setting) {
  const Placed placed = place(setting);
  const Routes routes = report::routes_of(*Plan::make(placed.source, placed.target));
  const Meter meter(state);
  for (auto _ : state) require(check_routes({.routes = routes, .source = placed.source, .target = placed.target}));
  meter.finish();
}

void register_checks() {
  const Setting setting{};
  benchmark::RegisterBenchmark(("check_pieces/" + name_of(setting)).c_str(), check_placement, setting);
  benchmark::RegisterBenchmark(("check_moves/" + name_of(setting)).c_str(), check_plan, setting);
  benchmark::RegisterBenchmark(("check_programs/" + name_of(setting)).c_str(), check_all_programs, setting);
  benchmark::RegisterBenchmark(("verify_routes/" + name_of(setting)).c_str(), verify_routes, setting);
  benchmark::RegisterBenchmark("random_cases/checked", random_cases, Simulation::left_out);
  benchmark::RegisterBenchmark("random_cases/checked_and_simulated", random_cases, Simulation::included);
}

}  // namespace relayout::bench
