// Judges all-to-all-v routes against the two layouts they claim to join: laws `agreement` and `join`.
#pragma once

#include "relayout/model/check/verdict.hpp"
#include "relayout/model/placement.hpp"
#include "relayout/model/routes.hpp"

namespace relayout {

// Splits of both ends agree; indices are in range; no target row is written twice; every token arrives at its target
// row, and nowhere else. Temporary padding rows of the source may be sent to temporary padding rows of the target, or
// left alone. Any numbers may stand in the routes. Witnesses name rank, row, token, expected and found. Cost: O(length
// of the lists + pieces log pieces), whatever the token count where the lists are null.
struct RoutesCase {
  const Routes& routes;
  const Placement& source;
  const Placement& target;
};
[[nodiscard]] Verdict check_routes(const RoutesCase& routes_case);

}  // namespace relayout
