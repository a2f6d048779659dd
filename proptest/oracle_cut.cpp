#include "relayout/proptest/oracle_cut.hpp"

#include <algorithm>
#include <cstddef>

namespace relayout::proptest {
namespace {

// Deals rows to chunks one at a time, round after round. The first chunks may have one more.
void write_dealt_sizes(const Cutting& cutting, Sizes& sizes) {
  sizes.assign(static_cast<std::size_t>(cutting.part_count), 0);
  std::size_t next = 0;
  for (std::int64_t row = 0; row < cutting.row_count; ++row) {
    ++sizes[next];
    next = next + 1 == sizes.size() ? 0 : next + 1;
  }
}

// Each chunk takes as many as it needs for all to go in, the last ones what is left.
void write_torch_sizes(const Cutting& cutting, Sizes& sizes) {
  std::int64_t width = 0;
  while (width * cutting.part_count < cutting.row_count) ++width;
  sizes.clear();
  std::int64_t left = cutting.row_count;
  for (std::int64_t c = 0; c < cutting.part_count; ++c) {
    sizes.push_back(std::min(width, left));
    left -= sizes.back();
  }
}

// Stripes of a block each, the last one perhaps short.
void write_stripe_sizes(const LayoutKeys& keys, std::int64_t row_count, Sizes& sizes) {
  sizes.clear();
  for (std::int64_t row = 0; row < row_count; ++row) {
    if (sizes.empty() || sizes.back() == keys.block) sizes.push_back(0);
    ++sizes.back();
  }
}

}  // namespace

std::int64_t counted_up(const Counting& counting) {
  std::int64_t reached = 0;
  while (reached < counting.value) reached += counting.step;
  return reached;
}

void write_balanced_sizes(const Cutting& cutting, Sizes& sizes) {
  sizes.clear();
  std::int64_t begin = 0;
  for (std::int64_t c = 0; c < cutting.part_count; ++c) {
    std::int64_t end = begin;
    while ((end + 1) * cutting.part_count <= (c + 1) * cutting.row_count) ++end;
    sizes.push_back(end - begin);
    begin = end;
  }
}

bool all_equal(const Sizes& sizes) {
  return std::all_of(sizes.begin(), sizes.end(), [&](std::int64_t size) { return size == sizes.front(); });
}

bool cut_scope(const LayoutKeys& keys, std::int64_t row_count, Sizes& sizes) {
  if (keys.name == LayoutName::striped) {
    write_stripe_sizes(keys, row_count, sizes);
    const bool even = keys.remainder != Remainder::balanced;
    return !even || counted_up({.value = row_count, .step = keys.block * keys.cp}) == row_count;
  }
  const Cutting cutting{.row_count = row_count, .part_count = chunk_count_of(keys)};
  if (keys.remainder == Remainder::balanced) {
    write_balanced_sizes(cutting, sizes);
  } else if (keys.remainder == Remainder::torch_chunk) {
    write_torch_sizes(cutting, sizes);
  } else {
    write_dealt_sizes(cutting, sizes);
    return keys.remainder == Remainder::array_split || all_equal(sizes);
  }
  return true;
}

}  // namespace relayout::proptest
