// Every schedule of a small run, one after another, and what they end in.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "relayout/sim/chooser.hpp"

namespace relayout::sim {

// Which schedules are tried.
enum class Reduction : std::uint8_t {
  none,         // all of them
  steps_first,  // all orders of messages. A step of a rank is done as soon as it can be: nothing that touches the rank
                // can come before it, so its place among the others cannot matter (a persistent set of one)
  sleep_sets,   // of those, one for each order of the actions that share a rank (Godefroid, LNCS 1032, 1996)
};

struct ExploreOptions {
  Reduction reduction = Reduction::sleep_sets;
  std::int64_t most_schedules = 100'000;
  // Null: never. Asked between two steps and after a run, which is not counted if it was cut short. Requires: what was
  // true once stays true.
  std::function<bool()> stop{};
};

// What runs ended in, how many of them, and the first of these.
struct Outcome {
  std::string text;
  std::int64_t schedules = 0;
  Deviations first;
};

struct Exploration {
  std::vector<Outcome> outcomes;  // in the order in which they were met
  std::int64_t schedules = 0;     // runs that came to their end
  std::int64_t abandoned = 0;     // runs begun and given up, since all that they could do was tried in another order
  bool complete = false;          // whether there are no more
};

// Does the run over and over, depth first, and never holds more than one of it. `run` does it under the chooser and
// puts into words what it ended in. Requires: a run is a function of the choices. Ensures: under sleep_sets, if
// complete: each class of schedules that differ in the order of actions without a common rank was run exactly once.
// Cost: O(schedules x run).
using Run = std::function<std::string(Chooser& chooser)>;
[[nodiscard]] Exploration explore(const Run& run, const ExploreOptions& options);

// Counts most_schedules runs in the same way, each under a chooser that `next` makes.
using MakeChooser = std::function<std::unique_ptr<Chooser>(std::int64_t number)>;
[[nodiscard]] Exploration sample(const Run& run, const MakeChooser& next, const ExploreOptions& options);

// Fewer and lower deviations that `fails` accepts too; none can be left out or be lower by one. Requires: fails(found).
// Ensures: fails(result). Cost: O(deviations^2) calls at the most.
[[nodiscard]] Deviations shrink(const Deviations& found, const std::function<bool(const Deviations&)>& fails);

}  // namespace relayout::sim
