#include "relayout/bench/gpu/suite.hpp"

#include <algorithm>
#include <memory>

#include "relayout/engine/error.hpp"
#include "relayout/model/layout_text.hpp"

namespace relayout::bench {
namespace {

bool is_wanted(const std::string& name, const std::vector<std::string>& wanted) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), name) != wanted.end();
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

struct Tools {
  engine::Engine& engine;
  MatrixProduct* product;  // null: no overlap
  cudaStream_t stream;
};

Methods methods_of(GpuScene& scene, engine::RankContext& context, const SuiteOptions& options, const Tools& tools) {
  Methods methods;
  add_engine_methods(scene, tools.engine, tools.stream, methods);
  add_baselines(scene, context, methods);
  std::erase_if(methods, [&](const auto& method) { return !is_wanted(method->name(), options.ways); });
  return methods;
}

CaseResult run_case(const GpuCase& one, engine::RankContext& context, const SuiteOptions& options, const Tools& tools) {
  engine::Engine& engine = tools.engine;
  cudaStream_t stream = tools.stream;
  GpuScene scene(one, context, engine, stream);
  const Methods methods = methods_of(scene, context, options, tools);
  CaseResult result{.one = one,
                    .source = print(scene.source().layout()),
                    .target = print(scene.target().layout()),
                    .rank_rows = most_of(context, std::max(scene.input_rows(), scene.output_rows())),
                    .wire_bytes = most_of(context, scene.bytes_a_row() * std::max(rows_of(scene.program().sends),
                                                                                  rows_of(scene.program().receives))),
                    .automatic = {},
                    .timings = {},
                    .overlaps = {}};
  result.automatic = automatic_choice(scene, engine);
  context.gather("");  // nobody allocates while another moves
  result.timings = measure(methods, scene, context, options.measure, stream);
  context.gather("");
  if (one.slice == "overlap" && tools.product != nullptr) {
    result.overlaps = measure_overlap(methods, scene, context, *tools.product, options.measure.repetitions);
  }
  return result;
}

// Makes the case's buffers once more, calls every way once, and reads what it launches.
void read_use(CaseResult& result, engine::RankContext& context, const SuiteOptions& options, const Tools& tools) {
  GpuScene scene(result.one, context, tools.engine, tools.stream);
  const Methods methods = methods_of(scene, context, options, tools);
  context.gather("");
  for (std::size_t i = 0; i < methods.size(); ++i) {
    if (methods[i]->capture() == Capture::harmful) continue;
    methods[i]->enqueue(0, tools.stream);
    result.timings[i].use = device_use(*methods[i], tools.stream);
  }
  RELAYOUT_CUDA_TRY(cudaStreamSynchronize(tools.stream));
  context.gather("");
}

// All ranks have it, or none.
MatrixProduct::Opened open_product(const std::vector<GpuCase>& cases, engine::RankContext& context) {
  const bool needed =
      std::any_of(cases.begin(), cases.end(), [](const GpuCase& one) { return one.slice == "overlap"; });
  if (!needed) return {};
  MatrixProduct::Opened opened = MatrixProduct::open();
  for (const std::string& reason : context.gather(opened.reason)) {
    if (!reason.empty()) return {.product = nullptr, .reason = reason};
  }
  return opened;
}

}  // namespace

SuiteResult run_suite(engine::RankContext& context, const SuiteOptions& options) {
  SuiteResult result;
  result.rank_count = context.rank_count;
  cudaDeviceProp properties{};
  RELAYOUT_CUDA_TRY(cudaGetDeviceProperties(&properties, context.device));
  result.device_name = properties.name;
  result.multiprocessor_count = properties.multiProcessorCount;
  RELAYOUT_NCCL_TRY(ncclGetVersion(&result.nccl_version));
  const std::vector<GpuCase> cases = cases_of(options.cases, context.rank_count);
  std::int64_t arena_bytes = std::int64_t{300} << 20U;  // for the limits
  std::int64_t stand_in_bytes = 0;
  for (const GpuCase& one : cases) {
    arena_bytes = std::max(arena_bytes, arena_bytes_for(one.local_bytes));
    stand_in_bytes = std::max(stand_in_bytes, room_for(one.local_bytes));
  }
  engine::Engine engine(
      context.communicator,
      {.cta_counts = options.cta_counts, .arena_bytes = arena_bytes, .stand_in_bytes = stand_in_bytes});
  const engine::Stream stream;
  result.limits = measure_limits(engine, context, std::int64_t{256} << 20U, stream.handle());
  const MatrixProduct::Opened opened = open_product(cases, context);
  result.no_overlap = opened.reason;
  const Tools tools{engine, opened.product.get(), stream.handle()};
  for (const GpuCase& one : cases) {
    const bool stop = options.stop && options.stop();
    result.stopped = context.gather(stop ? "stop" : "").front() == "stop";
    if (result.stopped) break;
    if (options.progress) {
      options.progress(std::to_string(result.cases.size() + 1) + " of " + std::to_string(cases.size()) + ": " +
                       one.slice + ", " + pack_name(one) + ", " + std::to_string(one.local_bytes >> 20U) + " MiB");
    }
    result.cases.push_back(run_case(one, context, options, tools));
  }
  if (result.stopped) return result;
  for (CaseResult& one : result.cases) read_use(one, context, options, tools);
  return result;
}

}  // namespace relayout::bench
