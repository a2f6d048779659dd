// Compares what a rank holds with what its placement says it must hold.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "relayout/model/check/verdict.hpp"
#include "relayout/sim/payload.hpp"
#include "relayout/sim/rank.hpp"

namespace relayout::sim {

struct Judgement {
  Direction direction = Direction::forward;
  std::int32_t world_rank = 0;
  std::int64_t token_count = 0;
  std::uint64_t payload_seed = 0;
};

// A tensor on the side that was written.
struct WrittenTensor {
  const TensorBuffer& buffer;
  std::size_t number = 0;                  // of the call's tensors
  std::span<const std::byte> row_of_fill;  // what rows of temporary padding must hold
};

// Law `join` forward, `adjoint` backward, of one tensor: every row of a piece holds its token's bytes, every other row
// the fill. The witness names rank, tensor, row, expected and found. Cost: O(bytes + pieces).
[[nodiscard]] Verdict judge_rows(const RankSide& side, const WrittenTensor& tensor, const Judgement& judgement);
// Every byte between its rows is still poison.
[[nodiscard]] Verdict judge_gaps(const WrittenTensor& tensor, const Judgement& judgement);

// Writes the payload of a direction over the side that it reads: tokens where pieces are, noise elsewhere.
void write_payload(RankSide& side, const Call& call, Direction direction);

// All tensors of a side that was written, rows and gaps.
[[nodiscard]] Verdict judge_side(const RankSide& side, const Call& call, const Judgement& judgement);
// Of a side that was read.
[[nodiscard]] Verdict judge_gaps(const RankSide& side, const Judgement& judgement);

}  // namespace relayout::sim
