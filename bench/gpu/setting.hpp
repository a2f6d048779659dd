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

struct GpuCase {
  PackKind pack = PackKind::one;
  std::int64_t sequence_count = 1;
  std::string source;  // layout strings without cp
  std::string target;
  Direction direction = Direction::forward;
  std::int64_t local_bytes = 0;  // of a rank's buffer, about
  std::int64_t row_bytes = 8192;
};

[[nodiscard]] std::string pack_name(const GpuCase& one);
// The lengths, for so many ranks. Empty where so few tokens cannot make such a pack.
[[nodiscard]] std::vector<std::int64_t> pack_lengths(const GpuCase& one, std::int32_t rank_count);

// The case on one rank: programs, row names, and enough buffers to go round the cache.
class GpuScene {
 public:
  GpuScene(const GpuCase& one, engine::RankContext& context, engine::Engine& engine, cudaStream_t stream);
  ~GpuScene();
  GpuScene(const GpuScene&) = delete;  // arena slots
  GpuScene& operator=(const GpuScene&) = delete;

  // The program as a forward one, whatever the direction.
  [[nodiscard]] const RankProgram& program() const { return program_; }
  [[nodiscard]] const Placement& source() const { return source_; }
  [[nodiscard]] const Placement& target() const { return target_; }
  [[nodiscard]] const Group& group() const { return group_; }
  [[nodiscard]] std::int64_t row_bytes() const { return case_.row_bytes; }
  [[nodiscard]] std::int64_t input_rows() const { return program_.source_row_count; }
  [[nodiscard]] std::int64_t output_rows() const { return program_.target_row_count; }
  [[nodiscard]] std::int64_t most_input_rows() const { return most_input_rows_; }

  // Sets of buffers that calls go through in turn.
  [[nodiscard]] std::size_t set_count() const { return inputs_.size(); }
  [[nodiscard]] std::byte* input(std::size_t set) const { return inputs_[set].data(); }
  [[nodiscard]] std::byte* plain_output(std::size_t set) const { return outputs_[set].data(); }
  // Null where there is no arena.
  [[nodiscard]] std::byte* arena_output(std::size_t set) const { return arena_outputs_[set]; }

  // The tokens that must be in the output's rows. Device memory.
  [[nodiscard]] const std::int64_t* output_tokens() const { return tokens_of(output_tokens_); }

 private:
  static const std::int64_t* tokens_of(const engine::Buffer& buffer) {
    return reinterpret_cast<const std::int64_t*>(buffer.data());
  }
  GpuCase case_;
  engine::Engine& engine_;
  Placement source_;  // of the way that is measured: a backward case has them exchanged
  Placement target_;
  Group group_;
  RankProgram program_;
  std::int64_t most_input_rows_ = 0;
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
