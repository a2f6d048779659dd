// What kernels wrote into the status block, in words.
#pragma once

#include "relayout/engine/arena.hpp"
#include "relayout/engine/communicator.hpp"
#include "relayout/model/result.hpp"

namespace relayout::engine {

// Requires: status().raised != 0. "disagreement" names the odd ranks and clears the block: the communicator can be used
// on. "deadline" names the ranks that did not come; it stays.
[[nodiscard]] Error take_news(Arena& arena, Communicator& communicator);

// What one rank said it would do, as this rank saw it.
struct Statement {
  std::int32_t world_rank = 0;
  std::uint64_t fingerprint = 0;
  std::uint64_t call = 0;
};
// The ranks that differ from what most say; on a tie those that differ from the first. Ascending.
[[nodiscard]] std::vector<std::int32_t> odd_ranks(const std::vector<Statement>& statements);

}  // namespace relayout::engine
