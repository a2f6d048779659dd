#include "relayout/bench/gpu/stopwatch.hpp"

#include <algorithm>
#include <sstream>

#include "relayout/bench/gpu/row_kernels.hpp"
#include "relayout/engine/error.hpp"

namespace relayout::bench {

StartingLine::StartingLine(engine::RankContext& context, std::int64_t head_start_ns)
    : context_(context), head_start_ns_(head_start_ns), word_(engine::Memory::device, 4) {
  RELAYOUT_CUDA_TRY(cudaMemset(word_.data(), 0, 4));
}

void StartingLine::line_up(cudaStream_t stream) {
  RELAYOUT_CUDA_TRY(launch_delay(head_start_ns_, stream));
  RELAYOUT_NCCL_TRY(
      ncclAllReduce(word_.data(), word_.data(), 1, ncclUint32, ncclSum, context_.communicator->handle(), stream));
}

double TimedCall::microseconds() const {
  float milliseconds = 0;
  RELAYOUT_CUDA_TRY(cudaEventElapsedTime(&milliseconds, began.handle(), ended.handle()));
  return 1000.0 * static_cast<double>(milliseconds);
}

std::vector<double> microseconds_of(const std::vector<TimedCall>& calls) {
  std::vector<double> times;
  for (const TimedCall& call : calls) times.push_back(call.microseconds());
  return times;
}

std::vector<double> slowest(engine::RankContext& context, const std::vector<double>& mine) {
  std::ostringstream text;
  text.precision(9);
  for (const double time : mine) text << time << ' ';
  std::vector<double> worst(mine.size(), 0);
  for (const std::string& one : context.gather(text.str())) {
    std::istringstream times(one);
    for (double& time : worst) {
      double theirs = 0;
      times >> theirs;
      time = std::max(time, theirs);
    }
  }
  return worst;
}

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

}  // namespace relayout::bench
