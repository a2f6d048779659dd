// An obligation: something to be proved for all values of its unknowns.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "relayout/proptest/prove/lemma.hpp"
#include "relayout/proptest/prove/prove.hpp"

namespace relayout::prove {

struct ScopeSize {
  std::int64_t length = 0;
  std::int64_t ranks = 1;
};

struct Obligation {
  std::string name;                 // "zigzag:remainder=balanced  cuts ascend"
  std::string_view law;             // "partition"
  std::vector<LayoutName> layouts;  // those it is about; empty: all
  std::optional<Kind> kind;         // where it is about one
  // Presumes in the ledger what may be presumed, and returns what must follow.
  std::function<Truths(Ledger&)> put;
  // Options of `relayout check` that show the same; empty where a model says nothing of a pack.
  std::function<std::string(const Model&)> replay;
  std::optional<Claim> claim = {};       // what isl is asked, too
  std::vector<ScopeSize> suspects = {};  // where a counterexample is looked for before a proof
};

// Every obligation of an arithmetic, a lemma ahead of those that use it.
[[nodiscard]] std::vector<Obligation> obligations(const Arithmetic& arithmetic);

// The parts they come from.
void add_scope_obligations(const Arithmetic& arithmetic, std::vector<Obligation>& obligations);
void add_modifier_obligations(std::vector<Obligation>& obligations);
void add_pack_obligations(const Arithmetic& arithmetic, std::vector<Obligation>& obligations);
void add_pair_obligations(const Arithmetic& arithmetic, std::vector<Obligation>& obligations);
// Intermediates must stay below 2^bits in absolute value.
struct MachineWord {
  std::string_view name;  // "64 bits"
  int bits = 63;
};
void add_range_obligations(const Arithmetic& arithmetic, const MachineWord& word, std::vector<Obligation>& obligations);

// The pack and layouts of a model of one scope, as options of `relayout check`.
[[nodiscard]] std::string replay_options(const Kind& kind, const Model& model);

}  // namespace relayout::prove
