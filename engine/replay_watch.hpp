// Sees replayed calls that do not end. Events cannot: a graph that is launched again records none of them. So the
// graph's own kernels count its begun and ended calls, where the watchdog looks.
#pragma once

#include <cuda_runtime_api.h>

#include <memory>

#include "relayout/engine/communicator.hpp"

namespace relayout::engine {

class ReplayWatch {
 public:
  explicit ReplayWatch(Communicator& communicator);
  // Around a call that is captured: between the two no more than the communicator's patience may pass.
  void begin(cudaStream_t stream) const;
  void end(cudaStream_t stream) const;

 private:
  struct Counts;
  std::shared_ptr<Counts> counts_;  // the watchdog may look after this has ended
};

}  // namespace relayout::engine
