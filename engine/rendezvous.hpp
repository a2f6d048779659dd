// Where the ranks of a launch meet, as the environment says it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "relayout/engine/launch.hpp"
#include "relayout/engine/variables.hpp"

namespace relayout::engine {

inline constexpr std::string_view torchrun = "torchrun";
inline constexpr std::string_view openmpi = "openmpi";
inline constexpr std::string_view slurm = "slurm";

// The launch's own name, the same on all of its ranks; empty where the launcher gives none.
[[nodiscard]] std::string read_job(std::string_view launcher, const Variables& variables);

// Requires: launch.world_size > 1; launch.rendezvous.job is what read_job says.
// Errors: "launch": a damaged address, or none.
[[nodiscard]] Result<Rendezvous> read_rendezvous(const Launch& launch, const Variables& variables);

}  // namespace relayout::engine
