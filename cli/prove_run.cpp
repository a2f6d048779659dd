#include "relayout/cli/prove_run.hpp"

#include <fmt/format.h>

#include <chrono>

#include "relayout/cli/heading.hpp"
#include "relayout/cli/progress.hpp"
#include "relayout/cli/prove_text.hpp"
#include "relayout/cli/stop.hpp"
#include "relayout/proptest/prove/disagreement.hpp"

namespace relayout::cli {
namespace {

using prove::Finding;
using prove::Verdict;

// Ends the run where what is known by now contradicts itself. What Z3 proves of its own mistaken source is left out:
// it may follow from lemmas that are not true there.
void demand_agreement(std::vector<Finding>& known, const Finding& latest, const prove::Question& question) {
  const bool mistaken = !question.fault.empty() && question.faulty != prove::Provers::isl && latest.prover == "Z3";
  if (!latest.subject || (mistaken && latest.answer.verdict == Verdict::proved)) return;
  known.push_back(latest);
  if (const std::optional<std::string> found = prove::disagreement(known)) {
    fail(
        ExitStatus::disagreement, "provers_disagree", "the provers contradict each other: ", *found,
        "; expected the same verdict. One of them, or what carries model/split.hpp into it, is wrong, and nothing here "
        "is proved before that is found");
  }
}

// One refutation is enough to show a fault, but not where two provers are to be compared.
bool enough(const prove::Question& question, const ProveTally& tally) {
  return !question.fault.empty() && question.faulty == prove::Provers::both && tally.refuted > 0;
}

// What a part is worth: its proofs use lemmas that it may not have asked for.
std::string part_text(const prove::Question& question) {
  const prove::Reach reach = prove::reach(question);
  if (reach.count == reach.whole) return "";
  return fmt::format("part of {}: lemmas of the others are used here and proved there\n",
                     counted(static_cast<std::int64_t>(reach.whole), "obligation"));
}

}  // namespace

ExitStatus run_prove(const ProveFlags& flags, const Output& output) {
  const prove::Question question = question_of(flags);
  const Stop stop(flags.timeout);
  Progress progress;
  ProveTally tally;
  const auto begun = std::chrono::steady_clock::now();
  std::size_t count = 0;
  std::vector<Finding> asked_of_both;
  const std::vector<Finding> findings = prove::prove(question, [&](const prove::Progress& at) {
    count = at.count;
    if (at.latest != nullptr) {
      tally.add(at.latest->answer.verdict);
      if (at.latest->answer.verdict != Verdict::proved && !output.json()) {
        progress.clear();
        output.stream() << denial_text(output, *at.latest);
        output.flush();
      }
    }
    progress.show(fmt::format("prove  {} of {}: {}", at.done, at.count, to_string(tally)));
    if (at.latest != nullptr) demand_agreement(asked_of_both, *at.latest, question);
    return !enough(question, tally) && !stop.reason().has_value();
  });
  progress.clear();
  if (findings.size() < count)
    stop.check(fmt::format("after {} of {}: {}", findings.size(),
                           counted(static_cast<std::int64_t>(count), "obligation"), to_string(tally)));
  if (output.json()) {
    write_findings(output, findings);
  } else {
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begun;
    output.stream() << findings_text(output, findings)
                    << fmt::format("{}  {}: {}, {:.1f} s\n", painted(output, tally.verdict()),
                                   counted(tally.count(), "obligation"), to_string(tally), seconds.count())
                    << part_text(question);
  }
  output.flush();
  return tally.verdict() == Verdict::proved ? ExitStatus::good : ExitStatus::negative;
}

}  // namespace relayout::cli
