#include "relayout/bench/gpu/measure.hpp"

#include <algorithm>
#include <functional>

#include "relayout/bench/gpu/row_kernels.hpp"
#include "relayout/bench/gpu/stopwatch.hpp"
#include "relayout/engine/error.hpp"

namespace relayout::bench {
namespace {

using engine::Buffer;
using engine::Memory;

// A way that takes milliseconds is not called as often as the others: its spread is small beside its time.
void limit_slow_ones(const std::vector<std::vector<TimedCall>>& calls, engine::RankContext& context,
                     std::vector<std::int64_t>& repetitions) {
  constexpr double most_us = 200'000;  // of one way in one case
  constexpr double fewest = 7;
  std::vector<double> first;
  for (const auto& of_method : calls) first.push_back(of_method.front().microseconds());
  const std::vector<double> worst = slowest(context, first);
  for (std::size_t i = 0; i < repetitions.size(); ++i) {
    const double affordable = std::max(fewest, most_us / std::max(worst[i], 1.0));
    repetitions[i] = std::min(repetitions[i], static_cast<std::int64_t>(affordable));
  }
}

std::int64_t wrong_rows(Method& method, const GpuScene& scene, engine::RankContext& context, cudaStream_t stream) {
  const Buffer count(Memory::device, 8);
  RELAYOUT_CUDA_TRY(cudaMemsetAsync(count.data(), 0, 8, stream));
  for (std::size_t set = 0; set < scene.set_count(); ++set) {
    for (std::size_t i = 0; i < scene.row_bytes().size(); ++i) {
      const auto size = static_cast<std::size_t>(scene.output_rows() * scene.row_bytes()[i]);
      RELAYOUT_CUDA_TRY(cudaMemsetAsync(method.output({set, i}), 0xa5, size, stream));
    }
    method.enqueue(set, stream);
    for (std::size_t i = 0; i < scene.row_bytes().size(); ++i) {
      const NamedRows rows{method.output({set, i}), scene.output_tokens(), scene.output_rows(), scene.row_bytes()[i]};
      RELAYOUT_CUDA_TRY(launch_count_wrong(rows, reinterpret_cast<std::uint64_t*>(count.data()), stream));
    }
  }
  std::uint64_t wrong = 0;
  RELAYOUT_CUDA_TRY(cudaMemcpyAsync(&wrong, count.data(), 8, cudaMemcpyDeviceToHost, stream));
  RELAYOUT_CUDA_TRY(cudaStreamSynchronize(stream));
  std::int64_t all = 0;
  for (const std::string& one : context.gather(std::to_string(wrong))) all += std::stoll(one);
  return all;
}

// Median of the slowest rank's times of one action.
double time_of(engine::RankContext& context, cudaStream_t stream, const std::function<void()>& action) {
  constexpr int repetitions = 20;
  StartingLine line(context);
  std::vector<TimedCall> calls(repetitions);
  action();
  for (TimedCall& call : calls) {
    line.line_up(stream);
    call.began.record(stream);
    action();
    call.ended.record(stream);
  }
  RELAYOUT_CUDA_TRY(cudaStreamSynchronize(stream));
  return median(slowest(context, microseconds_of(calls)));
}

}  // namespace

std::vector<Timing> measure(const Methods& methods, const GpuScene& scene, engine::RankContext& context,
                            const MeasureOptions& options, cudaStream_t stream) {
  std::vector<Timing> timings;
  for (const auto& method : methods) {
    timings.push_back({.method = method->name(),
                       .median_us = 0,
                       .least_us = 0,
                       .wrong_rows = -1,
                       .extra_bytes = method->extra_bytes(),
                       .use = {}});
    if (options.check) timings.back().wrong_rows = wrong_rows(*method, scene, context, stream);
    for (std::int64_t i = 0; i < options.warm_ups; ++i) {
      method->enqueue(static_cast<std::size_t>(i) % scene.set_count(), stream);
    }
  }
  StartingLine line(context);
  std::vector<std::vector<TimedCall>> calls(methods.size());
  std::vector<std::int64_t> repetitions(methods.size(), options.repetitions);
  for (std::int64_t repetition = 0; repetition < options.repetitions; ++repetition) {
    const std::size_t set = static_cast<std::size_t>(repetition) % scene.set_count();
    for (std::size_t i = 0; i < methods.size(); ++i) {
      if (repetition >= repetitions[i]) continue;
      TimedCall& call = calls[i].emplace_back();
      line.line_up(stream);
      call.began.record(stream);
      methods[i]->enqueue(set, stream);
      call.ended.record(stream);
    }
    // The host may be ahead by a repetition, not by all of them.
    RELAYOUT_CUDA_TRY(cudaStreamSynchronize(stream));
    if (repetition == 0) limit_slow_ones(calls, context, repetitions);
  }
  for (std::size_t i = 0; i < methods.size(); ++i) {
    const std::vector<double> worst = slowest(context, microseconds_of(calls[i]));
    timings[i].median_us = median(worst);
    timings[i].least_us = worst.empty() ? 0 : *std::min_element(worst.begin(), worst.end());
  }
  return timings;
}

Limits measure_limits(engine::Engine& engine, engine::RankContext& context, std::int64_t size_bytes,
                      cudaStream_t stream) {
  Limits limits;
  const Buffer from(Memory::device, size_bytes);
  const Buffer to(Memory::device, size_bytes);
  const auto size = static_cast<std::size_t>(size_bytes);
  RELAYOUT_CUDA_TRY(cudaMemsetAsync(from.data(), 1, size, stream));
  const auto gigabytes_per_second = [&](double microseconds) {
    return static_cast<double>(size_bytes) / microseconds / 1000.0;
  };
  limits.local_copy = gigabytes_per_second(time_of(context, stream, [&] {
    RELAYOUT_CUDA_TRY(cudaMemcpyAsync(to.data(), from.data(), size, cudaMemcpyDeviceToDevice, stream));
  }));
  if (engine.arena() == nullptr || context.rank_count < 2) return limits;
  const std::int64_t slot = engine.arena()->allocate(size_bytes);
  std::byte* peer = engine.arena()->window((context.rank + 1) % context.rank_count) + slot;
  limits.copy_engine = gigabytes_per_second(time_of(context, stream, [&] {
    RELAYOUT_CUDA_TRY(cudaMemcpyAsync(peer, from.data(), size, cudaMemcpyDeviceToDevice, stream));
  }));
  limits.sm_store = gigabytes_per_second(time_of(context, stream, [&] {
    RELAYOUT_CUDA_TRY(launch_store({from.data(), peer, size_bytes}, stream));
  }));
  engine.arena()->release(slot);
  return limits;
}

}  // namespace relayout::bench
