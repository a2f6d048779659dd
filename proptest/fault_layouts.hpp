// The layouts of the small worlds: every name, rule and modifier, each at its plainest.
#pragma once

#include <cstdint>
#include <vector>

#include "relayout/model/layout.hpp"

namespace relayout::proptest {

// Exact and without modifiers; stripes are one token wide.
[[nodiscard]] Layout plain_layout(LayoutName name, std::int64_t cp);
// The same of every name but custom.
[[nodiscard]] std::vector<Layout> plain_layouts(std::int64_t cp);

struct LayoutPair {
  Layout source;
  Layout target;
};

struct SideRanks {
  std::int64_t source = 1;
  std::int64_t target = 1;
};

// For sides of so many ranks (cp * tp): plain layouts with each other; each other rule, and each modifier by itself,
// with contiguous, exact and balanced, on the other side.
[[nodiscard]] std::vector<LayoutPair> layout_pairs(const SideRanks& ranks);
// Of these, the ones with tp 2 on one side. No rank counts but even ones of cp * tp have any.
[[nodiscard]] std::vector<LayoutPair> sharded_pairs(const SideRanks& ranks);

}  // namespace relayout::proptest
