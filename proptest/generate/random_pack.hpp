// Random packs that look like trouble.
#pragma once

#include <cstdint>

#include "relayout/model/pack.hpp"
#include "relayout/proptest/generate/generate.hpp"
#include "relayout/proptest/generate/random.hpp"

namespace relayout::proptest {

// What the layouts of a case ask of its pack.
struct PackDemands {
  std::int64_t slot_multiple = 1;
  std::int64_t pack_multiple = 1;
};

// Odd, prime, empty, short and nearly aligned sequences, one huge one, many tiny ones, with and without slots.
// Ensures: every slot is a multiple of slot_multiple, the token count of pack_multiple, and the bounds hold.
[[nodiscard]] Pack random_pack(Random& random, const CaseBounds& bounds, const PackDemands& demands);

}  // namespace relayout::proptest
