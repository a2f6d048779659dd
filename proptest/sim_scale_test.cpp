// Large worlds on a small machine.
#include <gtest/gtest.h>

#include "relayout/proptest/sim_scene.hpp"

namespace relayout::proptest {
namespace {

std::vector<std::int64_t> documents(std::int64_t count, std::int64_t tokens) {
  std::vector<std::int64_t> lengths;
  for (std::int64_t document = 0; document < count; ++document) lengths.push_back(tokens / count + document % 7 - 3);
  return lengths;
}

TEST(Scale, a_thousand_ranks_move_a_million_tokens) {
  const sim::SimulationReport report =
      run({documents(16, 1 << 20), "zigzag:remainder=balanced,cp=1024", "contiguous:remainder=balanced,cp=1024"}, {});
  EXPECT_EQ(message_of(report.verdict), "");
  EXPECT_GT(report.forward.rows_sent, 1'000'000);
}

TEST(Scale, sixteen_thousand_ranks_run_out_of_nothing) {
  for (const sim::ExecutorKind executor : all_executors) {
    EXPECT_EQ(verdict_of({documents(2, 1 << 18), "zigzag:remainder=balanced,cp=16384",
                          "contiguous:remainder=balanced,cp=16384"},
                         with_executor(executor)),
              "");
  }
}

}  // namespace
}  // namespace relayout::proptest
