// One scope of any length, cut and dealt by one kind over any number of ranks: what is proved of it by either prover,
// in the integers of that prover.
#pragma once

#include <string>
#include <utility>

#include "relayout/proptest/prove/arithmetic.hpp"
#include "relayout/proptest/prove/number.hpp"

namespace relayout::prove {

using Scene = SceneOf<Number>;
using Arithmetic = ArithmeticOf<Number>;
using Source = SourceOf<Number>;

// What names the unknowns of one scene: two scenes of one problem have different marks.
struct SceneName {
  std::string mark;  // put before each name: "source_"
  const Arithmetic& arithmetic;
};
// A scope of which is known what Split and Assignment demand and the kind says, and nothing else.
[[nodiscard]] Scene any_scene(Ledger& ledger, const Kind& kind, const SceneName& name);

}  // namespace relayout::prove
