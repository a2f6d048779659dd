// One case on one rank and its GPU: buffers here and there, the payload, the judgement. The model's own payload and
// placements judge what the engine moved; nothing here looks at runs or moves.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "relayout/engine/engine.hpp"
#include "relayout/model/rank_program.hpp"
#include "relayout/proptest/generate/case.hpp"
#include "relayout/proptest/generate/random.hpp"
#include "relayout/sim/tensor_buffer.hpp"
#include "relayout/sim/tensor_spec.hpp"

namespace relayout::cli {

// A tensor of a validated call, alike on all ranks.
struct ValidatedTensor {
  sim::TensorSpec spec;
  std::int64_t source_skew = 0;  // bytes past a 256-byte border, plain buffers
  std::int64_t target_skew = 0;
  bool in_arena = false;  // outputs lie in the arena
};

// Any row size, any alignment, strides, outer indices, fills; the first one's rows tell all tokens apart.
// `row_capacity` is at least every rank's rows on either side. `arena` allows outputs in it.
enum class ArenaUse : std::uint8_t { never, sometimes };
[[nodiscard]] std::vector<ValidatedTensor> random_tensors(proptest::Random& random, std::int64_t row_capacity,
                                                          ArenaUse arena);

// The device memory of a call's tensors: fixed places, which other cases of the same tensors share in turn.
class DeviceTensors {
 public:
  DeviceTensors(engine::Engine& engine, const std::vector<ValidatedTensor>& tensors, std::int64_t row_capacity);
  ~DeviceTensors();
  DeviceTensors(const DeviceTensors&) = delete;  // arena slots
  DeviceTensors& operator=(const DeviceTensors&) = delete;

  // Where the rows of a side begin, and how they lie.
  struct Side {
    std::byte* data = nullptr;
    TensorShape shape{};
  };
  [[nodiscard]] const Side& source(std::size_t tensor) const { return source_[tensor]; }
  [[nodiscard]] const Side& target(std::size_t tensor) const { return target_[tensor]; }
  [[nodiscard]] const std::vector<ValidatedTensor>& tensors() const { return tensors_; }
  // As the engine takes them, in this direction.
  [[nodiscard]] std::vector<engine::CallTensor> call(Direction direction) const;
  [[nodiscard]] std::int64_t row_bytes() const;

 private:
  engine::Engine& engine_;
  std::vector<ValidatedTensor> tensors_;
  std::vector<Side> source_;
  std::vector<Side> target_;
  std::vector<engine::Buffer> plain_;
  std::vector<std::int64_t> slots_;
};

// A case as one rank sees it.
class CaseOnRank {
 public:
  // Requires: both layouts apply.
  CaseOnRank(const proptest::Case& input, std::int32_t world_rank, std::uint64_t payload_seed);

  [[nodiscard]] bool takes_part() const { return takes_part_; }
  [[nodiscard]] const RankProgram& program() const { return program_; }
  [[nodiscard]] engine::Upload upload(engine::ExecutorKind executor) const;
  // The most rows of any rank on either side.
  [[nodiscard]] std::int64_t most_rows() const { return most_rows_; }

  // Writes the payload of a direction on the side that it reads, poison on the other. Waits for the stream.
  void set_scene(const DeviceTensors& tensors, Direction direction, cudaStream_t stream);
  // Reads back what was written and says what is wrong, in words. Waits for the stream.
  [[nodiscard]] std::optional<std::string> judge(const DeviceTensors& tensors, Direction direction,
                                                 cudaStream_t stream);
  // A byte that was written on the side that set_scene poisoned, in words. Waits for the stream.
  [[nodiscard]] std::optional<std::string> first_stored(const DeviceTensors& tensors, Direction direction,
                                                        cudaStream_t stream);
  // Payload bytes of this rank that one direction moves or copies.
  [[nodiscard]] std::int64_t moved_bytes(const DeviceTensors& tensors) const;

 private:
  struct LocalSide {
    std::int64_t row_count = 0;
    std::vector<Piece> pieces;
    std::vector<Span> padding;
  };
  [[nodiscard]] LocalSide local_side(const Placement& placement, std::int32_t world_rank) const;

  proptest::PlacedCase placed_;
  Group group_;
  bool takes_part_ = false;
  RankProgram program_;
  std::uint64_t payload_seed_;
  std::int64_t most_rows_ = 0;
  LocalSide source_;
  LocalSide target_;
};

}  // namespace relayout::cli
