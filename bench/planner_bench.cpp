// Plans of all ranks, and the parts a plan is made of.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "relayout/bench/meter.hpp"
#include "relayout/bench/setting.hpp"
#include "relayout/bench/suites.hpp"
#include "relayout/model/plan.hpp"
#include "relayout/model/view.hpp"

namespace relayout::bench {
namespace {

void make_placement(benchmark::State& state, const Side& side) {
  const Pack pack = documents({});
  const Layout layout = place(side, pack).layout();
  const Meter meter(state);
  for (auto _ : state) benchmark::DoNotOptimize(Placement::make(layout, pack));
  meter.finish();
}

// From lengths to a plan: what a new batch costs.
void plan_new_pack(benchmark::State& state, const Setting& setting) {
  const Placed placed = place(setting);
  const std::vector<std::int64_t> lengths(placed.source.pack().lengths().begin(), placed.source.pack().lengths().end());
  const Meter meter(state);
  for (auto _ : state) {
    const auto pack = Pack::from_lengths(lengths);
    const auto source = Placement::make(placed.source.layout(), *pack);
    const auto target = Placement::make(placed.target.layout(), *pack);
    benchmark::DoNotOptimize(Plan::make(*source, *target));
  }
  meter.finish();
}

void turn_round(benchmark::State& state, const Setting& setting) {
  const Placed placed = place(setting);
  const auto plan = Plan::make(placed.source, placed.target);
  const Meter meter(state);
  for (auto _ : state) benchmark::DoNotOptimize(inverse(*plan));
  meter.finish();
  meter.per_item(std::ssize(plan->moves()));
}

}  // namespace

void replan_all_ranks(benchmark::State& state, const Setting& setting) {
  const Placed placed = place(setting);
  std::vector<Move> moves;
  write_moves(placed.source, placed.target, moves);
  const Meter meter(state);
  for (auto _ : state) {
    write_moves(placed.source, placed.target, moves);
    benchmark::DoNotOptimize(moves.data());
  }
  meter.finish();
  meter.per_item(std::ssize(moves) + setting.pack.sequence_count);
}

void view_one_rank(benchmark::State& state, const Setting& setting) {
  const Placement placement = place(setting).source;
  const auto rank = static_cast<std::int32_t>(setting.cp - 1);
  const Meter meter(state);
  for (auto _ : state) benchmark::DoNotOptimize(view(placement, rank));
  meter.finish();
}

void plan_all_ranks(benchmark::State& state, const Setting& setting) {
  const Placed placed = place(setting);
  std::int64_t moves = 0;
  const Meter meter(state);
  for (auto _ : state) moves = std::ssize(Plan::make(placed.source, placed.target)->moves());
  meter.finish();
  meter.per_item(moves + setting.pack.sequence_count);
}

void register_plans() {
  const Setting padded{};
  const Setting back{.source = padded.target, .target = padded.source};
  const Setting aligned{.source = "zigzag", .target = "contiguous", .pack = {.multiple = 16}};
  for (const Setting& setting : {padded, back, aligned}) {
    benchmark::RegisterBenchmark(("all_ranks_warm/" + name_of(setting)).c_str(), replan_all_ranks, setting);
    benchmark::RegisterBenchmark(("all_ranks/" + name_of(setting)).c_str(), plan_all_ranks, setting);
  }
  benchmark::RegisterBenchmark(("new_pack/" + name_of(padded)).c_str(), plan_new_pack, padded);
  benchmark::RegisterBenchmark(("inverse/" + name_of(padded)).c_str(), turn_round, padded);
  for (const char* layout : {"zigzag:remainder=pad", "zigzag:remainder=balanced", "contiguous:remainder=balanced",
                             "sequential:remainder=array_split", "striped:remainder=pad,block=64"}) {
    const Side side{.layout = layout};
    benchmark::RegisterBenchmark((std::string("placement/") + layout).c_str(), make_placement, side);
    benchmark::RegisterBenchmark((std::string("view/") + layout).c_str(), view_one_rank, Setting{.source = layout});
  }
}

}  // namespace relayout::bench
