// Which calls of a plan were compared across ranks since it was uploaded, and which of those this rank knows to agree.
#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>
#include <vector>

#include "relayout/engine/owner.hpp"

namespace relayout::engine {

class Comparisons {
 public:
  // Another plan was uploaded.
  void forget() { count_ = 0; }
  [[nodiscard]] std::size_t count() const { return count_; }
  // The call was compared before, or is being compared.
  [[nodiscard]] bool has(std::uint64_t call_digest) const { return find(call_digest) < count_; }
  // Its comparison is enqueued on `stream` by now. Cost: O(calls of the plan); allocates for the fifth and more.
  void note(std::uint64_t call_digest, cudaStream_t stream);
  // Its comparison ended on this rank's device. Never waits; may be asked during a capture.
  [[nodiscard]] bool ended(std::uint64_t call_digest);

 private:
  struct Entry {
    std::uint64_t call_digest = 0;
    bool ended = false;
    Event compared;
  };
  [[nodiscard]] std::size_t find(std::uint64_t call_digest) const;
  std::vector<Entry> entries_{std::vector<Entry>(4)};  // the first count_ are of this plan
  std::size_t count_ = 0;
};

}  // namespace relayout::engine
