// Judges the FLA part of a view against what is on the rank: one step of check_view_on_pieces.
#pragma once

#include <vector>

#include "relayout/model/check/verdict.hpp"
#include "relayout/model/pack.hpp"
#include "relayout/model/view.hpp"

namespace relayout {

// Each part holds consecutive tokens in consecutive rows; its numbers follow from which tokens these are; and the parts
// together, if there are any, hold all tokens of the rank. How many ranks a chain has cannot be told from one rank:
// only whether there are any before and after. Requires: `there` are the rank's tokens by row, cut at sequence borders.
// Any numbers may stand in the view. Cost: O((parts' entries + segments) log segments).
struct FlaOnRows {
  const View& view;
  const std::vector<Segment>& there;
  const Pack& pack;
};
[[nodiscard]] Verdict check_fla_parts(const FlaOnRows& subject);

}  // namespace relayout
