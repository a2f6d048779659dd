// All-to-all-v routes the slowest way, token by token and row by row: what check_routes is compared with.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "relayout/model/routes.hpp"
#include "relayout/proptest/generate/case.hpp"

namespace relayout::proptest {

// Routes as a trainer would write them: for each rank and each peer, one token after another. Cost: O(tokens *
// ranks^2).
[[nodiscard]] Routes naive_routes(const PlacedCase& sides);

// The rows of a list, null spelt out. Requires: small splits where the list is null.
[[nodiscard]] std::vector<std::int64_t> spelt_out(const std::optional<std::vector<std::int64_t>>& rows,
                                                  const std::vector<std::int64_t>& splits);

// The exchange run row by row, and what has arrived compared with the target placement. Requires: small numbers.
[[nodiscard]] bool carries_every_token(const Routes& routes, const PlacedCase& sides);

}  // namespace relayout::proptest
