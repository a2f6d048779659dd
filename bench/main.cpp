#include <benchmark/benchmark.h>

#include "relayout/bench/suites.hpp"
#include "relayout/model/version.hpp"

namespace {

// Said in every result: who compiled it, and whether assertions were on.
void add_context() {
#if defined(__clang__)
  benchmark::AddCustomContext("compiler", "clang " __clang_version__);
#else
  benchmark::AddCustomContext("compiler", "g++ " __VERSION__);
#endif
#if defined(NDEBUG)
  benchmark::AddCustomContext("assertions", "off");
#else
  benchmark::AddCustomContext("assertions", "on");
#endif
  benchmark::AddCustomContext("version", RELAYOUT_VERSION);
}

}  // namespace

int main(int argc, char** argv) {
  relayout::bench::register_plans();
  relayout::bench::register_programs();
  relayout::bench::register_checks();
  relayout::bench::register_simulations();
  relayout::bench::register_scaling();
  add_context();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
