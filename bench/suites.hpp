// The benchmarks, by what they measure. Each call registers its own with Google Benchmark.
#pragma once

#include <benchmark/benchmark.h>

#include "relayout/bench/setting.hpp"

namespace relayout::bench {

// A plan of all ranks, in new memory. Items are moves and sequences: what the promise of O(moves + sequences) is held
// to.
void plan_all_ranks(benchmark::State& state, const Setting& setting);
// Its moves alone, into a vector that had them before.
void replan_all_ranks(benchmark::State& state, const Setting& setting);
// The metadata of a side's last rank.
void view_one_rank(benchmark::State& state, const Setting& setting);
// Whether moves are those of two written-out placements.
void check_plan(benchmark::State& state, const Setting& setting);
// Whether routes, an index for each row, are those of two placements.
void verify_routes(benchmark::State& state, const Setting& setting);

// A plan of all ranks and its parts: placements, moves, the inverse, views.
void register_plans();
// One rank's program: built for the first time, and again into memory that is there.
void register_programs();
// What judges: pieces, moves, programs, routes; random cases, fully checked.
void register_checks();
// Simulated ranks, forward and backward.
void register_simulations();
// Plans, programs, views and checks over every layout, 1 to 16,384 sequences and 2 to 1,024 ranks.
void register_scaling();

}  // namespace relayout::bench
