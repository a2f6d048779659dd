#include "relayout/model/report/traffic_grid.hpp"

#include <algorithm>

#include "relayout/model/integer.hpp"

namespace relayout::report {

namespace {

void sort_unique(std::vector<std::int32_t>& ranks) {
  std::sort(ranks.begin(), ranks.end());
  ranks.erase(std::unique(ranks.begin(), ranks.end()), ranks.end());
}

std::int64_t index_of(const std::vector<std::int32_t>& ranks, std::int32_t rank) {
  return std::lower_bound(ranks.begin(), ranks.end(), rank) - ranks.begin();
}

}  // namespace

TrafficGrid traffic_grid(std::span<const PairTraffic> pairs, std::int64_t most_cells) {
  TrafficGrid grid;
  for (const PairTraffic& pair : pairs) {
    grid.sources.push_back(pair.source_rank);
    grid.targets.push_back(pair.target_rank);
  }
  sort_unique(grid.sources);
  sort_unique(grid.targets);
  const auto source_count = static_cast<std::int64_t>(grid.sources.size());
  const auto target_count = static_cast<std::int64_t>(grid.targets.size());
  grid.block = at_least(ceil_div(std::max(source_count, target_count), most_cells), std::int64_t{1});
  grid.row_count = ceil_div(source_count, grid.block);
  grid.column_count = ceil_div(target_count, grid.block);
  grid.sums.resize(static_cast<std::size_t>(grid.row_count * grid.column_count));
  for (const PairTraffic& pair : pairs) {
    const std::int64_t row = floor_div(index_of(grid.sources, pair.source_rank), grid.block);
    const std::int64_t column = floor_div(index_of(grid.targets, pair.target_rank), grid.block);
    std::int64_t& sum = grid.sums[static_cast<std::size_t>(row * grid.column_count + column)];
    sum += pair.rows;
    grid.most = std::max(grid.most, sum);
  }
  return grid;
}

}  // namespace relayout::report
