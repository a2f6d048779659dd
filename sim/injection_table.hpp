// Every fault at every place of a small move: what became of it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "relayout/sim/simulate.hpp"

namespace relayout::sim {

// exact:    every rank finished, and what it holds is right.
// refused:  some rank ended with an error of its own, and no rank holds wrong rows without one.
// silent:   some rank holds wrong rows and knows nothing of it.
// hung:     some rank waits for ever.
// no_place: the fault cannot be there, as a message without a successor that is to change places with it.
enum class InjectionOutcome : std::uint8_t { exact, refused, silent, hung, no_place };

// One run with one fault.
struct InjectionTrial {
  std::string fault;                   // "drop", "delay past the limit", "other pack"
  std::string place;                   // "forward 0>1", "rank 2"
  std::optional<Injection> injection;  // nothing where the rank was told something else
  std::optional<RankInput> odd_rank;   // what it was told
  InjectionOutcome outcome = InjectionOutcome::no_place;
  std::string sign{};           // what gave it away, of the first notice
  std::vector<RankEnd> ends{};  // by rank
};

struct InjectionWorld {
  const Placement& source;
  const Placement& target;
  std::int64_t wait_limit_ns = 1'000'000'000;
};

// What faults are called, without their degrees: the first words of InjectionTrial::fault.
[[nodiscard]] std::vector<std::string> injection_names();

// All trials there are: each fault of a message at each message, forward and backward, each fault of a rank at each
// rank. Fingerprints are not compared first, so that ranks that were told different things get as far as they can.
[[nodiscard]] std::vector<InjectionTrial> all_trials(const InjectionWorld& world);

// Runs one; `options` says under which executor, over which channel, and what goes unchecked.
void run_trial(const InjectionWorld& world, const SimulationOptions& options, InjectionTrial& trial);

// The end that tells most of the fault: one that names its message, else one that names another; of these the first on
// the virtual clock, then of the lowest rank. Null where no rank has an error. Lives as long as the trial.
[[nodiscard]] const RankEnd* first_notice(const InjectionTrial& trial);

// How many trials ended so.
[[nodiscard]] std::int64_t count_of(std::span<const InjectionTrial> trials, InjectionOutcome outcome);

// Two tables in Markdown, faults down: of messages, with a column each; of ranks. One without a line is left out.
[[nodiscard]] std::string print(std::span<const InjectionTrial> trials);

}  // namespace relayout::sim
