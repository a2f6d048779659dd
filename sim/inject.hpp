// Where a rank's coroutine lets faults in. Without injections none of these does anything.
#pragma once

#include <span>

#include "relayout/sim/rank.hpp"

namespace relayout::sim {

enum class Moment : std::uint8_t { before, after };

// Which exchange a rank is at.
struct ExchangePlace {
  Direction direction = Direction::forward;
  std::int32_t exchange = 0;
};

// Time that passes before the exchange, and whether the rank crashes here. Each counts what fired, in rank.fired.
void slow_down(Rank& rank, const Call& call);
[[nodiscard]] bool crashes(Rank& rank, const Call& call, const ExchangePlace& place, Moment moment);
// What the rank believes otherwise than the others.
void mislead(Rank& rank, const Call& call);
[[nodiscard]] bool goes_the_wrong_way(Rank& rank, const Call& call);
// Its posts, before they are posted; and, once they are done, what it received.
void damage_posts(Rank& rank, const Call& call, Direction direction);
void damage_received(Rank& rank, const Call& call, Direction direction);

}  // namespace relayout::sim
