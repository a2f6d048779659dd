// Whether tensors of a call can be moved at all.
#pragma once

#include <span>

#include "relayout/engine/call.hpp"
#include "relayout/model/direction.hpp"
#include "relayout/model/rank_program.hpp"

namespace relayout::engine {

// Throws "bad_call" naming the tensor, and what of its two sides does not fit together.
void check_tensors(const RankProgram& program, Direction direction, std::span<const CallTensor> tensors);

}  // namespace relayout::engine
