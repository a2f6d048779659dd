// A rank program in two: what stays within reach of this rank, and what goes further. Each is a rank program of its
// own, for the executor that serves that reach; together they move the same rows.
#pragma once

#include <functional>

#include "relayout/model/rank_program.hpp"

namespace relayout::engine {

struct Halves {
  RankProgram near;  // messages to and from near ranks; own rows and fills
  RankProgram far;   // all other messages
};

// True for the world ranks that are near. Requires: it is symmetric, so that both ends of a message agree.
using IsNear = std::function<bool(std::int32_t world_rank)>;

// Ensures: every message of the program is in one half, with its distance, so that exchanges match as before; row
// counts and the fingerprint are the program's in both. Cost: O(runs); allocates where `halves` is too small.
void split_program(const RankProgram& program, const IsNear& is_near, Halves& halves);

}  // namespace relayout::engine
