// What all ranks know of a move alike, without a word exchanged.
#pragma once

#include <cstdint>

#include "relayout/model/placement.hpp"

namespace relayout::engine {

// What pack and layouts alone say of a plan's runs. One rank's program would say more, but other things on every rank.
struct MoveFacts {
  std::int64_t token_count = 0;
  std::int64_t chunk_count = 0;  // of both sides' scopes together: no plan has more runs
};
// Cost: O(1). A custom layout counts as one chunk a token.
[[nodiscard]] MoveFacts facts_of(const Placement& source, const Placement& target);

}  // namespace relayout::engine
