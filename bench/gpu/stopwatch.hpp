// How a call is timed: from a common start, between two CUDA events, by the slowest rank.
#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>
#include <vector>

#include "relayout/engine/crew.hpp"
#include "relayout/engine/owner.hpp"

namespace relayout::bench {

// Puts all ranks on one line: nobody's call begins before everybody came. The delay puts the host ahead.
class StartingLine {
 public:
  explicit StartingLine(engine::RankContext& context, std::int64_t head_start_ns = 150'000);
  void line_up(cudaStream_t stream);

 private:
  engine::RankContext& context_;
  std::int64_t head_start_ns_;
  engine::Buffer word_;
};

struct TimedCall {
  engine::Event began{engine::Timing::on};
  engine::Event ended{engine::Timing::on};
  // Requires: both were recorded, and are done.
  [[nodiscard]] double microseconds() const;
};
[[nodiscard]] std::vector<double> microseconds_of(const std::vector<TimedCall>& calls);

// Call by call the slowest rank's. Collective; the same result on all ranks.
[[nodiscard]] std::vector<double> slowest(engine::RankContext& context, const std::vector<double>& mine);
// 0 of none.
[[nodiscard]] double median(std::vector<double> values);

}  // namespace relayout::bench
