// What relayout cost says in words and tables.
#pragma once

#include <cstdint>
#include <string>

#include "relayout/cli/machine_flags.hpp"
#include "relayout/cli/output.hpp"
#include "relayout/cli/pack_input.hpp"
#include "relayout/model/report/write_cost.hpp"

namespace relayout::cli {

// What the tables of traffic count.
enum class CountUnit : std::uint8_t { rows, bytes };

// One pack: traffic by rank, domain and pair, other names for the ranks, estimates.
[[nodiscard]] std::string cost_text(const Output& output, const report::CostSubject& subject, const MoveCost& cost,
                                    CountUnit unit);

// Many packs with the same two layouts; without one order for all of them where none was sought.
[[nodiscard]] std::string summary_text(const Output& output, const report::CostSummary& summary,
                                       const MachineChoice& machine);

// The machine's figures, each with where it is from.
[[nodiscard]] std::string machine_lines(const MachineChoice& choice);

// "11,040.0" or "0.68", and the same with " us".
[[nodiscard]] std::string microseconds_text(std::int64_t ns);
[[nodiscard]] std::string time_text(std::int64_t ns);
// "12.5%" of a whole that may be 0.
[[nodiscard]] std::string percent_text(std::int64_t part, std::int64_t whole);

}  // namespace relayout::cli
