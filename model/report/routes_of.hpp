// A plan as all-to-all-v routes: what a trainer would write for it.
#pragma once

#include "relayout/model/plan.hpp"
#include "relayout/model/routes.hpp"

namespace relayout::report {

// One entry a rank of the plan's group: the ranks of either side, ascending by world rank, as splits count peers.
// Rows go to each peer in ascending token order; row lists that count 0, 1, 2, .. to the last row are null.
// Ensures: check_routes holds. Cost: O(tokens + ranks^2), as routes are.
[[nodiscard]] Routes routes_of(const Plan& plan);

}  // namespace relayout::report
