// Any small thing wrong with a planner's answer: a number, a list, a piece too many or too few, an order.
#pragma once

#include <vector>

#include "relayout/model/piece_table.hpp"
#include "relayout/model/plan.hpp"
#include "relayout/model/rank_program.hpp"
#include "relayout/model/view.hpp"
#include "relayout/proptest/generate/random.hpp"

namespace relayout::proptest {

// Each damages an answer in one place. Now and then nothing is wrong with it afterwards: an equal neighbour swapped, an
// empty list.
void damage(PieceTable& table, Random& random);
void damage(std::vector<Move>& moves, Random& random);
void damage(RankProgram& program, Random& random);
void damage(View& view, Random& random);

}  // namespace relayout::proptest
