// Faults against checks: which check refuses which planted fault.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "relayout/proptest/counterexample.hpp"
#include "relayout/proptest/fault/fault.hpp"

namespace relayout::proptest {

// Cases and who judges them: the first that is refused, if any.
struct Check {
  std::string name;      // the column's
  std::string sentence;  // what is asked
  std::function<std::optional<Counterexample>(const Planner&)> ask;
};

// unit, aligned, cp2, small, huge: cases, each asked all laws and the oracle, so that only the choice of cases is
// compared. Then each law alone, the oracle alone and the simulation alone, on a sample of `small`.
[[nodiscard]] std::vector<Check> checks();

struct FaultRow {
  const Fault* fault;
  std::vector<std::optional<Counterexample>> found;  // by check

  // The first of `small`, which ascends, or of `huge`. The same as smallest_counterexample finds.
  [[nodiscard]] const std::optional<Counterexample>& smallest() const;
};

struct FaultTable {
  std::vector<Check> checks;
  std::vector<FaultRow> rows;  // by fault
};

// Cost: half a minute.
[[nodiscard]] FaultTable fault_table(std::span<const Fault> faults);

// "the usual unit test sees 5 of 18"
[[nodiscard]] std::string summary(const FaultTable& table);

// A Markdown page: what the checks are, the table, and each fault with its smallest counterexample.
[[nodiscard]] std::string print(const FaultTable& table);

}  // namespace relayout::proptest
