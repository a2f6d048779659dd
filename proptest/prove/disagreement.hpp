// Two provers share nothing but the source: where their answers contradict each other, one of them, or what carries
// the source into it, is wrong, and neither is worth anything.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "relayout/proptest/prove/prove.hpp"

namespace relayout::prove {

// The first contradiction, in words, or nothing:
//   Z3 refutes a claim about a kind at a rank count (and block) for which isl proves the same claim;
//   isl refutes a claim about a kind, and Z3 proves all that it follows from, for every rank count: each position has a
//   row of its rank, position_of takes row_of back, and row_of takes position_of back. Of two kinds composed: these of
//   both, and that backward is the transpose.
[[nodiscard]] std::optional<std::string> disagreement(std::span<const Finding> findings);

}  // namespace relayout::prove
