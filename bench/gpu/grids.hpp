// Which kernels a way launches, and of how many CTAs: what it takes from whoever computes beside it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "relayout/bench/gpu/method.hpp"

namespace relayout::bench {

// Launches of one kernel with one grid.
struct KernelUse {
  std::string name;  // as the compiler writes it
  std::int64_t ctas = 0;
  std::int64_t threads = 0;  // of a CTA
  std::int64_t launches = 0;
};
struct DeviceUse {
  std::vector<KernelUse> kernels;  // in the order of their first launch
  std::int64_t copies = 0;         // made by copy engines, or by the driver's kernels
  // Of the largest grid: no more multiprocessors than that are used at once. -1: not known.
  std::int64_t most_ctas = -1;
};
// Read from a captured graph of one call, which is not launched: kernels of NCCL are seen too. All ranks call it in
// the same order.
// Requires: the way was called before, so that nothing is set up in it any more; nothing is measured in this run any
// more, for a capture leaves traces in NCCL.
[[nodiscard]] DeviceUse device_use(Method& method, cudaStream_t stream);

}  // namespace relayout::bench
