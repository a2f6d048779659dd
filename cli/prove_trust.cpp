// What is proved, exhaustive, tested and assumed, and what carries each of them.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "relayout/cli/heading.hpp"
#include "relayout/cli/prove_run.hpp"

namespace relayout::cli {
namespace {

struct TrustLine {
  std::string_view standing;
  std::string what;
};

std::vector<TrustLine> trust_lines() {
  const auto count = static_cast<std::int64_t>(prove::reach({}).count);
  return {
      {"proved", fmt::format("index arithmetic: {} obligations over cuts, deals, rows, runs, transposes and "
                             "ranges; every length,\nevery CP size (Z3), and once more for cp 1 to 16 (isl)",
                             with_commas(count))},
      {"exhaustive", "planner, rank programs, views: every pack, layout and pair of a small world, against an oracle"},
      {"tested", "the rest: laws on random cases, real packs, the simulator, readers and writers, the engine"},
      {"assumed", "Z3 and isl, compiler, libraries; that presets are what their frameworks do; the cost model"}};
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
      document["lines"].push_back({{"standing", line.standing}, {"what", one_line(line.what)}});
    }
    output.stream() << document.dump() << '\n';
  } else {
    for (const TrustLine& line : trust_lines()) {
      output.stream() << fmt::format("{:<12}{}\n", line.standing, indented(line.what));
    }
  }
  return ExitStatus::good;
}

}  // namespace relayout::cli
