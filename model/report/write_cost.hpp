// Writes what moves cost, as JSON: one object on one line, ended by a newline.
#pragma once

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "relayout/model/cost/load.hpp"
#include "relayout/model/cost/move_cost.hpp"
#include "relayout/model/report/json_out.hpp"
#include "relayout/model/report/write_json.hpp"

namespace relayout::report {

// Whose costs these are, and which of the machine's figures are not its profile's.
struct CostSubject {
  const Plan& plan;
  const CostOptions& options;
  const std::vector<std::string>& changed_flags;
};

// relayout.cost/1. Cost: O(ranks + pairs).
void write_cost(std::ostream& out, const CostSubject& subject, const MoveCost& cost, const DocumentName& name = {});

// Where a share of rows falls among ten equal parts of [0, 1]; 1 belongs to the last.
inline constexpr std::size_t histogram_bins = 10;
struct ShareHistogram {
  std::vector<std::int64_t> packs = std::vector<std::int64_t>(histogram_bins, 0);
  void add(std::int64_t part, std::int64_t whole);
};

// Many packs with the same two layouts, moved one after another.
struct CostSummary {
  std::string source;
  std::string target;
  std::int64_t pack_count = 0;
  std::int64_t row_bytes = 1;
  std::int64_t rows_total = 0;
  std::int64_t rows_sent = 0;
  std::int64_t rows_sent_renamed = 0;  // the best names for each pack, on the target
  double share_sum = 0;                // over packs, of the share of rows sent
  double share_sum_renamed = 0;
  std::int64_t rows_sent_one_renaming = 0;  // one order for all packs
  std::string one_renaming;                 // the target with it
  std::int64_t messages = 0;
  std::string worst_pack;  // sends the largest share of its rows
  std::int64_t worst_rows_total = 0;
  std::int64_t worst_rows_sent = 0;
  ShareHistogram sent;
  ShareHistogram sent_renamed;
  Estimate estimate;  // sums
  Estimate renamed_estimate;
};

// relayout.cost_summary/1.
void write_cost_summary(std::ostream& out, const CostSummary& summary);

}  // namespace relayout::report
