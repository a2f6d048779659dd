// Which cases a benchmark runs, and what came of them.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "relayout/bench/gpu/measure.hpp"
#include "relayout/bench/gpu/overlap.hpp"
#include "relayout/bench/gpu/slices.hpp"

namespace relayout::bench {

struct SuiteOptions {
  SliceOptions cases{};
  std::vector<std::string> ways{};  // names of methods; empty: all
  engine::CtaCounts cta_counts{};
  MeasureOptions measure{};
  std::function<void(const std::string&)> progress{};
  std::function<bool()> stop{};  // asked on rank 0 between cases
};

// One case: what went over the wire, and how long each way took.
struct CaseResult {
  GpuCase one;
  std::string source;  // as measured: a backward case has them exchanged
  std::string target;
  std::int64_t rank_rows = 0;   // of the fullest rank
  std::int64_t wire_bytes = 0;  // the most that a rank sends or receives
  std::string automatic;        // what auto picked
  std::vector<Timing> timings;
  std::vector<OverlapTiming> overlaps;  // of the slice of that name
};

struct SuiteResult {
  Limits limits;
  std::vector<CaseResult> cases;
  std::int32_t rank_count = 0;
  std::string device_name;
  std::int32_t multiprocessor_count = 0;
  int nccl_version = 0;
  std::string no_overlap;  // why it was left out
  bool stopped = false;
};

// Collective; the same result on all ranks.
[[nodiscard]] SuiteResult run_suite(engine::RankContext& context, const SuiteOptions& options);

}  // namespace relayout::bench
