// Part of the oracle: rows cut into chunks by counting them out, one at a time.
#pragma once

#include <cstdint>
#include <vector>

#include "relayout/model/layout.hpp"

namespace relayout::proptest {

using Sizes = std::vector<std::int64_t>;

[[nodiscard]] inline bool is_zigzag(const LayoutKeys& keys) {
  return keys.name == LayoutName::zigzag || keys.name == LayoutName::flat_zigzag;
}

// Chunks that a scope is cut into, but for stripes.
[[nodiscard]] inline std::int64_t chunk_count_of(const LayoutKeys& keys) {
  return is_zigzag(keys) ? keys.cp + keys.cp : keys.cp;
}

// Counts up from 0 by steps, to the first number that is not below `value`.
struct Counting {
  std::int64_t value = 0;
  std::int64_t step = 1;
};
[[nodiscard]] std::int64_t counted_up(const Counting& counting);

// How many rows are cut into how many parts.
struct Cutting {
  std::int64_t row_count = 0;
  std::int64_t part_count = 0;
};

// Chunk c ends before the largest number that, taken k times, is at most (c + 1) * L. Written over `sizes`.
void write_balanced_sizes(const Cutting& cutting, Sizes& sizes);

// Whether all parts have as many rows.
[[nodiscard]] bool all_equal(const Sizes& sizes);

// Cuts a scope, temporary padding included, into chunks, whose sizes are written over `sizes`. False where exact does
// not go.
[[nodiscard]] bool cut_scope(const LayoutKeys& keys, std::int64_t row_count, Sizes& sizes);

}  // namespace relayout::proptest
