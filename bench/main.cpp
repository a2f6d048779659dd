#include <benchmark/benchmark.h>

#include "relayout/bench/suites.hpp"

int main(int argc, char** argv) {
  relayout::bench::register_plans();
  relayout::bench::register_programs();
  relayout::bench::register_checks();
  relayout::bench::register_simulations();
  relayout::bench::register_scaling();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
