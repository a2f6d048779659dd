// Faults against checks: which check refuses which planted fault.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "relayout/proptest/counterexample.hpp"
#include "relayout/proptest/fault/fault.hpp"

namespace relayout::proptest {

// A world and who judges it. True: some case of the world is refused.
struct Check {
  std::string name;      // the column's
  std::string sentence;  // what is asked
  std::function<bool(const Planner&)> refuses;
};

// unit, aligned, cp2, small, huge: worlds, each asked all laws and the oracle, so that only the choice of cases is
// compared. Then each law alone, the oracle alone and the simulation alone, on the small world.
[[nodiscard]] std::vector<Check> checks();

struct FaultRow {
  const Fault* fault;
  std::vector<bool> refused;  // by check
  std::optional<Counterexample> smallest;
};

struct FaultTable {
  std::vector<Check> checks;
  std::vector<FaultRow> rows;  // by fault
};

// Cost: about a minute.
[[nodiscard]] FaultTable fault_table(std::span<const Fault> faults);

// "the usual unit test sees 5 of 18"
[[nodiscard]] std::string summary(const FaultTable& table);

// A Markdown page: what the checks are, the table, and each fault with its smallest counterexample.
[[nodiscard]] std::string print(const FaultTable& table);

}  // namespace relayout::proptest
