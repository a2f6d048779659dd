// What relayout bench prints: a table in the columns of nccl-tests, or one object.
#pragma once

#include "relayout/bench/gpu/suite.hpp"
#include "relayout/cli/output.hpp"

namespace relayout::cli {

void print_bench_text(const Output& output, const bench::SuiteResult& result);
void print_bench_json(const Output& output, const bench::SuiteResult& result);
[[nodiscard]] bool has_wrong_rows(const bench::SuiteResult& result);

}  // namespace relayout::cli
