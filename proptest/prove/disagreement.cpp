#include "relayout/proptest/prove/disagreement.hpp"

#include <algorithm>

#include "relayout/proptest/prove/replay.hpp"

namespace relayout::prove {
namespace {

bool is_of(const Finding& finding, std::string_view prover, Verdict verdict) {
  return finding.subject && finding.prover == prover && finding.answer.verdict == verdict;
}

std::string values_text(const Model& model) {
  std::string text;
  for (const auto& [name, value] : model) text += (text.empty() ? "" : ", ") + name + " = " + value;
  return text;
}

bool of_same_kinds(const Subject& a, const Subject& b) {
  return a.claim == b.claim && a.kind == b.kind && a.target == b.target;
}

// isl speaks of the very scope that Z3 found against the claim; of two scopes, only where they are the same tokens over
// as many ranks.
bool denies(const Finding& refuted, const Finding& proved) {
  const Subject& subject = *proved.subject;
  const Model& model = refuted.answer.model;
  if (!of_same_kinds(subject, *refuted.subject)) return false;
  const auto is_there = [&](const std::string& mark) {
    return subject.ranks == value_of(model, mark + "cp", 0) &&
           (subject.block == 0 || model.count(mark + "block") == 0 ||
            subject.block == value_of(model, mark + "block", 0));
  };
  if (subject.claim != Claim::composed) return is_there("");
  const bool same = value_of(model, "source_begin", 0) == value_of(model, "target_begin", 0) &&
                    value_of(model, "source_length", 0) == value_of(model, "target_length", 0);
  return same && is_there("source_") && is_there("target_");
}

std::int64_t proved_by_z3(std::span<const Finding> findings, const Subject& subject) {
  return std::count_if(findings.begin(), findings.end(), [&](const Finding& finding) {
    return is_of(finding, "Z3", Verdict::proved) && of_same_kinds(*finding.subject, subject);
  });
}

// All that isl's claims about a kind follow from: one lemma of places, two of their inverse; about two kinds, these of
// both, and the transpose.
bool follows_by_z3(std::span<const Finding> findings, const Subject& subject) {
  const auto placed = [&](const std::string& kind) {
    return proved_by_z3(findings, {.claim = Claim::one_to_one, .kind = kind}) == 1 &&
           proved_by_z3(findings, {.claim = Claim::turned_round, .kind = kind}) == 2;
  };
  if (subject.claim != Claim::composed) return placed(subject.kind);
  return placed(subject.kind) && placed(subject.target) && proved_by_z3(findings, subject) == 1;
}

}  // namespace

std::optional<std::string> disagreement(std::span<const Finding> findings) {
  for (const Finding& finding : findings) {
    if (is_of(finding, "isl", Verdict::refuted) && follows_by_z3(findings, *finding.subject)) {
      return "isl refutes \"" + finding.name + "\", and Z3 proves what it follows from for every rank count";
    }
    if (!is_of(finding, "Z3", Verdict::refuted)) continue;
    for (const Finding& other : findings) {
      if (!is_of(other, "isl", Verdict::proved) || !denies(finding, other)) continue;
      return "Z3 refutes \"" + finding.name + "\" where " + values_text(finding.answer.model) + ", and isl proves \"" +
             other.name + "\"";
    }
  }
  return std::nullopt;
}

}  // namespace relayout::prove
