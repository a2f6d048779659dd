// A planner as the laws see it: five functions. The sound one is model/; a faulty one has one of them damaged, and the
// later ones derived from it, as a trainer's mistake would run through all that follows.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "relayout/model/check/check_moves.hpp"
#include "relayout/model/placement.hpp"
#include "relayout/model/plan.hpp"
#include "relayout/model/rank_program.hpp"
#include "relayout/model/view.hpp"

namespace relayout::proptest {

// Builds any rank's program of one pair of placements, each without a look at another's. Not thread-safe.
using ProgramBuilder = std::function<RankProgram(std::int32_t world_rank)>;

struct Planner {
  Planner();  // the sound one

  std::function<PieceTable(const Placement&)> pieces;
  std::function<std::vector<Move>(const Placement& source, const Placement& target)> moves;
  // The way back: moves from target to source, as backward runs them.
  std::function<std::vector<Move>(const Placement& source, const Placement& target)> backward;
  std::function<ProgramBuilder(const Placement& source, const Placement& target)> programs;
  std::function<View(const Placement&, std::int32_t rank)> view;

  // One rank's program. From any thread.
  [[nodiscard]] RankProgram program(const Placement& source, const Placement& target, std::int32_t world_rank) const {
    return programs(source, target)(world_rank);
  }
};

// model/, unharmed.
[[nodiscard]] inline Planner sound_planner() { return {}; }

// Planners of which one stage is given and every later one follows from it by model/check's slow derivations:
// pieces -> moves -> backward, programs; view from pieces.
[[nodiscard]] Planner planner_from_pieces(std::function<PieceTable(const Placement&)> pieces);
[[nodiscard]] Planner planner_from_moves(
    std::function<std::vector<Move>(const Placement& source, const Placement& target)> moves);

}  // namespace relayout::proptest
