// relayout validate and bench, where the engine is not built.
#include "relayout/cli/unavailable.hpp"

namespace relayout::cli {
namespace {

constexpr const char* no_engine = "was built without the GPU engine (CUDA, NCCL)";

}  // namespace

Command add_validate(CLI::App& program) {
  return add_missing(program, {.name = "validate",
                               .does = "Run the engine on real GPUs and compare with the model",
                               .lacks = no_engine,
                               .instead = "relayout simulate runs the same rank programs on simulated ranks",
                               .example = "relayout validate --json"});
}

Command add_bench(CLI::App& program) {
  return add_missing(program, {.name = "bench",
                               .does = "Time the engine on real GPUs",
                               .lacks = no_engine,
                               .instead = "relayout simulate estimates the time of a move",
                               .example = "relayout bench --json"});
}

}  // namespace relayout::cli
