// What all ranks know of a move alike, without a word exchanged.
#pragma once

#include <cstdint>

#include "relayout/model/placement.hpp"

namespace relayout::engine {

// What pack and layouts alone say of a plan's runs. One rank's program would say more, but other things on every rank.
struct MoveFacts {
  std::int64_t token_count = 0;
  // Of both sides together: chunks of all scopes, or the pieces of a custom layout, and tp - 1 more for each cp rank,
  // whose rows shares of tp cut anew. A plan's runs end where one of these does.
  std::int64_t chunk_count = 0;
};
// Requires: both place one pack.
// Ensures: the plan has at most chunk_count moves, and the programs of all ranks together have at most as many runs,
// those that stay included. Cost: O(1).
[[nodiscard]] MoveFacts facts_of(const Placement& source, const Placement& target);

}  // namespace relayout::engine
