// Judges rank programs that were built alone: law `agreement`, and that together they are the plan.
#pragma once

#include <span>
#include <vector>

#include "relayout/model/check/check_moves.hpp"
#include "relayout/model/check/verdict.hpp"
#include "relayout/model/plan.hpp"
#include "relayout/model/rank_program.hpp"

namespace relayout {

// Agreement: each message has two ends that name the same runs, in the same order, with both rows; fingerprints are
// one; distances and exchanges match; no rank sends to itself; the runs' row counts add up.
// Cost: O(runs log messages).
[[nodiscard]] Verdict check_agreement(std::span<const RankProgram> programs);

// Do the programs move exactly what these moves say, and fill exactly the rows that no move writes?
// Requires: check_agreement holds. Cost: O((runs + moves) log).
struct ProgramComparison {
  std::span<const RankProgram> programs;
  std::span<const Move> moves;
  const PieceTable& source;
  const PieceTable& target;
};
[[nodiscard]] Verdict check_programs(const ProgramComparison& comparison);

// The programs of all ranks of a list of moves, derived by grouping alone: slower and more obvious than the builder,
// and usable for damaged or foreign moves. By ascending world rank of the group.
[[nodiscard]] std::vector<RankProgram> programs_of(const ProgramComparison& plan);

}  // namespace relayout
