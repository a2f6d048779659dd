// Which ranks are near enough to write into each other's memory: all of them, those of a node, or none.
#pragma once

#include <memory>
#include <string>

#include "relayout/engine/communicator.hpp"
#include "relayout/engine/executor_kind.hpp"

namespace relayout::engine {

struct Neighbours {
  std::shared_ptr<Communicator> communicator;  // of the ranks that are near; null where there are none
  std::string no_window;                       // why those are not all ranks; empty: they are
  std::string no_hybrid;                       // why they are not those of this node; empty: they are
};

// Collective; all ranks ask for the same executor and find the same reasons. A communicator over several nodes cannot
// tell by itself, for asking it for windows makes NCCL look for networks that GPUs write to.
[[nodiscard]] Neighbours find_neighbours(const std::shared_ptr<Communicator>& communicator, ExecutorKind asked);

}  // namespace relayout::engine
