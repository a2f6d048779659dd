// What follows from damaged pieces or moves, when a trainer's mistake runs through all that comes after it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "relayout/model/check/check_moves.hpp"
#include "relayout/model/check/check_programs.hpp"
#include "relayout/model/placement.hpp"
#include "relayout/model/rank_program.hpp"
#include "relayout/model/view.hpp"

namespace relayout::proptest {

// The moves that join two tables, however wrong they are: a token that lives twice moves twice, a lost one not at all.
// Ensures: == join(sides) where both tables place every token once. Cost: O((pieces + moves) log).
[[nodiscard]] std::vector<Move> overlaps(const TableJoin& sides);

// Every move turned round.
[[nodiscard]] std::vector<Move> turned_round(std::vector<Move> moves);

// One rank's among the programs of all. Requires: it is there.
[[nodiscard]] RankProgram program_among(std::span<const RankProgram> programs, std::int32_t world_rank);

// The view that the pieces of a rank give. What pieces cannot tell (cu_seqlens_padded, FLA's chain) is the
// placement's.
[[nodiscard]] View view_of(const Placement& placement, const RankPieces& pieces, std::int32_t rank);

}  // namespace relayout::proptest
