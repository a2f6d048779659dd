// A validation from its options to its tally, on one rank. All ranks draw the same rounds from the same seed, so that
// nothing but outcomes is exchanged.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "relayout/engine/crew.hpp"
#include "relayout/engine/engine.hpp"
#include "relayout/proptest/generate/case.hpp"

namespace relayout::cli {

// How a round's moves are enqueued.
//   eager    one case, forward and backward
//   late     the same, one rank 10 ms after the others
//   pair     two communicators at once, one of them lent by its owner
//   flight   eight plans alive at once, moved in random order
//   graph    forward and backward captured once and replayed over plans that change between replays
//   odd      one rank means another move: after the others, once for each executor and way to differ
enum class Round : std::uint8_t { eager, late, pair, flight, graph, odd };

struct ValidateOptions {
  std::int64_t case_count = 200;
  std::uint64_t seed = 1;
  std::int64_t replay_count = 50;  // of a graph round
  std::int64_t arena_bytes = std::int64_t{512} << 20U;
  std::vector<engine::ExecutorKind> executors{};  // empty: all there are
  std::function<bool()> stop{};                   // asked on rank 0 between rounds
  std::function<void(const std::string&)> progress{};
};

struct Difference {
  proptest::Case input;  // the smallest one found
  std::string what;
  engine::ExecutorKind executor = engine::ExecutorKind::automatic;
  Round round = Round::eager;
};

struct ValidateTally {
  std::int64_t cases = 0;
  std::int64_t moves = 0;                // forward and backward, replays too
  std::int64_t bytes = 0;                // of payload, on all ranks
  std::int64_t disagreements = 0;        // that were planted, told by all ranks and kept away from memory
  std::vector<std::string> executors{};  // those that were tried
  std::string left_out{};                // why others were not
  std::optional<Difference> difference{};
  bool stopped = false;
};

// The same on every rank.
[[nodiscard]] ValidateTally validate_on_rank(engine::RankContext& context, const ValidateOptions& options);

[[nodiscard]] std::string name_of(Round round);

}  // namespace relayout::cli
