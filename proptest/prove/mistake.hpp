// The mistakes of proptest/fault that are arithmetic, in symbols: the same mistake made in the formulas that lemmas are
// asked about. A prover that refutes none of them proves nothing.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "relayout/proptest/prove/obligation.hpp"

namespace relayout::prove {

struct Mistake {
  std::string_view name;  // of the planted fault that makes it
  const Arithmetic* arithmetic;
  bool (*shows)(const Kind&);  // the kinds that it is about
  int bits;                    // of the machine's word
  // Options of `relayout check` for a model: null where the scope's own are right.
  std::string (*replay)(const Kind&, const Model&);
};

[[nodiscard]] std::span<const Mistake> mistakes();
// The mistake of that name, or null.
[[nodiscard]] const Mistake* find_mistake(std::string_view name);

// What is asked of a mistake: obligations about the kinds it shows in, of scopes in which it can show.
[[nodiscard]] std::vector<Obligation> obligations(const Mistake& mistake);

}  // namespace relayout::prove
