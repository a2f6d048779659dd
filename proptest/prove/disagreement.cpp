#include "relayout/proptest/prove/disagreement.hpp"

#include <algorithm>
#include <cstdlib>

namespace relayout::prove {
namespace {

bool is_of(const Finding& finding, std::string_view prover, Verdict verdict) {
  return finding.subject && finding.prover == prover && finding.answer.verdict == verdict;
}

std::int64_t value_of(const Model& model, const char* name) {
  const auto found = model.find(name);
  return found == model.end() ? 0 : std::strtoll(found->second.c_str(), nullptr, 10);
}

std::string values_text(const Model& model) {
  std::string text;
  for (const auto& [name, value] : model) text += (text.empty() ? "" : ", ") + name + " = " + value;
  return text;
}

// isl speaks of the very scope that Z3 found against the claim.
bool denies(const Finding& refuted, const Finding& proved) {
  const Subject& subject = *proved.subject;
  const Model& model = refuted.answer.model;
  return subject.claim == refuted.subject->claim && subject.kind == refuted.subject->kind &&
         subject.ranks == value_of(model, "cp") && (subject.block == 0 || subject.block == value_of(model, "block"));
}

// All that isl's claims about a kind follow from: one lemma of places, two of their inverse.
bool proved_by_z3(std::span<const Finding> findings, const std::string& kind) {
  const auto count = [&](Claim claim) {
    return std::count_if(findings.begin(), findings.end(), [&](const Finding& finding) {
      return is_of(finding, "Z3", Verdict::proved) && finding.subject->kind == kind && finding.subject->claim == claim;
    });
  };
  return count(Claim::one_to_one) == 1 && count(Claim::turned_round) == 2;
}

}  // namespace

std::optional<std::string> disagreement(std::span<const Finding> findings) {
  for (const Finding& finding : findings) {
    if (is_of(finding, "isl", Verdict::refuted) && proved_by_z3(findings, finding.subject->kind)) {
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
