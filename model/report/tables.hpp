// The model's nouns as plain text tables, as the commands print them without --json.
#pragma once

#include <cstdint>
#include <string>

#include "relayout/model/plan.hpp"
#include "relayout/model/rank_program.hpp"
#include "relayout/model/traffic.hpp"
#include "relayout/model/view.hpp"

namespace relayout::report {

// How many rows a table shows before it says how many were left out.
struct TableLimit {
  std::int64_t rows = 64;
};

// Rank, world rank, rows and what they hold, one line for each stretch of one sequence or of padding.
[[nodiscard]] std::string layout_table(const Placement& placement, const TableLimit& limit = {});
// The moves, cut where a sequence or its padding begins, the temporary padding that the target has beside them, and
// then the traffic.
[[nodiscard]] std::string plan_table(const Plan& plan, const TableLimit& limit = {});
// One rank's metadata.
[[nodiscard]] std::string view_table(const View& view, const TableLimit& limit = {});
// One rank's program: messages with their runs, own runs, fills.
[[nodiscard]] std::string rank_program_table(const RankProgram& program, const TableLimit& limit = {});
// "rows 32, kept 16 (50.0%), sent 16, ..": one line.
[[nodiscard]] std::string traffic_line(const Traffic& traffic);

}  // namespace relayout::report
