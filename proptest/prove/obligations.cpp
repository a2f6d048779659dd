#include "relayout/proptest/prove/lemmas.hpp"
#include "relayout/proptest/prove/obligation.hpp"
#include "relayout/proptest/prove/replay.hpp"

namespace relayout::prove {
namespace {

Truths put(const Lemma& lemma, const Scene& scene, Ledger& ledger) {
  Numbers arguments;
  for (const char* name : lemma.arguments) arguments.push_back(ledger.unknown(name));
  ledger.presume(lemma.premise(scene, arguments));
  Proof proof(ledger, &lemma);
  if (lemma.hints != nullptr) lemma.hints(proof, scene, arguments);
  return lemma.conclusions(scene, arguments);
}

// What isl is asked of one rank count after the other, too.
std::optional<Claim> claim_of(const Lemma& lemma) {
  if (&lemma == &lemma::row_in_range) return Claim::one_to_one;
  if (&lemma == &lemma::position_of_row || &lemma == &lemma::row_of_position) return Claim::turned_round;
  return std::nullopt;
}

Obligation of_kind(const Lemma& lemma, const Kind& kind, const Arithmetic& arithmetic) {
  return {.name = to_string(kind) + "  " + std::string(lemma.name),
          .law = lemma.law,
          .group = Group::scope,
          .kinds = {kind},
          .put =
              [&lemma, kind, &arithmetic](Ledger& ledger) {
                return put(lemma, any_scene(ledger, kind, {"", arithmetic}), ledger);
              },
          .replay = [kind](const Model& model) { return replay_options(kind, model); },
          .claim = claim_of(lemma)};
}

}  // namespace

void add_scope_obligations(const Source& source, std::vector<Obligation>& obligations) {
  for (const Lemma* lemma : scope_lemmas()) {
    if (lemma->law == "arithmetic") {  // of no scope, so any does
      Obligation plain = of_kind(*lemma, kinds()[2], sound_arithmetic<Number>());
      plain.name = std::string(lemma->name);
      plain.kinds.clear();
      plain.claim.reset();
      plain.replay = nullptr;
      obligations.push_back(std::move(plain));
      continue;
    }
    for (const Kind& kind : kinds()) {
      if (lemma->applies == nullptr || lemma->applies(kind)) {
        obligations.push_back(of_kind(*lemma, kind, source.of(kind)));
      }
    }
  }
}

std::vector<Obligation> obligations(const Source& source) {
  std::vector<Obligation> all;
  add_scope_obligations(source, all);
  add_modifier_obligations(source, all);
  add_pack_obligations(source, all);
  add_pair_obligations(source, all);
  add_range_obligations({"64 bits", 63}, all);
  return all;
}

}  // namespace relayout::prove
