// The small world: every pack, every layout and every pair of layouts up to a size, none left out. No dice.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "relayout/model/layout.hpp"
#include "relayout/model/pack.hpp"

namespace relayout::proptest {

struct SmallWorldBounds {
  std::int64_t max_tokens = 16;
  std::int64_t max_sequences = 4;
  std::int64_t max_slot_tokens = 6;  // packs with carried padding: so many tokens, in two slots at most
  std::int64_t max_ranks = 6;        // cp * tp
};

// All lengths, empty sequences included, in up to so many sequences; then all lengths in all slots of smaller packs.
[[nodiscard]] std::vector<Pack> small_packs(const SmallWorldBounds& bounds);

// Every named layout with every rule it knows, tp 1 and 2, block 1 to 3, multiple k and 2k.
[[nodiscard]] std::vector<Layout> small_layouts(const SmallWorldBounds& bounds);

// What a visit saw: all of it held, or where it stopped.
struct SmallWorldTally {
  std::int64_t packs = 0;
  std::int64_t placements = 0;  // layout and pack that go together
  std::int64_t refusals = 0;    // those that do not, by planner and oracle alike
  std::int64_t pairs = 0;       // two placements of one pack, in order
  std::string failure;          // empty: none
};

// How large the world is: packs, layouts that apply to each, and pairs of them. Nobody is asked about any.
[[nodiscard]] SmallWorldTally count_small_world(const SmallWorldBounds& bounds);

// One of `count` parts of the world, which together are all of it: each count-th pack.
struct Shard {
  std::int64_t index = 0;
  std::int64_t count = 1;
};

// Asks the token-by-token oracle about every placement (partition, views) and every pair (join, inverse, agreement).
[[nodiscard]] SmallWorldTally visit_small_world(const SmallWorldBounds& bounds, const Shard& shard);

}  // namespace relayout::proptest
