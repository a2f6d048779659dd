// What is measured: a pack, two layouts, a direction, a size; and its buffers on one rank.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "relayout/engine/crew.hpp"
#include "relayout/engine/engine.hpp"
#include "relayout/engine/owner.hpp"
#include "relayout/model/placement.hpp"
#include "relayout/model/rank_program.hpp"

namespace relayout::bench {

// How the tokens of a pack are dealt to sequences.
//   one          one sequence of all
//   even         sequence_count sequences, the same length, a multiple of 2 cp
//   long_short   one long one of half of all, and 63 short ones
//   odd          sequence_count sequences of random odd lengths
enum class PackKind : std::uint8_t { one, even, long_short, odd };

// The target's rank names: as the layout has them, or those under which most rows stay (model/cost/relabel.hpp).
enum class Labels : std::uint8_t { as_is, best };

struct GpuCase {
  std::string slice = "core";
  PackKind pack = PackKind::one;
  std::int64_t sequence_count = 1;
  std::string source;  // layout strings; cp is the rank count where they do not say
  std::string target;
  Labels labels = Labels::as_is;
  Direction direction = Direction::forward;
  std::int64_t local_bytes = 0;  // of a rank's buffer, about: of the widest tensor
  std::int64_t row_bytes = 8192;
  std::vector<std::int64_t> narrow_row_bytes{};  // of further tensors of the same call: position ids, labels
};

[[nodiscard]] std::string pack_name(const GpuCase& one);
// Of all tensors of the call together.
[[nodiscard]] std::int64_t bytes_a_row(const GpuCase& one);
// The lengths, for so many ranks. Empty where so few tokens cannot make such a pack.
[[nodiscard]] std::vector<std::int64_t> pack_lengths(const GpuCase& one, std::int32_t rank_count);

// What is moved, in the case's direction: a backward case has source and target exchanged. Throws EngineError for
// layouts that cannot be read or placed.
struct CaseSides {
  Placement source;
  Placement target;
};
[[nodiscard]] CaseSides sides_of(const GpuCase& one, std::int32_t rank_count);

// One buffer of a scene: of a set, of a tensor.
struct BufferAt {
  std::size_t set = 0;
  std::size_t tensor = 0;
};

// The case on one rank: programs, row names, and enough buffers to go round the cache.
class GpuScene {
 public:
  GpuScene(const GpuCase& one, engine::RankContext& context, engine::Engine& engine, cudaStream_t stream);
  ~GpuScene();
  GpuScene(const GpuScene&) = delete;  // arena slots
  GpuScene& operator=(const GpuScene&) = delete;

  // The program that makes this move as a forward one, whatever the case's direction: what baselines follow.
  [[nodiscard]] const RankProgram& program() const { return program_; }
  [[nodiscard]] const Placement& source() const { return source_; }
  [[nodiscard]] const Placement& target() const { return target_; }
  [[nodiscard]] const Group& group() const { return group_; }
  [[nodiscard]] Direction direction() const { return case_.direction; }
  // Of each tensor of the call.
  [[nodiscard]] const std::vector<std::int64_t>& row_bytes() const { return row_bytes_; }
  [[nodiscard]] std::int64_t bytes_a_row() const { return bench::bytes_a_row(case_); }
  [[nodiscard]] std::int64_t input_rows() const { return program_.source_row_count; }
  [[nodiscard]] std::int64_t output_rows() const { return program_.target_row_count; }
  [[nodiscard]] std::int64_t most_input_rows() const { return most_input_rows_; }

  // Sets of buffers that calls go through in turn.
  [[nodiscard]] std::size_t set_count() const { return inputs_.size(); }
  [[nodiscard]] std::byte* input(const BufferAt& at) const {
    return inputs_[at.set].data() + tensor_offset(most_input_rows_, at.tensor);
  }
  [[nodiscard]] std::byte* plain_output(const BufferAt& at) const {
    return outputs_[at.set].data() + tensor_offset(most_output_rows_, at.tensor);
  }
  // Requires: the engine has an arena.
  [[nodiscard]] std::byte* arena_output(const BufferAt& at) const {
    return arena_outputs_[at.set] + tensor_offset(most_output_rows_, at.tensor);
  }

  // The tokens that must be in the output's rows. Device memory.
  [[nodiscard]] const std::int64_t* output_tokens() const { return tokens_of(output_tokens_); }

 private:
  static const std::int64_t* tokens_of(const engine::Buffer& buffer) {
    return reinterpret_cast<const std::int64_t*>(buffer.data());
  }
  GpuScene(const GpuCase& one, CaseSides sides, engine::RankContext& context, engine::Engine& engine);
  // Tensors of a set lie one behind the other, at multiples of 256 bytes.
  [[nodiscard]] std::int64_t tensor_offset(std::int64_t rows, std::size_t tensor) const;

  GpuCase case_;
  engine::Engine& engine_;
  Placement source_;  // of the way that is measured: a backward case has them exchanged
  Placement target_;
  Group group_;
  RankProgram program_;
  std::vector<std::int64_t> row_bytes_;
  std::int64_t most_input_rows_ = 0;
  std::int64_t most_output_rows_ = 0;
  std::vector<engine::Buffer> inputs_;
  std::vector<engine::Buffer> outputs_;
  std::vector<std::byte*> arena_outputs_;
  std::vector<std::int64_t> slots_;
  engine::Buffer output_tokens_;
};

// A rank's rows, with what padding adds to its share.
[[nodiscard]] std::int64_t room_for(std::int64_t local_bytes);
// The arena that scenes of so many bytes a rank need.
[[nodiscard]] std::int64_t arena_bytes_for(std::int64_t local_bytes);

}  // namespace relayout::bench
