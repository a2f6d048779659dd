// What ranks said they would do, and which of them stand apart.
#pragma once

#include <cstdint>
#include <vector>

namespace relayout::engine {

// What one rank said it would do, as this rank saw it.
struct Statement {
  std::int32_t world_rank = 0;
  std::uint64_t fingerprint = 0;
  std::uint32_t call = 0;
};
// The ranks that differ from what most say; on a tie those that differ from the first. Ascending.
[[nodiscard]] std::vector<std::int32_t> odd_ranks(const std::vector<Statement>& statements);

}  // namespace relayout::engine
