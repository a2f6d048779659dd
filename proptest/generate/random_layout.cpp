#include "relayout/proptest/generate/random_layout.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <memory>
#include <numeric>
#include <utility>

#include "relayout/model/integer.hpp"
#include "relayout/proptest/generate/custom_pieces.hpp"

namespace relayout::proptest {
namespace {

struct Rule {
  LayoutName name;
  Remainder remainder;
};

// Every name with every rule it knows: a table, so that each is as likely as any other.
constexpr std::array rules{Rule{LayoutName::zigzag, Remainder::exact},
                           Rule{LayoutName::zigzag, Remainder::pad},
                           Rule{LayoutName::zigzag, Remainder::balanced},
                           Rule{LayoutName::zigzag, Remainder::array_split},
                           Rule{LayoutName::zigzag, Remainder::torch_chunk},
                           Rule{LayoutName::flat_zigzag, Remainder::exact},
                           Rule{LayoutName::flat_zigzag, Remainder::pad},
                           Rule{LayoutName::flat_zigzag, Remainder::balanced},
                           Rule{LayoutName::flat_zigzag, Remainder::array_split},
                           Rule{LayoutName::flat_zigzag, Remainder::torch_chunk},
                           Rule{LayoutName::contiguous, Remainder::exact},
                           Rule{LayoutName::contiguous, Remainder::pad},
                           Rule{LayoutName::contiguous, Remainder::balanced},
                           Rule{LayoutName::contiguous, Remainder::array_split},
                           Rule{LayoutName::contiguous, Remainder::torch_chunk},
                           Rule{LayoutName::sequential, Remainder::exact},
                           Rule{LayoutName::sequential, Remainder::pad},
                           Rule{LayoutName::sequential, Remainder::balanced},
                           Rule{LayoutName::sequential, Remainder::array_split},
                           Rule{LayoutName::sequential, Remainder::torch_chunk},
                           Rule{LayoutName::striped, Remainder::exact},
                           Rule{LayoutName::striped, Remainder::pad},
                           Rule{LayoutName::striped, Remainder::balanced},
                           Rule{LayoutName::custom, Remainder::exact}};

std::int64_t share_count(const LayoutKeys& keys) { return at_least(keys.tp, std::int64_t{1}); }

std::vector<std::int32_t> ranks_from(std::int64_t first, std::int64_t count) {
  std::vector<std::int32_t> ranks(static_cast<std::size_t>(count));
  std::iota(ranks.begin(), ranks.end(), static_cast<std::int32_t>(first));
  return ranks;
}

// Mostly the default; else the same ranks in another order, other ranks in order, or a few of many in any order.
std::vector<std::int32_t> random_world(Random& random, std::int64_t rank_count) {
  std::vector<std::int32_t> world;
  switch (random.below(9)) {
    case 0:
      world = ranks_from(0, rank_count);
      break;
    case 1:
      return ranks_from(1 + random.below(2 * rank_count), rank_count);
    case 2:
      world = ranks_from(random.below(3), 3 * rank_count);
      break;
    default:
      return {};
  }
  shuffle(random, world);
  world.resize(static_cast<std::size_t>(rank_count));
  return world;
}

void draft_padding(Random& random, LayoutKeys& keys) {
  const std::int64_t unit = row_unit(keys);
  if (random.one_in(3)) keys.multiple = unit * (1 + random.below(3));
  if (scope_of(keys.name) == Scope::pack || !random.one_in(3)) return;
  const std::array choices{unit, unit * share_count(keys), 2 * unit * share_count(keys), keys.cp * share_count(keys)};
  keys.pack_multiple = random.pick(std::span<const std::int64_t>(choices));
}

// Each cp rank's rows before tp cuts them: enough for the fullest.
std::int64_t random_rank_rows(Random& random, LayoutKeys keys, const Pack& pack) {
  const std::int64_t shares = keys.remainder == Remainder::exact ? share_count(keys) : 1;
  keys.tp = 0;
  keys.world.clear();
  const auto layout = Layout::make(std::move(keys));
  if (!layout) return 0;
  const auto placement = Placement::make(*layout, pack);
  if (!placement) return 0;
  const std::vector<std::int64_t> counts = placement->row_counts();
  return round_up(*std::max_element(counts.begin(), counts.end()) + random.below(4), shares);
}

}  // namespace

std::int64_t exact_multiple(const LayoutKeys& keys) {
  if (keys.name == LayoutName::custom || keys.remainder != Remainder::exact) return 1;
  return std::lcm(row_unit(keys), keys.cp * share_count(keys));
}

LayoutKeys draft_layout(Random& random, std::int64_t cp) {
  const Rule& rule = random.pick(std::span<const Rule>(rules));
  LayoutKeys keys;
  keys.name = rule.name;
  keys.remainder = rule.remainder;
  keys.cp = cp;
  if (random.one_in(5)) keys.tp = 2 + random.below(2);
  if (keys.name == LayoutName::striped) keys.block = 1 + random.below(random.one_in(2) ? 3 : 8);
  if (keys.remainder == Remainder::pad) draft_padding(random, keys);
  if (random.one_in(4)) {
    keys.order = ranks_from(0, keys.cp);
    shuffle(random, keys.order);
  }
  if (random.one_in(8)) {
    keys.rank_multiple = (1 + random.below(9)) * (keys.remainder == Remainder::exact ? share_count(keys) : 1);
  }
  keys.world = random_world(random, keys.cp * share_count(keys));
  return keys;
}

Placement place_draft(Random& random, LayoutKeys draft, const Pack& pack) {
  if (draft.name == LayoutName::custom) {
    const PieceShape shape{.token_count = pack.token_count(), .rank_count = static_cast<std::int32_t>(draft.cp)};
    draft.custom = std::make_shared<const PieceTable>(random_pieces(random, shape));
    draft.file = "fragments.json";
  }
  if (random.one_in(8)) draft.rank_rows = random_rank_rows(random, draft, pack);
  while (true) {
    const auto layout = Layout::make(std::move(draft));
    assert(layout.has_value());
    if (auto placement = Placement::make(*layout, pack)) return std::move(placement).value();
    draft = layout->keys();
    assert(draft.remainder != Remainder::balanced);
    if (draft.pack_multiple == 0) {
      draft.remainder = Remainder::balanced;
      draft.multiple = 0;
    }
    draft.pack_multiple = 0;
  }
}

Placement random_placement(Random& random, const Pack& pack, const CaseBounds& bounds) {
  return place_draft(random, draft_layout(random, 1 + random.below(bounds.max_cp)), pack);
}

}  // namespace relayout::proptest
