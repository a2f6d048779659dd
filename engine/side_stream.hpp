// A second stream beside the caller's: forked from it and joined to it by events, so that a capture follows.
#pragma once

#include "relayout/engine/owner.hpp"

namespace relayout::engine {

class SideStream {
 public:
  // Work on handle() begins after what is on `main` by now.
  void fork(cudaStream_t main) const;
  // Work on `main` from here on comes after all that is on handle().
  void join(cudaStream_t main) const;
  [[nodiscard]] cudaStream_t handle() const { return stream_.handle(); }

 private:
  Stream stream_;
  Event forked_;
  Event joined_;
};

}  // namespace relayout::engine
