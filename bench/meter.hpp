// Counters that every benchmark reports in the same words.
#pragma once

#include <benchmark/benchmark.h>

#include <cstdint>

#include "relayout/bench/allocations.hpp"

namespace relayout::bench {

// Lives as long as the timed loop and what follows it; on finish() it reports allocations an iteration.
class Meter {
 public:
  explicit Meter(benchmark::State& state) : state_(state), begin_(allocations()) {}

  void finish() const {
    const auto count = static_cast<double>(allocations() - begin_);
    state_.counters["allocations"] = benchmark::Counter(count, benchmark::Counter::kAvgIterations);
  }
  // Time of one of `count` items that each iteration handles.
  void per_item(std::int64_t count) const {
    using Counter = benchmark::Counter;
    state_.counters["items"] = static_cast<double>(count);
    state_.counters["time_per_item"] =
        Counter(static_cast<double>(count), Counter::kIsIterationInvariantRate | Counter::kInvert);
  }

 private:
  benchmark::State& state_;
  std::int64_t begin_;
};

}  // namespace relayout::bench
