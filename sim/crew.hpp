// All ranks of a simulation, run and heard out.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "relayout/model/result.hpp"
#include "relayout/sim/belief.hpp"
#include "relayout/sim/rank_names.hpp"
#include "relayout/sim/simulate.hpp"

namespace relayout::sim {

// Who there is, and what each one believes: beliefs[belief_of[index]].
struct Crew {
  const RankNames& names;
  std::span<const std::unique_ptr<Belief>> beliefs;
  std::vector<std::size_t> belief_of;
};

// Errors: "bad_tensor", "bad_ranks", "too_large".
[[nodiscard]] Result<SimulationReport> run_crew(const Crew& crew, const SimulationOptions& options);

}  // namespace relayout::sim
