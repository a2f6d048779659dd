// What a move costs: traffic against the bound, other names for ranks, estimates of time.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "relayout/model/cost/estimate.hpp"
#include "relayout/model/cost/machine.hpp"
#include "relayout/model/cost/rank_traffic.hpp"
#include "relayout/model/cost/relabel.hpp"
#include "relayout/model/plan.hpp"

namespace relayout {

struct CostOptions {
  Machine machine = h200_nvlink;
  RowSize size{};
  std::function<bool()> give_up = {};  // asked now and then; where it says yes, the answer is worth nothing
};

// A plan sends each row that changes rank once, so traffic.rows_sent is also the least that any correct route between
// the two layouts could send (law `bound`).
struct MoveCost {
  Traffic traffic;
  std::vector<PairTraffic> pairs;
  std::vector<RankTraffic> ranks;
  Relabelling source_renamed;  // other names for the ranks of the source, the target as it is
  Relabelling target_renamed;
  Estimate estimate;  // of the move as it is
  Estimate source_renamed_estimate;
  Estimate target_renamed_estimate;
};

// Requires: rows of the pack * row_bytes * headwise_multiplier <= max_bytes.
// Cost: O(moves log moves), and of two relabellings.
[[nodiscard]] MoveCost move_cost(const Plan& plan, const CostOptions& options);

// The estimate of these pairs alone, as after a renaming. Cost: O(ranks + pairs log ranks).
struct PairsOfGroup {
  std::span<const PairTraffic> pairs;
  const Group& group;
};
[[nodiscard]] Estimate estimate(const PairsOfGroup& moved, const CostOptions& options);

}  // namespace relayout
