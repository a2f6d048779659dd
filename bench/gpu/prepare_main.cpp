// relayout_gpu_prepare: what a micro-batch costs the host, as one JSON object on standard output of rank 0.
//
//   relayout_gpu_prepare                                              all GPUs of the machine, one thread each
//   torchrun --no-python --nproc-per-node 4 relayout_gpu_prepare      one process each
#include <cstdlib>
#include <iostream>
#include <nlohmann/json.hpp>

#include "relayout/bench/gpu/prepare.hpp"
#include "relayout/engine/error.hpp"
#include "relayout/engine/launch.hpp"

namespace relayout::bench {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const HostTime& time) { return {{"median", time.median_us}, {"most", time.most_us}}; }

Json json_of(const HostCalls& calls) {
  return {{"heap", calls.heap}, {"memory", calls.memory}, {"synchronisations", calls.synchronisations}};
}

Json json_of(const PrepareResult& result) {
  Json json{{"pack", result.pack},
            {"source", result.source},
            {"target", result.target},
            {"token_count", result.token_count},
            {"sequence_count", result.sequence_count},
            {"from_lengths_us", json_of(result.times.from_lengths)},
            {"program_us", json_of(result.times.program)},
            {"prepare_us", json_of(result.times.prepare)},
            {"program_and_prepare_us", json_of(result.times.both)},
            {"calls_in_prepare", json_of(result.in_prepare)},
            {"ways", Json::array()}};
  for (const MoveCalls& way : result.ways) {
    json["ways"].push_back({{"way", way.way},
                            {"enqueue_us", json_of(way.enqueue)},
                            {"calls_of_a_new_plan", json_of(way.first)},
                            {"calls_later", json_of(way.later)}});
  }
  return json;
}

void run(engine::RankContext& context) {
  constexpr std::int64_t repetitions = 200;
  Json json{{"schema", "relayout.prepare/1"}, {"ranks", context.rank_count}, {"repetitions", repetitions}};
  cudaDeviceProp properties{};
  RELAYOUT_CUDA_TRY(cudaGetDeviceProperties(&properties, context.device));
  json["device"] = properties.name;
  json["packs"] = Json::array();
  constexpr PackKind packs[] = {PackKind::even, PackKind::odd};
  for (const PrepareResult& result : measure_prepare(packs, context, repetitions)) {
    json["packs"].push_back(json_of(result));
  }
  if (context.rank == 0) std::cout << json.dump() << '\n';
}

int run_all() {
  const Result<std::optional<engine::Launch>> launch = engine::read_launch(engine::process_environment());
  if (!launch) throw engine::EngineError(launch.error());
  if (launch.value()) {
    engine::run_process(*launch.value(), {}, run);
  } else {
    engine::run_threads({}, run);
  }
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace relayout::bench

int main() {
  constexpr int environment_lacks_something = 4;
  try {
    return relayout::bench::run_all();
  } catch (const std::exception& error) {
    std::cerr << "relayout_gpu_prepare: " << error.what() << '\n';
    return environment_lacks_something;
  }
}
