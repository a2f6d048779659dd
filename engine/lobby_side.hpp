// What a rank's lobby thread does: rank 0's keeps everybody's connections, the others' the one to rank 0.
#pragma once

#include <chrono>

namespace relayout::engine {

// On its way out a side waits this long for the other side to take what it was sent, counted from the last sign of
// life.
inline constexpr std::chrono::milliseconds farewell_time{5'000};

class LobbySide {
 public:
  virtual ~LobbySide() = default;
  // Returns some time after a farewell was posted on the board: once it is delivered, or nobody takes it.
  virtual void run() = 0;
};

}  // namespace relayout::engine
