// The ways to make a move on GPUs, by name.
#pragma once

#include <cstdint>
#include <string_view>

namespace relayout::engine {

//   sendrecv      packs one message a peer, ncclSend and ncclRecv, unpacks. Everywhere; plain tensors.
//   window        one kernel writes rows straight into the peers' windows. Within one LSA team.
//   copy_engine   one copy a run by the GPU's copy engines, no multiprocessor used. Within one LSA team; few long runs.
//   hybrid        window within nodes, sendrecv between them, side by side. Ranks on several nodes.
//   automatic     picks one of these, and says why.
enum class ExecutorKind : std::uint8_t { automatic, sendrecv, window, copy_engine, hybrid };
[[nodiscard]] std::string_view name_of(ExecutorKind kind);

}  // namespace relayout::engine
