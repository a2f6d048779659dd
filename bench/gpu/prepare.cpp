#include "relayout/bench/gpu/prepare.hpp"

#include <algorithm>
#include <chrono>
#include <sstream>
#include <utility>

#include "relayout/bench/gpu/stopwatch.hpp"
#include "relayout/engine/error.hpp"
#include "relayout/model/integer.hpp"
#include "relayout/model/layout_text.hpp"
#include "relayout/proptest/generate/random.hpp"

namespace relayout::bench {
namespace {

using engine::ExecutorKind;
using Clock = std::chrono::steady_clock;

constexpr std::int64_t token_count = 131'072;
constexpr std::int64_t sequence_count = 256;
constexpr std::int64_t row_bytes = 1024;
constexpr std::int64_t warm_ups = 16;
constexpr std::int64_t table_bytes = std::int64_t{1} << 18U;  // room for any of the packs' tables

template <class T>
T taken(Result<T> result) {
  if (!result) throw engine::EngineError(result.error());
  return std::move(result).value();
}

double microseconds(Clock::time_point begin, Clock::time_point end) {
  return std::chrono::duration<double, std::micro>(end - begin).count();
}

// Sequences of the mean length, or of random lengths that add up to as many tokens.
std::vector<std::int64_t> lengths_of(PackKind pack, std::uint64_t seed) {
  std::vector<std::int64_t> lengths(sequence_count, floor_div(token_count, sequence_count));
  if (pack == PackKind::even) return lengths;
  proptest::Random random(seed);
  for (std::size_t i = 0; i + 1 < lengths.size(); i += 2) {
    const std::int64_t shift = random.below(lengths[i]);
    lengths[i] -= shift;
    lengths[i + 1] += shift;
  }
  return lengths;
}

HostTime host_time(engine::RankContext& context, const std::vector<double>& mine) {
  const std::vector<double> worst = slowest(context, mine);
  return {.median_us = median(worst), .most_us = worst.empty() ? 0 : *std::max_element(worst.begin(), worst.end())};
}

HostCalls most(const HostCalls& one, const HostCalls& other) {
  return {.heap = std::max(one.heap, other.heap),
          .memory = std::max(one.memory, other.memory),
          .synchronisations = std::max(one.synchronisations, other.synchronisations)};
}

HostCalls most_of_ranks(engine::RankContext& context, const HostCalls& mine) {
  HostCalls all = mine;
  const std::string text =
      std::to_string(mine.heap) + ' ' + std::to_string(mine.memory) + ' ' + std::to_string(mine.synchronisations);
  for (const std::string& one : context.gather(text)) {
    HostCalls theirs;
    std::istringstream(one) >> theirs.heap >> theirs.memory >> theirs.synchronisations;
    all = most(all, theirs);
  }
  return all;
}

// A row more than any layout here needs on a rank, for the longest of the packs.
std::int64_t buffer_bytes(std::int32_t rank_count) {
  const std::int64_t padding = sequence_count * 2 * rank_count;
  return (ceil_div<std::int64_t>(token_count + padding, rank_count) + 1) * row_bytes;
}

class Work {
 public:
  explicit Work(engine::RankContext& context)
      : context_(context),
        engine_(context.communicator, {.arena_bytes = 2 * buffer_bytes(context.rank_count),
                                       .stand_in_bytes = buffer_bytes(context.rank_count)}),
        source_(layout("zigzag:remainder=pad")),
        target_(layout("contiguous:remainder=pad")),
        here_(engine::Memory::device, buffer_bytes(context.rank_count)),
        there_(engine::Memory::device, buffer_bytes(context.rank_count)) {
    if (engine_.arena() == nullptr) return;
    arena_here_ = engine_.arena()->local(engine_.arena()->allocate(buffer_bytes(context.rank_count)));
    arena_there_ = engine_.arena()->local(engine_.arena()->allocate(buffer_bytes(context.rank_count)));
  }

  PrepareResult run(PackKind pack, std::int64_t repetitions) {
    pack_ = pack;
    for (std::vector<double>* times : {&from_lengths_, &program_times_, &prepare_times_, &both_}) times->clear();
    in_prepare_ = {};
    for (std::int64_t i = 0; i < warm_ups + repetitions; ++i) prepare_once(i);
    PrepareResult result;
    result.pack = std::to_string(sequence_count) + (pack == PackKind::even ? " even" : " odd");
    result.source = print(source_);
    result.target = print(target_);
    result.token_count = token_count;
    result.sequence_count = sequence_count;
    result.times = {.from_lengths = host_time(context_, from_lengths_),
                    .program = host_time(context_, program_times_),
                    .prepare = host_time(context_, prepare_times_),
                    .both = host_time(context_, both_)};
    result.in_prepare = most_of_ranks(context_, in_prepare_);
    result.ways.push_back(move("sendrecv, plain", ExecutorKind::sendrecv, {here_.data(), there_.data()}));
    if (engine_.arena() != nullptr) {
      result.ways.push_back(move("window", ExecutorKind::window, {arena_here_, arena_there_}));
      result.ways.push_back(move("window, plain", ExecutorKind::window, {here_.data(), there_.data()}));
      result.ways.push_back(move("copy_engine", ExecutorKind::copy_engine, {arena_here_, arena_there_}));
    }
    return result;
  }

