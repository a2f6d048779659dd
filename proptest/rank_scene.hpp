// One rank's part of a case, on the host: what its rows are before a move, and what is wrong with them after it. For
// movers whose rows lie elsewhere. The simulator's payload and judge; nothing here looks at runs or moves.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "relayout/model/check/verdict.hpp"
#include "relayout/model/rank_program.hpp"
#include "relayout/proptest/generate/case.hpp"
#include "relayout/sim/rank_side.hpp"
#include "relayout/sim/tensor_buffer.hpp"
#include "relayout/sim/tensor_spec.hpp"

namespace relayout::proptest {

class RankScene {
 public:
  // Requires: both layouts apply.
  RankScene(const Case& input, std::int32_t world_rank, std::uint64_t payload_seed);

  [[nodiscard]] const PlacedCase& placed() const { return placed_; }
  [[nodiscard]] const Group& group() const { return group_; }
  [[nodiscard]] bool takes_part() const { return takes_part_; }
  // The most rows of any rank on either side.
  [[nodiscard]] std::int64_t most_rows() const { return most_rows_; }
  // No runs where the rank takes no part, here and below no rows.
  [[nodiscard]] const RankProgram& program() const { return program_; }

  // The `number`-th tensor of a call in one direction. A shape is that of the side that is read or written.
  struct Tensor {
    Direction direction = Direction::forward;
    std::size_t number = 0;
  };
  // The side that is read: its payload, and noise in rows without a token.
  [[nodiscard]] sim::TensorBuffer read(const Tensor& tensor, const TensorShape& shape) const;
  // The side that is written, poisoned.
  [[nodiscard]] sim::TensorBuffer unwritten(const Tensor& tensor, const TensorShape& shape) const;
  // What is wrong with the side that was written, rows and gaps.
  [[nodiscard]] Verdict judge(const Tensor& tensor, const sim::TensorSpec& spec,
                              const sim::TensorBuffer& written) const;
  // A byte of that side that is poison no more, in words.
  [[nodiscard]] std::optional<std::string> first_stored(const Tensor& tensor, const sim::TensorBuffer& written) const;

 private:
  [[nodiscard]] const sim::RankSide& read_side(Direction direction) const;
  [[nodiscard]] const sim::RankSide& written_side(Direction direction) const;

  PlacedCase placed_;
  Group group_;
  bool takes_part_;
  std::uint64_t payload_seed_;
  std::int64_t most_rows_ = 0;
  RankProgram program_;
  sim::RankSide source_;
  sim::RankSide target_;
};

}  // namespace relayout::proptest
