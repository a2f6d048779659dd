// An obligation: something to be proved for all values of its unknowns.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "relayout/proptest/prove/lemma.hpp"
#include "relayout/proptest/prove/prove.hpp"

namespace relayout::prove {

// Unknowns that are numbers where a counterexample is looked for: hardly a product of unknowns is left then.
using Suspect = std::vector<std::pair<std::string, std::int64_t>>;

struct Obligation {
  std::string name;      // "zigzag:remainder=balanced  cuts ascend"
  std::string_view law;  // "partition"
  Group group;
  std::vector<Kind> kinds;  // one, or a pair's two; none: of all kinds alike
  // Presumes in the ledger what may be presumed, and returns what must follow.
  std::function<Truths(Ledger&)> put;
  // Options of `relayout check` that show the same; empty where a model says nothing of a pack.
  std::function<std::string(const Model&)> replay;
  std::optional<Claim> claim = {};     // what isl is asked, too
  std::vector<Suspect> suspects = {};  // where a counterexample is looked for before a proof
};

// Every obligation about a source, a lemma ahead of those that use it.
[[nodiscard]] std::vector<Obligation> obligations(const Source& source);

// The parts they come from.
void add_scope_obligations(const Source& source, std::vector<Obligation>& obligations);
void add_modifier_obligations(const Source& source, std::vector<Obligation>& obligations);
void add_pack_obligations(const Source& source, std::vector<Obligation>& obligations);
void add_pair_obligations(const Source& source, std::vector<Obligation>& obligations);
// Intermediates must stay below 2^bits in absolute value.
struct MachineWord {
  std::string_view name;  // "64 bits"
  int bits = 63;
};
void add_range_obligations(const MachineWord& word, std::vector<Obligation>& obligations);

// One scope of so many tokens over so many ranks; and two such scopes that are the same tokens.
struct ScopeSize {
  std::int64_t length = 0;
  std::int64_t ranks = 1;
};
[[nodiscard]] Suspect one_scope(const ScopeSize& size);
[[nodiscard]] Suspect same_scope(const ScopeSize& size);

}  // namespace relayout::prove
