# RELAYOUT_BENCH: the benchmarks need Google Benchmark, which nothing else does.
if(RELAYOUT_BENCH STREQUAL "AUTO" OR RELAYOUT_BENCH STREQUAL "ON")
  find_package(benchmark QUIET CONFIG)
  if(NOT benchmark_FOUND AND RELAYOUT_BENCH STREQUAL "ON")
    message(FATAL_ERROR "RELAYOUT_BENCH=ON: Google Benchmark is missing.\n"
                        "On Debian and Ubuntu: apt-get install libbenchmark-dev")
  elseif(NOT benchmark_FOUND)
    message(STATUS "bench: skipped (Google Benchmark is missing: apt-get install libbenchmark-dev)")
  endif()
elseif(NOT RELAYOUT_BENCH STREQUAL "OFF")
  message(FATAL_ERROR "RELAYOUT_BENCH=${RELAYOUT_BENCH}: expected AUTO, ON or OFF")
endif()
