// All-to-all-v between index select and index copy: what Megatron-LM's context_parallel_layout does.
#pragma once

#include <memory>

#include "relayout/bench/gpu/baseline_routes.hpp"
#include "relayout/bench/gpu/method.hpp"

namespace relayout::bench {

// Message buffers as frameworks allocate them, or known to NCCL (ncclMemAlloc, ncclCommRegister).
enum class BufferKind : std::uint8_t { plain, registered };
[[nodiscard]] std::unique_ptr<Method> all_to_all_v(GpuScene& scene, engine::RankContext& context, BufferKind buffers);

}  // namespace relayout::bench
