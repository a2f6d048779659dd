#include "relayout/bench/setting.hpp"

#include <cstdlib>
#include <iostream>
#include <utility>
#include <vector>

#include "relayout/model/integer.hpp"
#include "relayout/model/layout_text.hpp"
#include "relayout/proptest/generate/random.hpp"

namespace relayout::bench {
namespace {

template <class T>
T take(Result<T> result) {
  if (result) return std::move(result).value();
  std::cerr << "a benchmark cannot be set up: " << result.error().message << '\n';
  std::exit(EXIT_FAILURE);
}

PieceTable zigzag_table(std::int64_t cp, const Pack& pack) {
  return place({.layout = "zigzag:remainder=pad", .cp = cp}, pack).table();
}

}  // namespace

Pack documents(const PackShape& shape) {
  proptest::Random random(1);
  std::vector<std::int64_t> lengths;
  std::int64_t weight_sum = 0;
  for (std::int64_t i = 0; i < shape.sequence_count; ++i) {
    std::int64_t weight = 1;
    for (int factor = 0; factor < 3; ++factor) weight *= 1 + random.below(1024);
    lengths.push_back(weight);
    weight_sum += weight;
  }
  const std::int64_t units = floor_div(shape.token_count, shape.multiple) - shape.sequence_count;
  std::int64_t left = units;
  for (std::int64_t& length : lengths) {
    const std::int64_t share = floor_div(length * units, weight_sum);
    left -= share;
    length = (1 + share) * shape.multiple;
  }
  // Fewer than there are sequences.
  for (std::int64_t i = 0; i < left; ++i) lengths[static_cast<std::size_t>(i)] += shape.multiple;
  return take(Pack::from_lengths(std::move(lengths)));
}

Placement place(const Side& side, const Pack& pack) {
  const auto read_custom = [&](const std::string&) -> Result<PieceTable> { return zigzag_table(side.cp, pack); };
  const Layout layout = take(parse_layout(side.layout, {.default_cp = side.cp, .read_custom = read_custom}));
  return take(Placement::make(layout, pack));
}

std::string name_of(const Setting& setting) {
  return setting.source + "/" + setting.target + "/sequences=" + std::to_string(setting.pack.sequence_count) +
         "/cp=" + std::to_string(setting.cp);
}

Placed place(const Setting& setting) {
  const Pack pack = documents(setting.pack);
  return {.source = place({.layout = setting.source, .cp = setting.cp}, pack),
          .target = place({.layout = setting.target, .cp = setting.cp}, pack)};
}

}  // namespace relayout::bench
