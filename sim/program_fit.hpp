// Whether a program can be run at all: a damaged one ends in a witness, never outside a buffer.
#pragma once

#include <cstdint>

#include "relayout/model/check/verdict.hpp"
#include "relayout/model/rank_program.hpp"
#include "relayout/sim/rank_names.hpp"

namespace relayout::sim {

// The rank that is to run a program: its name and the rows its placements give it.
struct Station {
  std::int32_t world_rank = 0;
  std::int64_t source_row_count = 0;
  std::int64_t target_row_count = 0;
};

// Law `agreement` where rank, buffers, peers, distances or counts do not fit; law `join` where a run or a fill leaves
// its buffer. Cost: O(runs + messages log ranks).
[[nodiscard]] Verdict check_fit(const RankProgram& program, const Station& station, const RankNames& names);

}  // namespace relayout::sim
