// One row of a sweep: two layouts at one CP size, over one pack or several moved one after another.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "relayout/model/cost/load.hpp"
#include "relayout/model/cost/move_cost.hpp"
#include "relayout/model/result.hpp"

namespace relayout::cli {

// What a layout makes of the packs.
struct SideLoad {
  Spread tokens;
  Spread work;  // causal attention
  std::int64_t padding_rows = 0;
};

struct SweepRow {
  std::optional<std::string> pack;  // its name; none where several packs are summed
  std::string source;
  std::string target;
  std::int64_t cp = 0;  // 0: each layout says its own
  std::int64_t pack_count = 0;
  std::int64_t rows_total = 0;
  std::int64_t rows_sent = 0;  // the least possible
  std::int64_t rows_sent_renamed = 0;
  std::int64_t messages = 0;
  std::int64_t bytes_max_rank = 0;         // that one rank sends or receives, of the worst pack
  std::optional<std::int32_t> max_rank{};  // that rank's world rank; none where nothing is sent
  SideLoad source_load;
  SideLoad target_load;
  Estimate estimate;
  Estimate renamed_estimate;
  std::optional<Error> refused{};  // why there is no such move; then all numbers are 0
};

// Adds one pack to a row.
void add_pack(SweepRow& row, const Plan& plan, const CostOptions& options);

// The terminal's tables; CSV's first line, and a line; one JSON object (relayout.sweep/1). Columns of CSV are keys of
// JSON, and `error`, which is an object there.
[[nodiscard]] std::string sweep_tables(const std::vector<SweepRow>& rows);
[[nodiscard]] std::string sweep_csv_head();
[[nodiscard]] std::string sweep_csv(const SweepRow& row);
[[nodiscard]] std::string sweep_json(const SweepRow& row);

}  // namespace relayout::cli
