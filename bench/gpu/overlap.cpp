#include "relayout/bench/gpu/overlap.hpp"

#include <algorithm>
#include <utility>

#include "relayout/bench/gpu/stopwatch.hpp"
#include "relayout/engine/error.hpp"
#include "relayout/model/integer.hpp"

namespace relayout::bench {
namespace {

constexpr std::int64_t head_start_ns = 500'000;  // the host enqueues two things
constexpr std::int64_t row_granule = 128;        // a tile of the product
constexpr std::int32_t window_ctas = 16;         // multiprocessors that are left to moves: its CTAs,
constexpr std::int32_t with_room = 32;           // and what the product's clusters cannot use beside them
constexpr int trials = 7;

enum class First : std::uint8_t { move, product };
struct Variant {
  First first;
  std::int32_t multiprocessors_left;
};
constexpr Variant variants[] = {
    {First::move, 0}, {First::move, window_ctas}, {First::move, with_room}, {First::product, 0}};

int highest_priority() {
  int least = 0;
  int greatest = 0;
  RELAYOUT_CUDA_TRY(cudaDeviceGetStreamPriorityRange(&least, &greatest));
  return greatest;
}

// One way and a product of its length.
class Pairing {
 public:
  Pairing(Method& method, const GpuScene& scene, engine::RankContext& context, MatrixProduct& product)
      : method_(method),
        scene_(scene),
        context_(context),
        product_(product),
        line_(context, head_start_ns),
        move_stream_(highest_priority()) {}

  OverlapTiming run(std::int64_t repetitions) {
    OverlapTiming timing{.method = method_.name(), .move_us = 0, .product_us = 0, .product_rows = 0, .together = {}};
    timing.product_rows = rows_ = matching_rows();
    std::vector<TimedCall> moves;
    std::vector<TimedCall> products;
    std::vector<TimedCall> together[std::size(variants)];
    for (std::int64_t i = 0; i < repetitions; ++i) {
      const auto set = static_cast<std::size_t>(i) % scene_.set_count();
      move_alone(set, moves.emplace_back());
      product_alone(products.emplace_back());
      for (std::size_t v = 0; v < std::size(variants); ++v) both(variants[v], set, together[v].emplace_back());
      move_stream_.synchronize();
    }
    timing.move_us = median(slowest(context_, microseconds_of(moves)));
    timing.product_us = median(slowest(context_, microseconds_of(products)));
    for (std::size_t v = 0; v < std::size(variants); ++v) {
      const double time_us = median(slowest(context_, microseconds_of(together[v])));
      const double saved = timing.move_us + timing.product_us - time_us;
      timing.together.push_back({.started_first = variants[v].first == First::move ? "move" : "product",
                                 .multiprocessors_left = variants[v].multiprocessors_left,
                                 .time_us = time_us,
                                 .overlap = saved / std::max(std::min(timing.move_us, timing.product_us), 1.0)});
    }
    return timing;
  }

 private:
  void move_alone(std::size_t set, TimedCall& call) {
    line_.line_up(move_stream_.handle());
    call.began.record(move_stream_.handle());
    method_.enqueue(set, move_stream_.handle());
    call.ended.record(move_stream_.handle());
  }
  void product_alone(TimedCall& call) {
    line_.line_up(move_stream_.handle());
    call.began.record(move_stream_.handle());
    product_.enqueue({.rows = rows_, .multiprocessors_left = 0}, move_stream_.handle());
    call.ended.record(move_stream_.handle());
  }
  void both(const Variant& variant, std::size_t set, TimedCall& call) {
    cudaStream_t main = move_stream_.handle();
    line_.line_up(main);
    call.began.record(main);
    RELAYOUT_CUDA_TRY(cudaStreamWaitEvent(product_stream_.handle(), call.began.handle(), 0));
    if (variant.first == First::move) method_.enqueue(set, main);
    product_.enqueue({.rows = rows_, .multiprocessors_left = variant.multiprocessors_left}, product_stream_.handle());
    if (variant.first == First::product) method_.enqueue(set, main);
    product_done_.record(product_stream_.handle());
    RELAYOUT_CUDA_TRY(cudaStreamWaitEvent(main, product_done_.handle(), 0));
    call.ended.record(main);
  }

  // The same on all ranks, for it follows from times that they exchanged.
  std::int64_t matching_rows() {
    rows_ = 4096;
    std::vector<TimedCall> moves;
    std::vector<TimedCall> products;
    for (int i = 0; i < trials; ++i) {
      move_alone(static_cast<std::size_t>(i) % scene_.set_count(), moves.emplace_back());
      product_alone(products.emplace_back());
    }
    move_stream_.synchronize();
    const double move_us = median(slowest(context_, microseconds_of(moves)));
    const double product_us = median(slowest(context_, microseconds_of(products)));
    const double rows = static_cast<double>(rows_) * move_us / std::max(product_us, 1.0);
    const auto granules = static_cast<std::int64_t>(rows / static_cast<double>(row_granule) + 0.5);
    return at_most(at_least<std::int64_t>(granules, 1) * row_granule, most_product_rows);
  }

  Method& method_;
  const GpuScene& scene_;
  engine::RankContext& context_;
  MatrixProduct& product_;
  StartingLine line_;
  engine::Stream move_stream_;
  engine::Stream product_stream_;
  engine::Event product_done_;
  std::int64_t rows_ = 0;
};

}  // namespace

std::vector<OverlapTiming> measure_overlap(const Methods& methods, const GpuScene& scene, engine::RankContext& context,
                                           MatrixProduct& product, std::int64_t repetitions) {
  std::vector<OverlapTiming> timings;
  for (const auto& method : methods) {
    Pairing pairing(*method, scene, context, product);
    context.gather("");  // nobody allocates while another moves
    timings.push_back(pairing.run(repetitions));
    context.gather("");
  }
  return timings;
}

}  // namespace relayout::bench
