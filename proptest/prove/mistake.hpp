// The mistakes of proptest/fault that are arithmetic, in symbols: the same mistake made in the formulas that both
// provers are asked about. A prover that refutes none of them proves nothing.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "relayout/proptest/prove/isl_obligations.hpp"
#include "relayout/proptest/prove/obligation.hpp"

namespace relayout::prove {

struct Mistake {
  std::string_view name;               // of the planted fault that makes it
  const Arithmetic* z3;                // null: the arithmetic is sound, the machine's word is short
  const ArithmeticOf<IslNumber>* isl;  // null: isl evaluates nothing of it
  bool (*shows)(const Kind&);          // the kinds that it is about
  bool (*modifies)(std::string_view);  // the statements about modifiers that it is about; null: none
  // Options of `relayout check` for a model: null where the scope's own are right.
  std::string (*replay)(const Kind&, const Model&);
};

[[nodiscard]] std::span<const Mistake> mistakes();
// The mistake of that name, or null.
[[nodiscard]] const Mistake* find_mistake(std::string_view name);

// What is asked of a mistake: obligations about the kinds it shows in, of scopes in which it can show.
[[nodiscard]] std::vector<Obligation> obligations(const Mistake& mistake);
// The same of isl; a counterexample is replayed on the planted fault.
[[nodiscard]] std::vector<IslObligation> isl_obligations(const Mistake& mistake);

}  // namespace relayout::prove
