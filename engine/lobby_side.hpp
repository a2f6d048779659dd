// What a rank's lobby thread does: rank 0's keeps everybody's connections, the others' the one to rank 0.
#pragma once

#include <chrono>

namespace relayout::engine {

// On its way out a side waits this long, counted from the last sign of life: for the other side to take what it was
// sent; and, once the system has all of it, for the other side to close. A closing that is not waited for loses
// nothing.
inline constexpr std::chrono::milliseconds delivery_time{5'000};
inline constexpr std::chrono::milliseconds closing_time{250};

class LobbySide {
 public:
  virtual ~LobbySide() = default;
  // Returns some time after a farewell was posted on the board: once it is delivered, or nobody takes it.
  virtual void run() = 0;
};

}  // namespace relayout::engine
