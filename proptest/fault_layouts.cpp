#include "relayout/proptest/fault_layouts.hpp"

#include <functional>
#include <utility>

namespace relayout::proptest {
namespace {

constexpr LayoutName names[] = {LayoutName::zigzag, LayoutName::flat_zigzag, LayoutName::contiguous,
                                LayoutName::sequential, LayoutName::striped};

Layout made(LayoutKeys keys) { return Layout::make(std::move(keys)).value(); }

LayoutKeys keys_of(LayoutName name, std::int64_t cp) {
  LayoutKeys keys;
  keys.name = name;
  keys.cp = cp;
  if (name == LayoutName::striped) keys.block = 1;
  return keys;
}

LayoutKeys with(LayoutKeys keys, Remainder remainder) {
  keys.remainder = remainder;
  return keys;
}

void append_rules(std::vector<Layout>& layouts, std::int64_t cp) {
  for (const LayoutName name : names) {
    for (const Remainder remainder :
         {Remainder::pad, Remainder::balanced, Remainder::array_split, Remainder::torch_chunk}) {
      if (knows(name, remainder)) layouts.push_back(made(with(keys_of(name, cp), remainder)));
    }
  }
  LayoutKeys wide = with(keys_of(LayoutName::striped, cp), Remainder::balanced);
  wide.block = 2;
  layouts.push_back(made(wide));
}

void append_modified(std::vector<Layout>& layouts, std::int64_t cp) {
  for (const LayoutName name : {LayoutName::zigzag, LayoutName::contiguous}) {
    const LayoutKeys plain = with(keys_of(name, cp), Remainder::balanced);
    LayoutKeys rotated = plain;
    for (std::int64_t i = 1; i <= cp; ++i) rotated.order.push_back(static_cast<std::int32_t>(floor_mod(i, cp)));
    LayoutKeys elsewhere = plain;
    for (std::int64_t i = 1; i <= cp; ++i) elsewhere.world.push_back(static_cast<std::int32_t>(i));
    LayoutKeys tailed = plain;
    tailed.rank_multiple = 2;
    for (LayoutKeys& keys : {std::ref(rotated), std::ref(elsewhere), std::ref(tailed)}) layouts.push_back(made(keys));
  }
}

// tp 2 on a side with so many ranks.
std::vector<Layout> sharded_layouts(std::int64_t ranks) {
  std::vector<Layout> layouts;
  if (floor_mod(ranks, 2) != 0) return layouts;
  for (const LayoutName name : {LayoutName::zigzag, LayoutName::sequential}) {
    for (const Remainder remainder : {Remainder::pad, Remainder::balanced}) {
      LayoutKeys keys = with(keys_of(name, floor_div(ranks, 2)), remainder);
      keys.tp = 2;
      layouts.push_back(made(keys));
    }
  }
  return layouts;
}

// Rules and modifiers of a side with so many ranks, shares left out.
std::vector<Layout> odd_layouts(std::int64_t ranks) {
  std::vector<Layout> layouts;
  append_rules(layouts, ranks);
  append_modified(layouts, ranks);
  return layouts;
}

using LayoutsOfRanks = std::vector<Layout> (*)(std::int64_t ranks);

// The odd ones of each side with contiguous, exact and balanced, on the other.
void append_anchored(std::vector<LayoutPair>& pairs, const SideRanks& ranks, LayoutsOfRanks odd_ones) {
  const auto anchors = [](std::int64_t cp) {
    const LayoutKeys plain = keys_of(LayoutName::contiguous, cp);
    return std::vector<Layout>{made(plain), made(with(plain, Remainder::balanced))};
  };
  for (const Layout& odd : odd_ones(ranks.source)) {
    for (const Layout& anchor : anchors(ranks.target)) pairs.push_back({odd, anchor});
  }
  for (const Layout& odd : odd_ones(ranks.target)) {
    for (const Layout& anchor : anchors(ranks.source)) pairs.push_back({anchor, odd});
  }
}

}  // namespace

Layout plain_layout(LayoutName name, std::int64_t cp) { return made(keys_of(name, cp)); }

std::vector<Layout> plain_layouts(std::int64_t cp) {
  std::vector<Layout> layouts;
  for (const LayoutName name : names) layouts.push_back(plain_layout(name, cp));
  return layouts;
}

std::vector<LayoutPair> layout_pairs(const SideRanks& ranks) {
  std::vector<LayoutPair> result;
  for (const Layout& source : plain_layouts(ranks.source)) {
    for (const Layout& target : plain_layouts(ranks.target)) result.push_back({source, target});
  }
  append_anchored(result, ranks, odd_layouts);
  append_anchored(result, ranks, sharded_layouts);
  return result;
}

std::vector<LayoutPair> sharded_pairs(const SideRanks& ranks) {
  std::vector<LayoutPair> result;
  append_anchored(result, ranks, sharded_layouts);
  return result;
}

}  // namespace relayout::proptest
