// Random layouts in two steps: what does not depend on the pack, and the rest of it.
#pragma once

#include <cstdint>

#include "relayout/model/layout.hpp"
#include "relayout/model/pack.hpp"
#include "relayout/model/placement.hpp"
#include "relayout/proptest/generate/generate.hpp"
#include "relayout/proptest/generate/random.hpp"

namespace relayout::proptest {

// A name, a rule it knows and modifiers, each combination as likely as any other. Still missing: what must fit the
// pack, which are custom pieces and rank_rows.
[[nodiscard]] LayoutKeys draft_layout(Random& random, std::int64_t cp);

// What a scope's tokens must be a multiple of: the chunks of exact, and the shares of tp. 1 for every other rule.
[[nodiscard]] std::int64_t exact_multiple(const LayoutKeys& keys);

// The draft, with pieces and rank_rows that fit, applied to the pack. Where it still does not apply, it gives up what
// stands in the way: pack_multiple first, the exact rule next.
[[nodiscard]] Placement place_draft(Random& random, LayoutKeys draft, const Pack& pack);

}  // namespace relayout::proptest
