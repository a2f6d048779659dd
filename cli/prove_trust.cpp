// What is proved, exhaustive, tested and assumed, and what carries each of them.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "relayout/cli/heading.hpp"
#include "relayout/cli/prove_run.hpp"
#include "relayout/proptest/small_world.hpp"

namespace relayout::cli {
namespace {

struct TrustLine {
  std::string_view standing;
  std::string what;
  std::vector<std::string_view> tests;  // that carry it: executables of ctest, or names; a test asks whether they exist
};

std::string proved_text() {
  const auto count = static_cast<std::int64_t>(prove::reach({}).count);
  return fmt::format(
      "index arithmetic: {} obligations over cuts, deals, rows, runs, transposes and ranges; every length,\n"
      "every CP size (Z3), and once more for cp 1 to {} (isl). All by night, a part on every run of the tests",
      with_commas(count), prove::most_isl_ranks);
}

std::string exhaustive_text() {
  const proptest::SmallWorldBounds bounds;
  return fmt::format(
      "planner, rank programs, views: every pack, layout and pair of a small world, against an oracle: up to {}\n"
      "tokens, {} sequences, {} ranks, tp 1 and 2, block 1 to 3, multiple k and 2k; a part of it on every run of the\n"
      "tests. order, world, rank_multiple, rank_rows and pack_multiple are tested",
      bounds.max_tokens, bounds.max_sequences, bounds.max_ranks);
}

std::vector<TrustLine> trust_lines() {
  return {
      {"proved", proved_text(), {"cli.prove_whole", "cli.prove", "proptest_prove", "proptest_split"}},
      {"exhaustive", exhaustive_text(), {"proptest_small_world", "proptest_small_world_nightly"}},
      {"tested",
       "the rest: laws on random cases, real packs, the simulator, readers and writers, the engine",
       {"proptest_laws", "proptest_extremes", "proptest_golden", "proptest_packs", "proptest_fault_table",
        "sim_schedule_test", "sim_injection_test", "sim_threads_test", "report_test", "fuzz_test",
        "relayout_engine_host_tests"}},
      {"assumed",
       "Z3 and isl, and what carries the source into them; the step from obligations to laws, which is written and\n"
       "not checked; compiler, libraries; that channels are like NCCL's; that presets are what their frameworks do;\n"
       "the cost model",
       {}}};
}

// "tests: a b", in lines of a terminal's width.
std::string tests_text(const TrustLine& line) {
  constexpr std::size_t width = 108;
  std::string text;
  std::size_t column = width;
  for (const std::string_view test : line.tests) {
    const bool fits = column + 1 + test.size() <= width;
    column = fits ? column + 1 + test.size() : 6 + test.size();
    text += (fits ? " " : text.empty() ? "\ntests: " : "\n       ") + std::string(test);
  }
  return text;
}

// Lines after the first stand below its beginning.
std::string indented(std::string text) {
  for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 1)) {
    text.insert(at + 1, std::string(12, ' '));
  }
  return text;
}

std::string one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

}  // namespace

ExitStatus print_trust(const Output& output) {
  if (output.json()) {
    nlohmann::ordered_json document = {{"schema", "relayout.trust/1"}, {"obligations", prove::reach({}).count}};
    for (const TrustLine& line : trust_lines()) {
      document["lines"].push_back({{"standing", line.standing}, {"what", one_line(line.what)}, {"tests", line.tests}});
    }
    output.stream() << document.dump() << '\n';
  } else {
    for (const TrustLine& line : trust_lines()) {
      output.stream() << fmt::format("{:<12}{}\n", line.standing, indented(line.what + tests_text(line)));
    }
  }
  return ExitStatus::good;
}

}  // namespace relayout::cli
