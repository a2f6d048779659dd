// Judges all-to-all-v routes against the two layouts they claim to join: laws `agreement` and `join`.
#pragma once

#include "relayout/model/check/verdict.hpp"
#include "relayout/model/placement.hpp"
#include "relayout/model/routes.hpp"

namespace relayout {

// Splits of both ends agree; indices are in range; no target row is written twice; every token arrives at its target
// row. Temporary padding rows may be sent, kept or left alone. Witnesses name rank, row, token, expected and found.
// Cost: O(rows log pieces).
struct RoutesCase {
  const Routes& routes;
  const Placement& source;
  const Placement& target;
};
[[nodiscard]] Verdict check_routes(const RoutesCase& routes_case);

}  // namespace relayout
