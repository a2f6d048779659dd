// Times several ways of one move beside each other, on all ranks at once.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "relayout/bench/gpu/grids.hpp"
#include "relayout/bench/gpu/method.hpp"
#include "relayout/engine/crew.hpp"

namespace relayout::bench {

struct MeasureOptions {
  std::int64_t repetitions = 50;
  std::int64_t warm_ups = 5;
  bool check = true;
};

struct Timing {
  std::string method;
  double median_us = 0;  // of the slowest rank's time, call by call
  double least_us = 0;
  std::int64_t wrong_rows = 0;   // on all ranks; -1: not checked
  std::int64_t extra_bytes = 0;  // of device memory, beside input and output
  DeviceUse use;                 // on this rank; read after all was measured
};

// Methods take turns, call by call, each call after a meeting of all ranks and a delay that puts the host ahead; CUDA
// events around each. Collective; the same result on all ranks. Host code before and after is not timed.
[[nodiscard]] std::vector<Timing> measure(const Methods& methods, const GpuScene& scene, engine::RankContext& context,
                                          const MeasureOptions& options, cudaStream_t stream);

// What the machine can do while all ranks are busy, GB/s (1e9 bytes) of each.
struct Limits {
  double copy_engine = 0;  // to a peer
  double sm_store = 0;     // to a peer
  double local_copy = 0;   // one way
};
[[nodiscard]] Limits measure_limits(engine::Engine& engine, engine::RankContext& context, std::int64_t size_bytes,
                                    cudaStream_t stream);

}  // namespace relayout::bench
