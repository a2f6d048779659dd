// Why nobody can go on: the cycle of waiting ranks, or the chain that ends in one that will never answer.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "relayout/model/check/verdict.hpp"
#include "relayout/sim/network.hpp"

namespace relayout::sim {

enum class RankState : std::uint8_t { ended, waiting, dead };

// A network at rest. Invariant: the ranks named in waits, which ascend by rank, are those that are waiting.
struct Standstill {
  std::span<const RankState> states;         // by rank index
  std::span<const std::int32_t> world_rank;  // by rank index
  std::span<const Wait> waits;
};

// Empty where every rank has ended. Else law `progress`, and the first of these that there is: the shortest chain from
// the lowest rank whose wait ends in a dead one; a cycle; a chain that ends in a rank that has ended.
// "no rank can go on, 2 of 2 wait; cycle: rank 0 waits to send to 1 -> rank 1 waits to send to 0"
// Cost: O(ranks + waits).
[[nodiscard]] Verdict explain(const Standstill& standstill);

// The same as a picture of a line a rank; empty where no rank waits.
//   ┌─> rank 0 waits to send to 1
//   └── rank 1 waits to send to 0
[[nodiscard]] std::string draw(const Standstill& standstill);

}  // namespace relayout::sim
