#include "relayout/cli/prove_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>

#include "relayout/cli/heading.hpp"
#include "relayout/cli/progress.hpp"
#include "relayout/cli/stop.hpp"
#include "relayout/proptest/prove/disagreement.hpp"
#include "relayout/proptest/prove/prove.hpp"

namespace relayout::cli {
namespace {

using prove::Finding;
using prove::Verdict;

constexpr int red = 31;
constexpr int green = 32;

struct Tally {
  std::int64_t proved = 0;
  std::int64_t refuted = 0;
  std::int64_t unknown = 0;

  [[nodiscard]] std::int64_t count() const { return proved + refuted + unknown; }
  void add(Verdict verdict) {
    ++(verdict == Verdict::proved ? proved : verdict == Verdict::refuted ? refuted : unknown);
  }
};

std::string tally_text(const Tally& tally) {
  return fmt::format("{} proved, {} refuted, {} unknown", tally.proved, tally.refuted, tally.unknown);
}

std::string values_text(const prove::Model& model) {
  std::string text;
  for (const auto& [name, value] : model) {
    text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", name, value);
  }
  return text;
}

std::string finding_text(const Output& output, const Finding& finding) {
  const bool good = finding.answer.verdict == Verdict::proved;
  std::string text = fmt::format(
      "{}  {}\n", output.paint(std::string(to_string(finding.answer.verdict)), good ? green : red), finding.name);
  if (finding.answer.verdict == Verdict::refuted)
    text += fmt::format("  where {}\n", values_text(finding.answer.model));
  if (!finding.answer.command.empty()) text += fmt::format("  relayout check {}\n", finding.answer.command);
  return text;
}

void write_json(const Output& output, const std::vector<Finding>& findings, std::string_view verdict) {
  nlohmann::ordered_json document = {{"schema", "relayout.prove/1"}, {"verdict", verdict}};
  document["obligations"] = nlohmann::ordered_json::array();
  for (const Finding& finding : findings) {
    nlohmann::ordered_json entry = {{"name", finding.name},
                                    {"law", finding.law},
                                    {"prover", finding.prover},
                                    {"verdict", to_string(finding.answer.verdict)},
                                    {"seconds", std::round(finding.seconds * 1000) / 1000}};
    if (!finding.answer.command.empty()) entry["command"] = "relayout check " + finding.answer.command;
    document["obligations"].push_back(std::move(entry));
  }
  output.stream() << document.dump() << '\n';
}

// Ends the run where what is known by now contradicts itself.
void demand_agreement(std::vector<Finding>& known, const Finding& latest) {
  if (!latest.subject) return;
  known.push_back(latest);
  if (const std::optional<std::string> found = prove::disagreement(known)) {
    fail(
        ExitStatus::disagreement, "provers_disagree", "the provers contradict each other: ", *found,
        "; expected the same verdict. One of them, or what carries model/split.hpp into it, is wrong, and nothing here "
        "is proved before that is found");
  }
}

// A line a law: how many obligations, and the time that they took one after another.
std::string laws_text(const std::vector<Finding>& findings) {
  std::string text;
  for (const std::string_view law : prove::laws()) {
    Tally tally;
    double seconds = 0;
    for (const Finding& finding : findings) {
      if (finding.law != law) continue;
      tally.add(finding.answer.verdict);
      seconds += finding.seconds;
    }
    if (tally.count() > 0) text += fmt::format("  {:<11} {}, {:.1f} s\n", law, tally_text(tally), seconds);
  }
  return text;
}

}  // namespace

ExitStatus run_prove(const ProveFlags& flags, const Output& output) {
  const prove::Question question = question_of(flags);
  const Stop stop(flags.timeout);
  Progress progress;
  Tally tally;
  const auto begun = std::chrono::steady_clock::now();
  std::size_t count = 0;
  std::vector<Finding> asked_of_both;
  const std::vector<Finding> findings = prove::prove(question, [&](const prove::Progress& at) {
    count = at.count;
    if (at.latest != nullptr) {
      tally.add(at.latest->answer.verdict);
      if (at.latest->answer.verdict != Verdict::proved && !output.json()) {
        progress.clear();
        output.stream() << finding_text(output, *at.latest);
        output.flush();
      }
    }
    progress.show(fmt::format("prove  {} of {}: {}", at.done, at.count, tally_text(tally)));
    if (at.latest != nullptr) demand_agreement(asked_of_both, *at.latest);
    const bool one_is_enough = flags.fault && question.provers == prove::Provers::z3;
    const bool shown = one_is_enough && tally.refuted > 0;
    return !shown && !stop.reason().has_value();
  });
  progress.clear();
  const bool whole = findings.size() == count;
  if (!whole)
    stop.check(fmt::format("after {} of {}: {}", findings.size(),
                           counted(static_cast<std::int64_t>(count), "obligation"), tally_text(tally)));
  const Verdict verdict = tally.refuted > 0 ? Verdict::refuted : tally.unknown > 0 ? Verdict::unknown : Verdict::proved;
  if (output.json()) {
    write_json(output, findings, to_string(verdict));
  } else {
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begun;
    output.stream() << laws_text(findings)
                    << fmt::format(
                           "{}  {}: {}, {:.1f} s\n",
                           output.paint(std::string(to_string(verdict)), verdict == Verdict::proved ? green : red),
                           counted(tally.count(), "obligation"), tally_text(tally), seconds.count());
  }
  output.flush();
  return verdict == Verdict::proved ? ExitStatus::good : ExitStatus::negative;
}

}  // namespace relayout::cli
