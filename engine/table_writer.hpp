// Writes a rank program as a MoveTable and its lists.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "relayout/engine/move_table.hpp"
#include "relayout/model/rank_program.hpp"

namespace relayout::engine {

// Where the ranks of a plan are in a communicator.
struct TableScope {
  std::int32_t own_rank = 0;                // of the communicator
  std::span<const std::int32_t> rank_of{};  // rank of the communicator by world rank; empty: the same
  std::span<const std::int32_t> members{};  // ranks of the communicator that take part, this one left out, ascending

  [[nodiscard]] std::int32_t rank(std::int32_t world_rank) const {
    return rank_of.empty() ? world_rank : rank_of[static_cast<std::size_t>(world_rank)];
  }
};

[[nodiscard]] std::int64_t table_bytes(const RankProgram& program, std::int64_t member_count);

// Requires: block.size() >= table_bytes(..), block.data() aligned to 16.
// Ensures: every run of the program is there once, in order, with the rows ahead of it.
// Cost: O(runs); no allocation.
void write_table(const RankProgram& program, const TableScope& scope, std::span<std::byte> block);

}  // namespace relayout::engine
