#include "relayout/bench/gpu/suite.hpp"

#include <algorithm>
#include <memory>

#include "relayout/engine/error.hpp"
#include "relayout/model/layout_text.hpp"

namespace relayout::bench {
namespace {

struct Pair {
  std::string source;
  std::string target;
};

std::vector<Pair> pairs_of(const SuiteOptions& options) {
  if (options.pairs.empty()) {
    return {{"zigzag:remainder=pad", "contiguous:remainder=pad"}, {"zigzag:remainder=pad", "sequential:remainder=pad"}};
  }
  std::vector<Pair> pairs;
  for (const std::string& text : options.pairs) {
    const std::size_t arrow = text.find("->");
    if (arrow == std::string::npos) engine::fail("bad_call", "a pair is SOURCE->TARGET, found ", text);
    pairs.push_back({text.substr(0, arrow), text.substr(arrow + 2)});
  }
  return pairs;
}

bool is_wanted(const std::string& name, const std::vector<std::string>& wanted) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), name) != wanted.end();
}

std::vector<GpuCase> cases_of(const SuiteOptions& options, std::int32_t rank_count) {
  constexpr std::int64_t odd_count = 256;
  std::vector<GpuCase> cases;
  for (const Pair& pair : pairs_of(options)) {
    for (const Direction direction : {Direction::forward, Direction::backward}) {
      for (const std::int64_t bytes : options.sizes) {
        const auto add = [&](PackKind kind, std::int64_t count) {
          const GpuCase one{kind, count, pair.source, pair.target, direction, bytes, options.row_bytes};
          const bool wanted = is_wanted(pack_name(one), options.packs);
          if (wanted && !pack_lengths(one, rank_count).empty()) cases.push_back(one);
        };
        add(PackKind::one, 1);
        for (const std::int64_t count : {16, 256, 4096}) add(PackKind::even, count);
        add(PackKind::long_short, 64);
        add(PackKind::odd, odd_count);
      }
    }
  }
  return cases;
}

std::int64_t rows_of(const MessageList& list) {
  std::int64_t rows = 0;
  for (const Message& message : list.messages) rows += message.row_count;
  return rows;
}

std::int64_t most_of(engine::RankContext& context, std::int64_t mine) {
  std::int64_t most = 0;
  for (const std::string& one : context.gather(std::to_string(mine))) {
    most = std::max<std::int64_t>(most, std::stoll(one));
  }
  return most;
}

CaseResult run_case(const GpuCase& one, engine::RankContext& context, engine::Engine& engine,
                    const SuiteOptions& options, cudaStream_t stream) {
  GpuScene scene(one, context, engine, stream);
  Methods methods;
  add_engine_methods(scene, engine, stream, methods);
  add_baselines(scene, context, methods);
  std::erase_if(methods, [&](const auto& method) { return !is_wanted(method->name(), options.ways); });
  CaseResult result{.one = one,
                    .source = print(scene.source().layout()),
                    .target = print(scene.target().layout()),
                    .rank_rows = most_of(context, std::max(scene.input_rows(), scene.output_rows())),
                    .wire_bytes = most_of(context, scene.row_bytes() * std::max(rows_of(scene.program().sends),
                                                                                rows_of(scene.program().receives))),
                    .automatic = {},
                    .timings = {}};
  result.automatic = automatic_choice(scene, engine);
  context.gather("");  // nobody allocates while another moves
  result.timings = measure(methods, scene, context, options.measure, stream);
  context.gather("");
  return result;
}

}  // namespace

SuiteResult run_suite(engine::RankContext& context, const SuiteOptions& options) {
  SuiteResult result;
  result.rank_count = context.rank_count;
  cudaDeviceProp properties{};
  RELAYOUT_CUDA_TRY(cudaGetDeviceProperties(&properties, context.device));
  result.device_name = properties.name;
  RELAYOUT_NCCL_TRY(ncclGetVersion(&result.nccl_version));
  std::int64_t arena_bytes = std::int64_t{300} << 20U;  // for the limits
  for (const std::int64_t bytes : options.sizes) arena_bytes = std::max(arena_bytes, arena_bytes_for(bytes));
  engine::Engine engine(
      context.communicator,
      {.cta_counts = options.cta_counts, .arena_bytes = arena_bytes, .stand_in_bytes = room_for(options.sizes.back())});
  const engine::Stream stream;
  result.limits = measure_limits(engine, context, std::int64_t{256} << 20U, stream.handle());
  const std::vector<GpuCase> cases = cases_of(options, context.rank_count);
  for (const GpuCase& one : cases) {
    const bool stop = options.stop && options.stop();
    result.stopped = context.gather(stop ? "stop" : "").front() == "stop";
    if (result.stopped) break;
    if (options.progress) {
      options.progress(std::to_string(result.cases.size() + 1) + " of " + std::to_string(cases.size()) + ": " +
                       pack_name(one) + ", " + std::to_string(one.local_bytes >> 20U) + " MiB");
    }
    result.cases.push_back(run_case(one, context, engine, options, stream.handle()));
  }
  return result;
}

}  // namespace relayout::bench
