#include "relayout/proptest/small_world.hpp"

#include <array>
#include <cassert>
#include <cstddef>
#include <utility>

#include "relayout/model/integer.hpp"
#include "relayout/model/layout_text.hpp"
#include "relayout/proptest/generate/case.hpp"
#include "relayout/proptest/law_oracle.hpp"

namespace relayout::proptest {
namespace {

// Calls visit with every list of `size` numbers whose sum is at most `sum`.
template <class Visit>
void each_list(std::vector<std::int64_t>& list, std::size_t size, std::int64_t sum, const Visit& visit) {
  if (list.size() == size) return visit(list);
  for (std::int64_t number = 0; number <= sum; ++number) {
    list.push_back(number);
    each_list(list, size, sum - number, visit);
    list.pop_back();
  }
}

void add_slotted(std::vector<Pack>& packs, const std::vector<std::int64_t>& slots) {
  std::vector<std::int64_t> lengths(slots.size(), 0);
  while (true) {
    if (lengths != slots) packs.push_back(Pack::from_lengths(lengths, slots).value());
    std::size_t digit = 0;
    while (digit < lengths.size() && ++lengths[digit] > slots[digit]) lengths[digit++] = 0;
    if (digit == lengths.size()) return;
  }
}

void add_layout(std::vector<Layout>& layouts, LayoutKeys keys) {
  auto layout = Layout::make(std::move(keys));
  assert(layout.has_value());
  layouts.push_back(std::move(layout).value());
}

// One name under every rule it knows; pad with its default multiple, k, and twice that.
void add_rules(std::vector<Layout>& layouts, const LayoutKeys& plain) {
  const std::int64_t chunks = row_unit(plain);
  for (const Remainder remainder :
       {Remainder::exact, Remainder::pad, Remainder::balanced, Remainder::array_split, Remainder::torch_chunk}) {
    if (!knows(plain.name, remainder)) continue;
    LayoutKeys keys = plain;
    keys.remainder = remainder;
    add_layout(layouts, keys);
    if (remainder != Remainder::pad) continue;
    for (const std::int64_t multiple : {chunks, 2 * chunks}) {
      keys.multiple = multiple;
      if (multiple != chunks * at_least(plain.tp, std::int64_t{1})) add_layout(layouts, keys);
    }
  }
}

class Visitor {
 public:
  explicit Visitor(const SmallWorldBounds& bounds) : layouts_(small_layouts(bounds)), planner_(sound_planner()) {}

  // False where something fails; the tally says what.
  bool visit(const Pack& pack, SmallWorldTally& tally) {
    ++tally.packs;
    std::vector<OracleSide> sides;
    for (const Layout& layout : layouts_) {
      if (!place(layout, pack, sides, tally)) return false;
    }
    for (const OracleSide& source : sides) {
      for (const OracleSide& target : sides) {
        ++tally.pairs;
        if (auto fault = judge_pair({.source = source, .target = target}, planner_)) {
          return fail({pack, source.placement().layout(), target.placement().layout()}, *fault, tally);
        }
      }
    }
    return true;
  }

 private:
  bool place(const Layout& layout, const Pack& pack, std::vector<OracleSide>& sides, SmallWorldTally& tally) {
    const auto placement = Placement::make(layout, pack);
    if (!placement) {
      ++tally.refusals;
      const bool agreed = !oracle_place(layout, pack).has_value();
      return agreed || fail({pack, layout, layout}, {"partition", "refused, but the oracle places it"}, tally);
    }
    ++tally.placements;
    auto side = OracleSide::make(*placement);
    if (!side) return fail({pack, layout, layout}, {"partition", "placed, but the oracle refuses it"}, tally);
    if (auto fault = judge_side(*side, planner_)) return fail({pack, layout, layout}, *fault, tally);
    sides.push_back(*std::move(side));
    return true;
  }

  static bool fail(const Case& input, const Witness& fault, SmallWorldTally& tally) {
    tally.failure = "law " + fault.law + ": " + fault.message + "\nrelayout check " + command_options(input);
    return false;
  }

  std::vector<Layout> layouts_;
  Planner planner_;
};

}  // namespace

std::vector<Pack> small_packs(const SmallWorldBounds& bounds) {
  std::vector<Pack> packs;
  std::vector<std::int64_t> list;
  for (std::int64_t sequences = 0; sequences <= bounds.max_sequences; ++sequences) {
    const auto size = static_cast<std::size_t>(sequences);
    each_list(list, size, bounds.max_tokens,
              [&](const std::vector<std::int64_t>& lengths) { packs.push_back(Pack::from_lengths(lengths).value()); });
  }
  for (const std::size_t sequences : {1, 2}) {
    each_list(list, sequences, bounds.max_slot_tokens,
              [&](const std::vector<std::int64_t>& slots) { add_slotted(packs, slots); });
  }
  return packs;
}

std::vector<Layout> small_layouts(const SmallWorldBounds& bounds) {
  std::vector<Layout> layouts;
  for (std::int64_t tp = 1; tp <= 2; ++tp) {
    for (std::int64_t cp = 1; cp * tp <= bounds.max_ranks; ++cp) {
      LayoutKeys keys;
      keys.cp = cp;
      keys.tp = tp;
      for (const LayoutName name :
           {LayoutName::zigzag, LayoutName::flat_zigzag, LayoutName::contiguous, LayoutName::sequential}) {
        keys.name = name;
        add_rules(layouts, keys);
      }
      keys.name = LayoutName::striped;
      for (keys.block = 1; keys.block <= 3; ++keys.block) add_rules(layouts, keys);
    }
  }
  return layouts;
}

SmallWorldTally count_small_world(const SmallWorldBounds& bounds) {
  SmallWorldTally tally;
  const std::vector<Layout> layouts = small_layouts(bounds);
  for (const Pack& pack : small_packs(bounds)) {
    std::int64_t placed = 0;
    for (const Layout& layout : layouts) {
      if (Placement::make(layout, pack).has_value()) ++placed;
    }
    ++tally.packs;
    tally.placements += placed;
    tally.refusals += static_cast<std::int64_t>(layouts.size()) - placed;
    tally.pairs += placed * placed;
  }
  return tally;
}

SmallWorldTally visit_small_world(const SmallWorldBounds& bounds, const Shard& shard) {
  SmallWorldTally tally;
  Visitor visitor(bounds);
  std::int64_t index = 0;
  for (const Pack& pack : small_packs(bounds)) {
    const bool mine = floor_mod(index++, shard.count) == shard.index;
    if (mine && !visitor.visit(pack, tally)) break;
  }
  return tally;
}

}  // namespace relayout::proptest
