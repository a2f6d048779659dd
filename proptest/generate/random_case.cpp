#include <numeric>
#include <utility>

#include "relayout/model/integer.hpp"
#include "relayout/proptest/generate/generate.hpp"
#include "relayout/proptest/generate/random_layout.hpp"
#include "relayout/proptest/generate/random_pack.hpp"

namespace relayout::proptest {
namespace {

void add_demand(PackDemands& demands, const LayoutKeys& keys) {
  std::int64_t& demand = scope_of(keys.name) == Scope::sequence ? demands.slot_multiple : demands.pack_multiple;
  demand = std::lcm(demand, exact_multiple(keys));
}

// Where both exact sides together leave room for nothing but empty packs, one of them pads instead.
void relax(LayoutKeys& keys, const PackDemands& demands, const CaseBounds& bounds) {
  PackDemands together = demands;
  add_demand(together, keys);
  const std::int64_t least = std::lcm(together.slot_multiple, together.pack_multiple);
  if (exact_multiple(keys) != 1 && 2 * least > bounds.max_tokens) keys.remainder = Remainder::pad;
}

}  // namespace

Case random_case(Random& random, const CaseBounds& bounds) {
  const std::int64_t cp = 1 + random.below(bounds.max_cp);
  LayoutKeys source = draft_layout(random, cp);
  LayoutKeys target = draft_layout(random, random.one_in(2) ? cp : 1 + random.below(bounds.max_cp));
  PackDemands demands;
  relax(source, demands, bounds);
  add_demand(demands, source);
  relax(target, demands, bounds);
  add_demand(demands, target);
  Pack pack = random_pack(random, bounds, demands);
  const Placement first = place_draft(random, std::move(source), pack);
  const Placement second = place_draft(random, std::move(target), pack);
  return {.pack = std::move(pack), .source = first.layout(), .target = second.layout()};
}

}  // namespace relayout::proptest
