#include "relayout/bench/gpu/host_calls.hpp"

#include <cuda_runtime_api.h>
#include <gtest/gtest.h>

#include <memory>

namespace relayout::bench {
namespace {

// Without a GPU the calls fail, and are counted all the same.
TEST(host_calls, what_asks_for_memory_and_what_waits_is_told_apart) {
  const HostCalls before = host_calls();
  void* memory = nullptr;
  if (cudaMalloc(&memory, 16) == cudaSuccess) cudaFree(memory);
  const HostCalls after_memory = host_calls() - before;
  EXPECT_GE(after_memory.memory, 1);
  EXPECT_EQ(after_memory.synchronisations, 0);
  static_cast<void>(cudaDeviceSynchronize());
  static_cast<void>(cudaStreamSynchronize(nullptr));
  const HostCalls after_waiting = host_calls() - before;
  EXPECT_EQ(after_waiting.memory, after_memory.memory);
  EXPECT_EQ(after_waiting.synchronisations, 2);
}

TEST(host_calls, the_heap_is_counted) {
  const HostCalls before = host_calls();
  const auto number = std::make_unique<int>(1);
  EXPECT_GE((host_calls() - before).heap, *number);
}

}  // namespace
}  // namespace relayout::bench
