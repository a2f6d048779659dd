#include "relayout/proptest/generate/shrink_step.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "relayout/model/integer.hpp"
#include "relayout/proptest/generate/custom_pieces.hpp"

namespace relayout::proptest {
namespace {

bool has_source(Sides sides) { return sides != Sides::target; }
bool has_target(Sides sides) { return sides != Sides::source; }

std::optional<Layout> made(LayoutKeys keys) {
  auto layout = Layout::make(std::move(keys));
  if (!layout) return std::nullopt;
  return std::move(layout).value();
}

std::optional<Pack> made(std::vector<std::int64_t> lengths, std::vector<std::int64_t> slots) {
  auto pack = Pack::from_lengths(std::move(lengths), std::move(slots));
  if (!pack) return std::nullopt;
  return std::move(pack).value();
}

std::optional<Layout> layout_without(const Layout& layout, const Span& tokens) {
  if (layout.name() != LayoutName::custom) return layout;
  LayoutKeys keys = layout.keys();
  keys.custom = std::make_shared<const PieceTable>(without_tokens(*keys.custom, tokens));
  return made(std::move(keys));
}

std::optional<Case> case_without(const Case& input, const Span& tokens, std::optional<Pack> pack) {
  auto source = layout_without(input.source, tokens);
  auto target = layout_without(input.target, tokens);
  if (!pack || !source || !target) return std::nullopt;
  return Case{*std::move(pack), *std::move(source), *std::move(target)};
}

// The ranks below `cp`, in the order in which they stood.
std::vector<std::int32_t> order_below(const std::vector<std::int32_t>& order, std::int64_t cp) {
  std::vector<std::int32_t> result;
  for (const std::int32_t rank : order) {
    if (rank < cp) result.push_back(rank);
  }
  return result;
}

std::optional<Layout> with_cp(const Layout& layout, std::int64_t cp) {
  if (cp < 1 || cp > layout.cp()) return std::nullopt;
  if (cp == layout.cp()) return layout;
  LayoutKeys keys = layout.keys();
  keys.multiple = floor_div(keys.multiple, keys.cp) * cp;
  if (keys.pack_multiple != 0)
    keys.pack_multiple = at_least(floor_div(keys.pack_multiple, keys.cp), std::int64_t{1}) * cp;
  keys.cp = cp;
  keys.order = order_below(keys.order, cp);
  keys.rank_rows = 0;  // fewer ranks hold more rows each
  if (!keys.world.empty()) keys.world.resize(static_cast<std::size_t>(cp * layout.tp()));
  if (keys.custom) {
    PieceTable table = *keys.custom;
    while (static_cast<std::int64_t>(table.ranks.size()) > cp) table = without_last_rank(std::move(table));
    keys.custom = std::make_shared<const PieceTable>(std::move(table));
  }
  return made(std::move(keys));
}

// Slots that were multiples of an exact side's chunks, scaled to its new chunks. Custom sides hold their tokens fast.
Pack rescaled(const Case& input, std::int64_t cp) {
  const bool custom = input.source.name() == LayoutName::custom || input.target.name() == LayoutName::custom;
  const std::int64_t old_cp = std::max(input.source.cp(), input.target.cp());
  std::vector<std::int64_t> lengths;
  std::vector<std::int64_t> slots;
  for (std::int64_t q = 0; q < input.pack.sequence_count(); ++q) {
    slots.push_back(floor_div(input.pack.slot(q).size(), old_cp) * cp);
    lengths.push_back(at_most(input.pack.length(q), slots.back()));
  }
  auto pack = made(std::move(lengths), std::move(slots));
  return custom || !pack ? input.pack : *std::move(pack);
}

// The keys without the modifier. Nothing where they do not have it.
std::optional<LayoutKeys> without(LayoutKeys keys, Modifier modifier) {
  switch (modifier) {
    case Modifier::custom_pieces:
      if (!keys.custom) return std::nullopt;
      keys.custom = nullptr;
      keys.file.clear();
      keys.name = LayoutName::contiguous;
      keys.remainder = Remainder::balanced;
      return keys;
    case Modifier::tp:
      keys.tp = 0;
      keys.world.clear();
      break;
    case Modifier::world:
      keys.world.clear();
      break;
    case Modifier::order:
      keys.order.clear();
      break;
    case Modifier::rank_rows:
      keys.rank_rows = 0;
      break;
    case Modifier::rank_multiple:
      keys.rank_multiple = 0;
      break;
    case Modifier::pack_multiple:
      keys.pack_multiple = 0;
      break;
    case Modifier::multiple:
      keys.multiple = 0;
      break;
    case Modifier::large_block:
      if (keys.block < 2) return std::nullopt;
      if (keys.multiple != 0) keys.multiple = floor_div(keys.multiple, keys.block) * (keys.block - 1);
      --keys.block;
      return keys;
    case Modifier::remainder:
      keys.remainder = Remainder::exact;
      keys.multiple = 0;
      keys.pack_multiple = 0;
      break;
  }
  if (keys.custom && modifier == Modifier::world) {
    // A custom layout without `world` takes the names that its pieces carry.
    PieceTable table = *keys.custom;
    for (std::size_t i = 0; i < table.ranks.size(); ++i) table.ranks[i].world_rank = static_cast<std::int32_t>(i);
    keys.custom = std::make_shared<const PieceTable>(std::move(table));
  }
  return keys;
}

std::optional<Layout> without(const Layout& layout, Modifier modifier) {
  auto keys = without(layout.keys(), modifier);
  return keys ? made(*std::move(keys)) : std::nullopt;
}

}  // namespace

std::optional<Case> with_cp(const Case& input, const CpStep& step) {
  Case result = input;
  if (has_source(step.sides)) {
    auto source = with_cp(input.source, at_most(step.cp, std::int64_t{input.source.cp()}));
    if (!source) return std::nullopt;
    result.source = *std::move(source);
  }
  if (has_target(step.sides)) {
    auto target = with_cp(input.target, at_most(step.cp, std::int64_t{input.target.cp()}));
    if (!target) return std::nullopt;
    result.target = *std::move(target);
  }
  if (!place(result)) result.pack = rescaled(input, step.cp);
  return result;
}

std::optional<Case> without_sequences(const Case& input, const Span& sequences) {
  if (sequences.empty()) return std::nullopt;
  std::vector<std::int64_t> lengths;
  std::vector<std::int64_t> slots;
  for (std::int64_t q = 0; q < input.pack.sequence_count(); ++q) {
    if (sequences.contains(q)) continue;
    lengths.push_back(input.pack.length(q));
    slots.push_back(input.pack.slot(q).size());
  }
  const Span tokens{input.pack.slot(sequences.begin).begin, input.pack.slot(sequences.end - 1).end};
  return case_without(input, tokens, made(std::move(lengths), std::move(slots)));
}

std::optional<Case> with_slot(const Case& input, const SlotStep& step) {
  const Span slot = input.pack.slot(step.sequence);
  if (step.slot < 0 || step.slot >= slot.size()) return std::nullopt;
  std::vector<std::int64_t> lengths(input.pack.lengths().begin(), input.pack.lengths().end());
  std::vector<std::int64_t> slots = input.pack.slots();
  const auto changed = static_cast<std::size_t>(step.sequence);
  const std::int64_t lost = slot.size() - step.slot;
  const bool tail = step.cut == SlotEnd::tail;
  slots[changed] = step.slot;
  lengths[changed] = tail ? at_most(lengths[changed], step.slot) : at_least(lengths[changed] - lost, std::int64_t{0});
  const Span tokens = tail ? Span{slot.end - lost, slot.end} : Span{slot.begin, slot.begin + lost};
  return case_without(input, tokens, made(std::move(lengths), std::move(slots)));
}

std::optional<Case> with_lengths(const Case& input, const std::vector<std::int64_t>& lengths) {
  if (input.source.name() == LayoutName::custom || input.target.name() == LayoutName::custom) return std::nullopt;
  auto pack = made(lengths, lengths);
  if (!pack) return std::nullopt;
  return Case{*std::move(pack), input.source, input.target};
}

std::optional<Case> loosened(const Case& input) {
  Case result = input;
  for (Layout* side : {&result.source, &result.target}) {
    if (side->name() == LayoutName::custom || Placement::make(*side, input.pack)) continue;
    LayoutKeys keys = side->keys();
    keys.remainder = Remainder::balanced;
    keys.multiple = 0;
    keys.pack_multiple = 0;
    auto layout = made(std::move(keys));
    if (!layout) return std::nullopt;
    *side = *std::move(layout);
  }
  return result;
}

std::optional<Case> without_carried_padding(const Case& input) {
  auto pack = made(input.pack.slots(), input.pack.slots());
  if (!pack) return std::nullopt;
  return Case{*std::move(pack), input.source, input.target};
}

std::optional<Case> without(const Case& input, const ModifierStep& step) {
  Case result = input;
  if (has_source(step.sides)) {
    if (auto source = without(input.source, step.modifier)) result.source = *std::move(source);
  }
  if (has_target(step.sides)) {
    if (auto target = without(input.target, step.modifier)) result.target = *std::move(target);
  }
  return result;
}

}  // namespace relayout::proptest
