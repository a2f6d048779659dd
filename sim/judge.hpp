// Compares what a rank holds with what its placement says it must hold.
#pragma once

#include <cstdint>

#include "relayout/model/check/verdict.hpp"
#include "relayout/sim/rank.hpp"

namespace relayout::sim {

struct Judgement {
  Direction direction = Direction::forward;
  std::int32_t world_rank = 0;
  std::int64_t token_count = 0;
};

// Writes the payload of a direction over the side that it reads: tokens where pieces are, noise elsewhere.
void write_payload(RankSide& side, const Call& call, Direction direction);

// Law `join` forward, `adjoint` backward: every row of a piece holds its token's bytes, every other row the fill, every
// byte between rows its poison. The witness names rank, tensor, row, expected and found. Cost: O(bytes + pieces).
[[nodiscard]] Verdict judge_rows(const RankSide& side, const Call& call, const Judgement& judgement);

// Only the bytes between rows.
[[nodiscard]] Verdict judge_gaps(const RankSide& side, const Judgement& judgement);

}  // namespace relayout::sim