 private:
  struct Buffers {
    std::byte* here;
    std::byte* there;
  };
  [[nodiscard]] Layout layout(const std::string& text) const {
    return taken(parse_layout(text, {.default_cp = context_.rank_count, .read_custom = {}}));
  }

  // What a trainer does once a micro-batch, of lengths that were never met where they are odd. The stream is idle
  // before it, as it is when the batch before it is done.
  std::shared_ptr<engine::PreparedPlan> prepare(std::int64_t repetition, ExecutorKind executor) {
    const std::vector<std::int64_t> lengths = lengths_of(pack_, static_cast<std::uint64_t>(repetition));
    times_[0] = Clock::now();
    const Pack pack = taken(Pack::from_lengths(lengths));
    const Placement source = taken(Placement::make(source_, pack));
    const Placement target = taken(Placement::make(target_, pack));
    RankProgramBuilder builder = taken(RankProgramBuilder::make(source, target));
    times_[1] = Clock::now();
    builder.build(context_.rank, program_);
    times_[2] = Clock::now();
    const HostCalls before = host_calls();
    auto plan = engine_.prepare({.program = program_,
                                 .group = builder.group(),
                                 .facts = engine::facts_of(source, target),
                                 .executor = executor},
                                {.capacity_bytes = table_bytes, .row_bytes = row_bytes}, stream_.handle());
    calls_ = host_calls() - before;
    times_[3] = Clock::now();
    return plan;
  }

  void prepare_once(std::int64_t repetition) {
    const auto plan = prepare(repetition, ExecutorKind::automatic);
    stream_.synchronize();
    if (repetition < warm_ups) return;
    in_prepare_ = most(in_prepare_, calls_);
    from_lengths_.push_back(microseconds(times_[0], times_[1]));
    program_times_.push_back(microseconds(times_[1], times_[2]));
    prepare_times_.push_back(microseconds(times_[2], times_[3]));
    both_.push_back(microseconds(times_[1], times_[3]));
  }

  void call(const engine::PreparedPlan& plan, const Buffers& buffers, Direction direction) {
    const bool forward = direction == Direction::forward;
    const engine::CallTensor tensor{.input = forward ? buffers.here : buffers.there,
                                    .output = forward ? buffers.there : buffers.here,
                                    .input_shape = dense_rows(row_bytes),
                                    .output_shape = dense_rows(row_bytes),
                                    .fill = {}};
    if (forward) {
      engine_.forward(plan, {&tensor, 1}, stream_.handle());
    } else {
      engine_.backward(plan, {&tensor, 1}, stream_.handle());
    }
  }
  HostCalls calls_of_both(const engine::PreparedPlan& plan, const Buffers& buffers, std::vector<double>& enqueue) {
    const HostCalls before = host_calls();
    const Clock::time_point begin = Clock::now();
    call(plan, buffers, Direction::forward);
    const Clock::time_point end = Clock::now();
    call(plan, buffers, Direction::backward);
    const HostCalls calls = host_calls() - before;
    enqueue.push_back(microseconds(begin, end));
    stream_.synchronize();
    return calls;
  }

  // Ranks that are threads may not prepare while others move: they meet before and after.
  MoveCalls move(const std::string& way, ExecutorKind executor, const Buffers& buffers) {
    MoveCalls result{.way = way, .enqueue = {}, .first = {}, .later = {}};
    std::vector<double> enqueue;
    for (std::int64_t i = 0; i < 2 * warm_ups; ++i) {
      context_.gather("");
      const auto plan = prepare(i, executor);
      stream_.synchronize();
      context_.gather("");
      const HostCalls first = calls_of_both(*plan, buffers, enqueue);
      const HostCalls later = calls_of_both(*plan, buffers, enqueue);
      if (i < warm_ups) {
        enqueue.clear();
        continue;
      }
      result.first = most(result.first, first);
      result.later = most(result.later, later);
    }
    result.enqueue = host_time(context_, enqueue);
    result.first = most_of_ranks(context_, result.first);
    result.later = most_of_ranks(context_, result.later);
    return result;
  }

  PackKind pack_ = PackKind::even;
  engine::RankContext& context_;
  engine::Stream stream_;
  engine::Engine engine_;
  Layout source_;
  Layout target_;
  engine::Buffer here_;
  engine::Buffer there_;
  std::byte* arena_here_ = nullptr;
  std::byte* arena_there_ = nullptr;
  RankProgram program_;
  Clock::time_point times_[4];
  HostCalls calls_;
  HostCalls in_prepare_;
  std::vector<double> from_lengths_;
  std::vector<double> program_times_;
  std::vector<double> prepare_times_;
  std::vector<double> both_;
};

}  // namespace

std::vector<PrepareResult> measure_prepare(std::span<const PackKind> packs, engine::RankContext& context,
                                           std::int64_t repetitions) {
  Work work(context);
  std::vector<PrepareResult> results;
  for (const PackKind pack : packs) results.push_back(work.run(pack, repetitions));
  context.gather("");  // nobody takes down what others still use
  return results;
}

}  // namespace relayout::bench
