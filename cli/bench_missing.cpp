// relayout bench, where it is not built.
#include "relayout/cli/unavailable.hpp"

namespace relayout::cli {
namespace {

constexpr const char* no_engine = "was built without the GPU engine (CUDA, NCCL)";

}  // namespace

Command add_bench(CLI::App& program) {
  return add_missing(program, {.name = "bench",
                               .does = "Time the engine on real GPUs",
                               .lacks = no_engine,
                               .instead = "relayout simulate estimates the time of a move",
                               .example = "relayout bench --json"});
}

}  // namespace relayout::cli
