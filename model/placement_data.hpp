// What a placement knows of its scopes: the terms that split.hpp's formulas are called with, for loops over all of
// them. Written for placement and locator; others ask Placement.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "relayout/model/layout.hpp"
#include "relayout/model/pack.hpp"
#include "relayout/model/piece_table.hpp"
#include "relayout/model/span.hpp"
#include "relayout/model/split.hpp"

namespace relayout {

// Which formulas of split.hpp a layout uses.
struct Rules {
  CutRule cut = CutRule::width;
  AssignmentRule assignment = AssignmentRule::cyclic;
};

// Rules known to the compiler.
template <CutRule cut, AssignmentRule assignment>
struct FixedRules {
  constexpr operator Rules() const { return {cut, assignment}; }
};

struct PlacementData {
  PlacementData(const Layout& of, const Pack& on)
      : layout(of),
        pack(on),
        cu_pack{0, on.token_count()},
        scope_borders(of.scope() == Scope::sequence ? pack.cu_seqlens_padded()
                                                    : std::span<const std::int64_t>(cu_pack)) {}
  PlacementData(const PlacementData&) = delete;  // scope_borders may look at cu_pack
  PlacementData& operator=(const PlacementData&) = delete;

  Layout layout;
  Pack pack;
  Rules rules;
  std::int64_t chunk_count = 0;                 // of every scope; 0: striped, where it depends on the length
  std::vector<std::int64_t> cu_pack;            // 0 and the pack's tokens: the borders of the one scope `pack`
  std::span<const std::int64_t> scope_borders;  // of all scopes; scopes lie end to end
  // exact and pad: every cp rank has the same rows of a scope; the rows ahead of each scope on any cp rank, padding
  // included. Empty for the other rules.
  std::vector<std::int64_t> even_rows;
  std::vector<std::int32_t> natural_of;   // inverse of `order`; empty without it
  std::vector<Piece> custom_by_token;     // custom: all pieces, ascending by token
  std::vector<std::int32_t> custom_rank;  // custom: the rank of each in the file

  [[nodiscard]] std::int64_t scope_count() const { return static_cast<std::int64_t>(scope_borders.size()) - 1; }
  [[nodiscard]] Span scope(std::int64_t index) const {
    const auto at = static_cast<std::size_t>(index);
    return {scope_borders[at], scope_borders[at + 1]};
  }
  [[nodiscard]] bool even() const { return !even_rows.empty(); }
  [[nodiscard]] Assignment<std::int64_t> assignment(const Rules& known) const {
    return {known.assignment, layout.cp()};
  }
  // How a scope is cut. `known` are the rules, as constants where the caller has them.
  [[nodiscard]] Split<std::int64_t> split(std::int64_t index, const Rules& known) const {
    const std::int64_t length = scope(index).size();
    if (known.cut != CutRule::width) return {known.cut, length, chunk_count, 1};
    const std::int64_t width = chunk_width(index, known);
    return {CutRule::width, length, chunk_count == 0 ? ceil_div(length, width) : chunk_count, width};
  }
  [[nodiscard]] std::int64_t chunk_width(std::int64_t index, const Rules& known) const {
    if (chunk_count == 0) return layout.keys().block;
    if (!even()) return at_least(ceil_div(scope(index).size(), chunk_count), std::int64_t{1});
    // A rank's rows of the scope are its chunks: two of a zigzag, one of the others.
    const auto at = static_cast<std::size_t>(index);
    const std::int64_t rows = even_rows[at + 1] - even_rows[at];
    const std::int64_t width = known.assignment == AssignmentRule::zigzag ? floor_div(rows, std::int64_t{2}) : rows;
    return at_least(width, std::int64_t{1});
  }

  // Calls loop(FixedRules<..>) for the layout's rules: a loop over scopes or chunks then has no choice left inside it.
  template <class Loop>
  void with_rules(const Loop& loop) const {
    switch (rules.cut) {
      case CutRule::balanced:
        return with_cut<CutRule::balanced>(loop);
      case CutRule::array_split:
        return with_cut<CutRule::array_split>(loop);
      case CutRule::width:
        return with_cut<CutRule::width>(loop);
    }
  }
  template <CutRule cut, class Loop>
  void with_cut(const Loop& loop) const {
    if (rules.assignment == AssignmentRule::zigzag) return loop(FixedRules<cut, AssignmentRule::zigzag>{});
    loop(FixedRules<cut, AssignmentRule::cyclic>{});
  }
};

}  // namespace relayout
