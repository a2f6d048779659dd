// Who decides what happens next in a deterministic run.
//
// Why one schedule is enough to know them all. A rank waits for nothing but an exchange, an exchange names its peers,
// and a channel keeps order; a receive "from any" cannot be written. So no action ever disables another one, and two
// that can both be next lead to the same state in either order (the diamond). Runs are finite, hence every schedule
// does the same actions, ends in the same state, and one that stands still stands still in all of them. That is Kahn's
// determinism of networks (The semantics of a simple language for parallel programming, IFIP 1974), and for rendezvous
// the theorem of Siegel and Avrunin that synchronous executions decide deadlock where receives name their senders
// (Modeling wildcard-free MPI programs for verification, PPoPP 2005). So `one` is the default. The theorem is about
// programs; that the network below keeps its premises is what the other choosers try to refute.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "relayout/model/result.hpp"
#include "relayout/sim/action.hpp"
#include "relayout/sim/mix.hpp"

namespace relayout::sim {

class Chooser {
 public:
  Chooser() = default;
  Chooser(const Chooser&) = delete;
  Chooser& operator=(const Chooser&) = delete;
  virtual ~Chooser() = default;

  // The number of the next action; nothing abandons the run. Requires: there is an action.
  [[nodiscard]] virtual std::optional<std::size_t> choose(std::span<const Action> options) = 0;
};

// Where a schedule leaves the one that always takes option 0: step -> option. It says all of a schedule, and any such
// map can be followed. Prints as "3:1,7:2"; the schedule without deviations as "0:0".
using Deviations = std::map<std::int64_t, std::int64_t>;
[[nodiscard]] Deviations deviations_of(const Schedule& schedule);
[[nodiscard]] std::string print(const Deviations& deviations);
// Errors: "bad_schedule", naming the item.
[[nodiscard]] Result<Deviations> parse_deviations(std::string_view text);

// Follows deviations; without any it is the schedule called `one`. An option that is not there becomes the last one.
class FollowChooser final : public Chooser {
 public:
  explicit FollowChooser(Deviations deviations) : deviations_(std::move(deviations)) {}
  [[nodiscard]] std::optional<std::size_t> choose(std::span<const Action> options) override;

 private:
  Deviations deviations_;
  std::int64_t step_ = 0;
};

// Any option is as likely as any other.
class RandomChooser final : public Chooser {
 public:
  explicit RandomChooser(std::uint64_t seed) : numbers_(seed) {}
  [[nodiscard]] std::optional<std::size_t> choose(std::span<const Action> options) override;

 private:
  Draws numbers_;
};

// Probabilistic concurrency testing (Burckhardt, Kothari, Musuvathi and Nagarakatte, ASPLOS 2010). Ranks and channels
// have random priorities and the highest goes on; at change_points random steps the one that would go on falls below
// all others. A fault that needs d orderings shows with a chance of at least 1 / (n k^(d-1)) under d - 1 change points,
// n ranks and channels, k steps.
struct PctOptions {
  std::uint64_t seed = 1;
  std::int64_t change_points = 3;
  std::int64_t step_count = 0;  // of the run; the same for every schedule
};
class PctChooser final : public Chooser {
 public:
  explicit PctChooser(const PctOptions& options);
  [[nodiscard]] std::optional<std::size_t> choose(std::span<const Action> options) override;

 private:
  [[nodiscard]] std::uint64_t priority(const Action& action) const;
  [[nodiscard]] std::size_t highest(std::span<const Action> options) const;

  std::uint64_t seed_;
  std::map<std::int64_t, std::uint64_t> changes_;  // step -> the priority that its owner falls to
  std::map<std::pair<std::int32_t, std::int32_t>, std::uint64_t> fallen_;
  std::int64_t step_ = 0;
};

}  // namespace relayout::sim
