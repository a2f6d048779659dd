#include "relayout/cli/prove_text.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

namespace relayout::cli {
namespace {

using prove::Finding;
using prove::Verdict;

std::string values_text(const prove::Model& model) {
  std::string text;
  for (const auto& [name, value] : model) {
    text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", name, value);
  }
  return text;
}

}  // namespace

void ProveTally::add(Verdict verdict) {
  ++(verdict == Verdict::proved ? proved : verdict == Verdict::refuted ? refuted : unknown);
}

Verdict ProveTally::verdict() const {
  if (refuted > 0) return Verdict::refuted;
  return unknown > 0 ? Verdict::unknown : Verdict::proved;
}

std::string to_string(const ProveTally& tally) {
  return fmt::format("{} proved, {} refuted, {} unknown", tally.proved, tally.refuted, tally.unknown);
}

std::string painted(const Output& output, Verdict verdict) {
  constexpr int red = 31;
  constexpr int green = 32;
  return output.paint(std::string(to_string(verdict)), verdict == Verdict::proved ? green : red);
}

std::string denial_text(const Output& output, const Finding& finding) {
  std::string text = fmt::format("{}  {}  {}\n", painted(output, finding.answer.verdict), finding.prover, finding.name);
  if (!finding.answer.model.empty()) text += fmt::format("  where {}\n", values_text(finding.answer.model));
  if (!finding.answer.command.empty()) text += fmt::format("  relayout check {}\n", finding.answer.command);
  return text;
}

std::string findings_text(const Output& output, const std::vector<Finding>& findings) {
  std::string text;
  for (const std::string_view law : prove::laws()) {
    ProveTally tally;
    double seconds = 0;
    std::string lines;
    for (const Finding& finding : findings) {
      if (finding.law != law) continue;
      tally.add(finding.answer.verdict);
      seconds += finding.seconds;
      const std::string verdict = painted(output, finding.answer.verdict);
      const std::size_t width = 7 + verdict.size() - to_string(finding.answer.verdict).size();
      lines += fmt::format("  {:<{}}  {:<3}  {:>6.2f} s  {}\n", verdict, width, finding.prover, finding.seconds,
                           finding.name);
    }
    if (tally.count() > 0) text += fmt::format("{}: {}, {:.1f} s\n{}", law, to_string(tally), seconds, lines);
  }
  return text;
}

void write_findings(const Output& output, const std::vector<Finding>& findings) {
  ProveTally tally;
  for (const Finding& finding : findings) tally.add(finding.answer.verdict);
  nlohmann::ordered_json document = {{"schema", "relayout.prove/1"}, {"verdict", to_string(tally.verdict())}};
  document["obligations"] = nlohmann::ordered_json::array();
  for (const Finding& finding : findings) {
    nlohmann::ordered_json entry = {{"name", finding.name},
                                    {"law", finding.law},
                                    {"group", to_string(finding.group)},
                                    {"prover", finding.prover},
                                    {"verdict", to_string(finding.answer.verdict)},
                                    {"seconds", std::round(finding.seconds * 1000) / 1000}};
    if (!finding.answer.model.empty()) entry["values"] = finding.answer.model;
    if (!finding.answer.command.empty()) entry["command"] = "relayout check " + finding.answer.command;
    document["obligations"].push_back(std::move(entry));
  }
  output.stream() << document.dump() << '\n';
}

}  // namespace relayout::cli
