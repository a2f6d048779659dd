// Intervals out of files: they may hold any numbers, so nothing is added up before it is known to fit.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <tuple>
#include <vector>

namespace relayout {

// What a file claims of an interval: where it begins, and of how many things it is.
struct Extent {
  std::int64_t begin = 0;
  std::int64_t count = 0;
};

// Whether an extent names things, all of them below `limit`. Never overflows; false for any limit < 0.
[[nodiscard]] constexpr bool fits(const Extent& extent, std::int64_t limit) {
  return 0 <= extent.begin && 0 < extent.count && extent.begin <= limit && extent.count <= limit - extent.begin;
}

// Whether an extent names things at all, with an end that is a number.
[[nodiscard]] constexpr bool is_sound(const Extent& extent) {
  return fits(extent, std::numeric_limits<std::int64_t>::max());
}

// An interval that has been found to fit, in one of several spaces (a rank's rows, say), and who claims it.
struct Claimed {
  std::int32_t space = 0;
  std::int64_t begin = 0;
  std::int64_t end = 0;
  std::size_t claimant = 0;
};

// Two claims on one place.
struct Conflict {
  std::int32_t space = 0;
  std::int64_t at = 0;
  std::size_t first = 0;  // the two claimants, ascending
  std::size_t second = 0;
};

// Sorts the claims by space and begin, and finds the first place that two of them want.
// Requires: no claim is empty. Why neighbours suffice: what overlaps a later claim overlaps its successor too.
// Cost: O(claims log claims).
[[nodiscard]] inline std::optional<Conflict> first_conflict(std::vector<Claimed>& claims) {
  std::sort(claims.begin(), claims.end(), [](const Claimed& a, const Claimed& b) {
    return std::tie(a.space, a.begin, a.claimant) < std::tie(b.space, b.begin, b.claimant);
  });
  for (std::size_t i = 1; i < claims.size(); ++i) {
    const Claimed& before = claims[i - 1];
    const Claimed& after = claims[i];
    if (before.space == after.space && after.begin < before.end) {
      return Conflict{.space = after.space,
                      .at = after.begin,
                      .first = std::min(before.claimant, after.claimant),
                      .second = std::max(before.claimant, after.claimant)};
    }
  }
  return std::nullopt;
}

// The first of 0 .. count-1 that nobody claims. Requires: sorted, one space, no conflict.
[[nodiscard]] inline std::optional<std::int64_t> first_unclaimed(const std::vector<Claimed>& claims,
                                                                 std::int64_t count) {
  std::int64_t next = 0;
  for (const Claimed& claim : claims) {
    if (next < claim.begin) return next;
    next = claim.end;
  }
  return next < count ? std::optional(next) : std::nullopt;
}

}  // namespace relayout
