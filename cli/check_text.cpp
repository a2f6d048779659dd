#include "relayout/cli/check_text.hpp"

#include <fmt/format.h>

#include <set>
#include <vector>

#include "relayout/cli/heading.hpp"
#include "relayout/model/layout_text.hpp"

namespace relayout::cli {
namespace {

constexpr int red = 31;
constexpr int green = 32;

std::string packs_text(const CheckSummary& summary) {
  const Tally& tally = summary.tally;
  const std::string packs = summary.list.random_packs ? fmt::format("{}, drawn with seed {}",
                                                                    counted(tally.cases, "random case"), summary.seed)
                                                      : counted(std::ssize(summary.list.groups), "pack");
  std::string sizes = summary.list.cp.empty() ? "" : fmt::format(", cp {}", fmt::join(summary.list.cp, " "));
  return packs + sizes;
}

// One line a heading: "laws        partition, join, ..".
std::string line(std::string_view name, std::string_view text) { return fmt::format("  {:<11} {}\n", name, text); }

}  // namespace

std::string summary_text(const Output& output, const CheckSummary& summary) {
  const Tally& tally = summary.tally;
  std::vector<std::string> skipped = left_out(summary.judge, tally);
  std::set<std::string> pairs_skipped;
  for (const CaseGroup& group : summary.list.groups) {
    pairs_skipped.insert(group.left_out.begin(), group.left_out.end());
  }
  skipped.insert(skipped.end(), pairs_skipped.begin(), pairs_skipped.end());
  std::string text = line("packs", packs_text(summary));
  for (const LayoutPair& pair : summary.list.pairs) {
    text += line(&pair == &summary.list.pairs.front() ? "pairs" : "", pair_text(pair));
  }
  if (!summary.judge.laws().empty()) {
    text += line("laws", fmt::format("{}", fmt::join(summary.judge.laws(), " ")));
  }
  if (summary.judge.asks_oracle()) {
    text += line("oracle", fmt::format("every row, move, run and view against a token-by-token count, up to {} rows",
                                       with_commas(most_oracle_rows)));
  }
  if (summary.judge.simulates()) {
    text += line("simulation",
                 fmt::format("forward and backward, compared byte for byte, up to {} rows", with_commas(most_rows)));
  }
  if (summary.judge.fault() != nullptr) {
    text += line("fault", fmt::format("{} is in the planner; these cases do not show it", summary.judge.fault()->name));
  }
  for (const std::string& sentence : skipped) {
    text += line("left out", sentence);
  }
  return text + fmt::format("{}  {}, {}, {:.1f} s\n", output.paint("holds", green), counted(tally.cases, "case"),
                            counted(tally.tokens, "token"), summary.seconds);
}

std::string counterexample_text(const Output& output, const FailedCheck& failed) {
  const proptest::Case& input = failed.found.input;
  std::string text;
  if (failed.fault != nullptr) {
    text += fmt::format("planted fault {}: {}\n  origin: {}\n\n", failed.fault->name, failed.fault->sentence,
                        failed.fault->origin);
  }
  text +=
      fmt::format("{}  {}: {}\n\n", output.paint("FAILS", red), failed.found.witness.law, failed.found.witness.message);
  text += fmt::format("smallest case: {}, {}; {}\n\n", counted(input.pack.sequence_count(), "sequence"),
                      counted(input.pack.token_count(), "token"), failed.origin);
  return text + failed.picture + fmt::format("\nreplay\n  {}\n", failed.command);
}

}  // namespace relayout::cli
