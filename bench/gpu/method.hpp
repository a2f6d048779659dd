// A way to make the move, as the benchmark sees it.
#pragma once

#include <cuda_runtime_api.h>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "relayout/bench/gpu/setting.hpp"

namespace relayout::bench {

// Whether a call may be captured into a graph without harm to what is measured later.
enum class Capture : std::uint8_t { harmless, harmful };

class Method {
 public:
  virtual ~Method() = default;
  [[nodiscard]] virtual std::string name() const = 0;
  // Makes the move from the set's input; enqueued.
  virtual void enqueue(std::size_t set, cudaStream_t stream) = 0;
  // Where a set's rows of a tensor are after it.
  [[nodiscard]] virtual std::byte* output(const BufferAt& at) const = 0;
  // Device memory it needs beside input and output.
  [[nodiscard]] virtual std::int64_t extra_bytes() const = 0;
  [[nodiscard]] virtual Capture capture() const { return Capture::harmless; }
};

using Methods = std::vector<std::unique_ptr<Method>>;

// The engine's executors: into the arena, and from plain tensors to plain tensors.
void add_engine_methods(GpuScene& scene, engine::Engine& engine, cudaStream_t stream, Methods& methods);

// What `auto` picks for the scene, and why.
[[nodiscard]] std::string automatic_choice(const GpuScene& scene, const engine::Engine& engine);

// What trainers do today, written with the same NCCL and kernels at least as good as theirs:
//   a2av             index select, one all-to-all-v (own rows too), index copy: Megatron-LM context_parallel_layout
//   a2av_registered  the same with buffers that NCCL knows (ncclMemAlloc, ncclCommRegister)
//   allgather        all-gather of everything, then index select: miles, MagiAttention's undispatch
//   p2p_cat          a send and a receive a run, then concatenation: radixark/miles pull request 957
void add_baselines(GpuScene& scene, engine::RankContext& context, Methods& methods);

}  // namespace relayout::bench
