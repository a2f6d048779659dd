// Judges rank programs that were built alone: law `agreement`, and that together they are the plan.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "relayout/model/check/verdict.hpp"
#include "relayout/model/piece_table.hpp"
#include "relayout/model/plan.hpp"
#include "relayout/model/rank_program.hpp"

namespace relayout {

// Agreement: the programs are those of one group, one a rank; each message has two ends that name the same runs, in the
// same order, with both rows; fingerprints are one; distances, and with them exchanges, match; no rank sends to itself;
// runs lie in the local buffers, and the runs' row counts add up. Any numbers may stand in the programs.
// Cost: O(runs + messages log ranks).
[[nodiscard]] Verdict check_agreement(std::span<const RankProgram> programs);

// A plan written out: moves, and the two placements they join. The moves may be damaged.
struct WrittenPlan {
  std::span<const Move> moves;
  const PieceTable& source;
  const PieceTable& target;
  std::uint64_t fingerprint = 0;
};

// Do the programs move exactly what these moves say, and fill exactly the rows that no move writes? Judges agreement
// first, then law `join`. The fingerprint of the plan is not compared. Cost: O((runs + moves) log).
[[nodiscard]] Verdict check_programs(std::span<const RankProgram> programs, const WrittenPlan& plan);

// The programs of all ranks of a list of moves, derived by grouping alone: slower and more obvious than the builder,
// and usable for damaged or foreign moves: what names no rows, or a rank on neither side, is left out.
// By ascending world rank of the group. Cost: O(moves log moves + ranks).
[[nodiscard]] std::vector<RankProgram> programs_of(const WrittenPlan& plan);

}  // namespace relayout
