// A rank that dies: every other one must say so in time, name it, and end cleanly.
#pragma once

#include <cstdint>
#include <string>

#include "relayout/engine/crew.hpp"
#include "relayout/engine/engine.hpp"

namespace relayout::cli {

//   before    it never makes the first move
//   during    the others are in a move already
//   between   after moves that all of them made
//   replay    between replays of captured moves, which go through no call of the engine
enum class DeathTime : std::uint8_t { before, during, between, replay };

struct DeathTrial {
  DeathTime time = DeathTime::before;
  engine::ExecutorKind executor = engine::ExecutorKind::automatic;
  std::uint64_t seed = 1;
};

struct Witnessed {
  bool named = false;   // an error came, and it names the rank
  std::string words;    // the error's code and message, or what is missing
  std::int64_t ms = 0;  // from the death's own moment, as far as a survivor can know it
};

// The last rank kills its process (SIGKILL); the others return what they witnessed. Requires: a process a rank, two
// ranks or more.
[[nodiscard]] Witnessed witness_death(engine::RankContext& context, const DeathTrial& trial);

}  // namespace relayout::cli
