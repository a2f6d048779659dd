#include "relayout/proptest/fault_world.hpp"

#include "relayout/proptest/fault_layouts.hpp"

#include <algorithm>
#include <span>

namespace relayout::proptest {
namespace {

struct PackSize {
  std::int64_t tokens = 0;
  std::int64_t sequences = 0;
};

void append_packs(const PackSize& rest, std::vector<std::int64_t>& slots, std::vector<Pack>& packs) {
  if (rest.sequences == 0) {
    if (rest.tokens != 0) return;
    packs.push_back(Pack::from_lengths(slots).value());
    std::vector<std::int64_t> lengths = slots;
    const auto last = std::find_if(lengths.rbegin(), lengths.rend(), [](std::int64_t length) { return length > 0; });
    if (last == lengths.rend()) return;
    --*last;
    packs.push_back(Pack::from_lengths(lengths, slots).value());
    return;
  }
  for (std::int64_t first = 0; first <= rest.tokens; ++first) {
    slots.push_back(first);
    append_packs({rest.tokens - first, rest.sequences - 1}, slots, packs);
    slots.pop_back();
  }
}

std::vector<Pack> packs_of(const PackSize& size) {
  std::vector<Pack> packs;
  std::vector<std::int64_t> slots;
  append_packs(size, slots, packs);
  return packs;
}

void append_valid(std::vector<Case>& cases, std::span<const Pack> packs, std::span<const LayoutPair> layouts) {
  for (const Pack& pack : packs) {
    for (const LayoutPair& pair : layouts) {
      const Case input{pack, pair.source, pair.target};
      if (place(input)) cases.push_back(input);
    }
  }
}

void sort_by_size(std::vector<Case>& cases) {
  std::stable_sort(cases.begin(), cases.end(),
                   [](const Case& a, const Case& b) { return case_size(a) < case_size(b); });
}

// The smallest sides with two shares of each of two ranks.
constexpr std::int64_t two_by_two = 4;

// All pairs of layouts whose ranks add up to `sum`.
std::vector<LayoutPair> pairs_of_sum(const FaultWorldBounds& bounds, std::int64_t sum) {
  const Span allowed{bounds.min_ranks, bounds.max_ranks + 1};
  std::vector<LayoutPair> result;
  for (std::int64_t source = allowed.begin; source < allowed.end; ++source) {
    if (!allowed.contains(sum - source)) continue;
    const std::vector<LayoutPair> some = layout_pairs({.source = source, .target = sum - source});
    result.insert(result.end(), some.begin(), some.end());
  }
  if (sum == two_by_two + 1 && allowed.contains(1) && !allowed.contains(two_by_two)) {
    for (const SideRanks& ranks : {SideRanks{two_by_two, 1}, SideRanks{1, two_by_two}}) {
      const std::vector<LayoutPair> some = sharded_pairs(ranks);
      result.insert(result.end(), some.begin(), some.end());
    }
  }
  return result;
}

}  // namespace

// Ranks, tokens and sequences come first in case_size, so that only the cases of one such triple are held and sorted.
bool visit_fault_world(const FaultWorldBounds& bounds, const CaseVisitor& visit) {
  for (std::int64_t ranks = 2 * bounds.min_ranks; ranks <= 2 * bounds.max_ranks; ++ranks) {
    const std::vector<LayoutPair> layouts = pairs_of_sum(bounds, ranks);
    for (std::int64_t tokens = 0; tokens <= bounds.max_tokens; ++tokens) {
      for (std::int64_t sequences = 0; sequences <= bounds.max_sequences; ++sequences) {
        std::vector<Case> cases;
        append_valid(cases, packs_of({.tokens = tokens, .sequences = sequences}), layouts);
        sort_by_size(cases);
        for (const Case& input : cases) {
          if (!visit(input)) return false;
        }
      }
    }
  }
  return true;
}

std::vector<Case> fault_world(const FaultWorldBounds& bounds) {
  std::vector<Case> cases;
  visit_fault_world(bounds, [&](const Case& input) {
    cases.push_back(input);
    return true;
  });
  return cases;
}

std::vector<Case> usual_unit_test() {
  const Layout zigzag = plain_layout(LayoutName::zigzag, 2);
  std::vector<LayoutPair> layouts;
  for (const LayoutName name : {LayoutName::sequential, LayoutName::contiguous}) {
    layouts.push_back({zigzag, plain_layout(name, 2)});
    layouts.push_back({plain_layout(name, 2), zigzag});
  }
  const std::vector<Pack> packs{Pack::from_lengths({8}).value(), Pack::from_lengths({16}).value()};
  std::vector<Case> cases;
  append_valid(cases, packs, layouts);
  return cases;
}

std::vector<Case> aligned_world() {
  std::vector<Case> cases;
  for (std::int64_t cp = 1; cp <= 8; ++cp) {
    std::vector<Pack> packs;
    for (std::int64_t sequences = 1; sequences <= 3; ++sequences) {
      for (std::int64_t choice = 0; choice < (std::int64_t{1} << sequences); ++choice) {
        std::vector<std::int64_t> lengths;
        for (std::int64_t q = 0; q < sequences; ++q) lengths.push_back(2 * cp * (1 + ((choice >> q) & 1)));
        packs.push_back(Pack::from_lengths(lengths).value());
      }
    }
    std::vector<LayoutPair> layouts;
    for (const Layout& source : plain_layouts(cp)) {
      for (const Layout& target : plain_layouts(cp)) layouts.push_back({source, target});
    }
    append_valid(cases, packs, layouts);
  }
  return cases;
}

std::vector<Case> huge_world() {
  constexpr std::int64_t wrap = std::int64_t{1} << 31;
  std::vector<Case> cases;
  for (const std::int64_t cp : {1, 2}) {
    std::vector<LayoutPair> layouts;
    for (const Layout& source : plain_layouts(cp)) {
      for (const Layout& target : plain_layouts(cp)) {
        const bool striped = source.name() == LayoutName::striped || target.name() == LayoutName::striped;
        if (!striped) layouts.push_back({source, target});
      }
    }
    std::vector<Pack> packs;
    for (const std::int64_t tokens : {wrap - 4, wrap - 1, wrap, wrap + 4, 2 * wrap}) {
      packs.push_back(Pack::from_lengths({tokens}).value());
      packs.push_back(Pack::from_lengths({4, tokens - 4}).value());
    }
    append_valid(cases, packs, layouts);
  }
  return cases;
}

}  // namespace relayout::proptest
