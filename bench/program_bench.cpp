// One rank's program, alone: what every rank of a training job does at each new pack.
#include <benchmark/benchmark.h>

#include <array>
#include <string>

#include "relayout/bench/meter.hpp"
#include "relayout/bench/setting.hpp"
#include "relayout/bench/suites.hpp"
#include "relayout/model/rank_program.hpp"

namespace relayout::bench {
namespace {

// Ranks spread evenly over the group: the same share of early and late ranks whatever the group's size.
std::array<std::int32_t, 8> ranks_of(std::int64_t cp) {
  std::array<std::int32_t, 8> ranks{};
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    ranks[i] = static_cast<std::int32_t>(floor_div(static_cast<std::int64_t>(i) * cp, std::ssize(ranks)));
  }
  return ranks;
}

std::int64_t runs_in(const RankProgram& program) {
  return std::ssize(program.own) + std::ssize(program.sends.runs) + std::ssize(program.receives.runs);
}

// Builder and program are kept; all eight ranks were built once before, so that memory is there.
void one_rank_warm(benchmark::State& state, const Setting& setting) {
  const Placed placed = place(setting);
  const auto ranks = ranks_of(setting.cp);
  auto builder = RankProgramBuilder::make(placed.source, placed.target);
  RankProgramBuilder warm = std::move(builder).value();
  RankProgram program;
  std::int64_t runs = 0;
  for (const std::int32_t rank : ranks) {
    warm.build(rank, program);
    runs += runs_in(program);
  }
  std::size_t next = 0;
  const Meter meter(state);
  for (auto _ : state) {
    warm.build(ranks[next], program);
    benchmark::DoNotOptimize(program.own.data());
    next = next + 1 == ranks.size() ? 0 : next + 1;
  }
  meter.finish();
  state.counters["runs"] = static_cast<double>(runs) / static_cast<double>(ranks.size());
}

// Placements are there; builder and program are new.
void one_rank_cold(benchmark::State& state, const Setting& setting) {
  const Placed placed = place(setting);
  const auto ranks = ranks_of(setting.cp);
  std::size_t next = 0;
  const Meter meter(state);
  for (auto _ : state) {
    benchmark::DoNotOptimize(rank_program(placed.source, placed.target, ranks[next]));
    next = next + 1 == ranks.size() ? 0 : next + 1;
  }
  meter.finish();
}

// From lengths to one rank's program: what a new pack costs a rank that knows nothing yet.
void one_rank_new_pack(benchmark::State& state, const Setting& setting) {
  const Placed placed = place(setting);
  const std::vector<std::int64_t> lengths(placed.source.pack().lengths().begin(), placed.source.pack().lengths().end());
  const auto ranks = ranks_of(setting.cp);
  std::size_t next = 0;
  const Meter meter(state);
  for (auto _ : state) {
    const auto pack = Pack::from_lengths(lengths);
    const auto source = Placement::make(placed.source.layout(), *pack);
    const auto target = Placement::make(placed.target.layout(), *pack);
    benchmark::DoNotOptimize(rank_program(*source, *target, ranks[next]));
    next = next + 1 == ranks.size() ? 0 : next + 1;
  }
  meter.finish();
}

// Zigzag to sequential over 8 and over 1,024 ranks, the pack the same.
std::vector<Setting> growing_groups() {
  std::vector<Setting> settings;
  for (const std::int64_t cp : {8, 1024}) {
    settings.push_back({.source = "zigzag:remainder=pad", .target = "sequential:remainder=pad", .cp = cp});
    settings.push_back({.source = "zigzag:remainder=balanced", .target = "sequential:remainder=balanced", .cp = cp});
    settings.push_back({.source = "zigzag",
                        .target = "sequential",
                        .pack = {.token_count = 64 * million_tokens, .multiple = 2048},
                        .cp = cp});
  }
  return settings;
}

}  // namespace

void register_programs() {
  const Setting padded{};
  const Setting back{.source = padded.target, .target = padded.source};
  const Setting aligned{.source = "zigzag", .target = "contiguous", .pack = {.multiple = 16}};
  const Setting aligned_back{.source = "contiguous", .target = "zigzag", .pack = {.multiple = 16}};
  for (const Setting& setting : {padded, back, aligned, aligned_back}) {
    benchmark::RegisterBenchmark(("one_rank_warm/" + name_of(setting)).c_str(), one_rank_warm, setting);
  }
  for (const Setting& setting : {padded, back}) {
    benchmark::RegisterBenchmark(("one_rank_cold/" + name_of(setting)).c_str(), one_rank_cold, setting);
    benchmark::RegisterBenchmark(("one_rank_new_pack/" + name_of(setting)).c_str(), one_rank_new_pack, setting);
  }
  for (const Setting& setting : growing_groups()) {
    benchmark::RegisterBenchmark(("growing_group/" + name_of(setting)).c_str(), one_rank_warm, setting);
  }
}

}  // namespace relayout::bench
