// The traffic between ranks as a grid: one cell for each pair of ranks, or for each block of pairs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "relayout/model/traffic.hpp"

namespace relayout::report {

// Rows are source ranks, columns target ranks; only world ranks that some pair names, ascending. A cell sums
// `block` x `block` pairs.
struct TrafficGrid {
  std::vector<std::int32_t> sources;
  std::vector<std::int32_t> targets;
  std::int64_t block = 1;
  std::int64_t row_count = 0;
  std::int64_t column_count = 0;
  std::int64_t most = 0;
  std::vector<std::int64_t> sums;

  [[nodiscard]] std::int64_t at(std::int64_t row, std::int64_t column) const {
    return sums[static_cast<std::size_t>(row * column_count + column)];
  }
  // The first world rank of a row or column.
  [[nodiscard]] std::int32_t source_of(std::int64_t row) const {
    return sources[static_cast<std::size_t>(row * block)];
  }
  [[nodiscard]] std::int32_t target_of(std::int64_t column) const {
    return targets[static_cast<std::size_t>(column * block)];
  }
};

// The finest grid of at most `most_cells` a side. Cost: O(pairs log pairs + cells).
[[nodiscard]] TrafficGrid traffic_grid(std::span<const PairTraffic> pairs, std::int64_t most_cells);

}  // namespace relayout::report
