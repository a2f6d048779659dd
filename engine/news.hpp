// What kernels wrote into the status block, in words.
#pragma once

#include "relayout/engine/arena.hpp"
#include "relayout/engine/communicator.hpp"
#include "relayout/model/result.hpp"

namespace relayout::engine {

// Requires: status().raised != 0. "disagreement" names the odd ranks and clears the block: the communicator can be used
// on. "deadline" names the ranks that did not come; it stays.
[[nodiscard]] Error take_news(Arena& arena, Communicator& communicator);

}  // namespace relayout::engine
