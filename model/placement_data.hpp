// What a placement knows of its scopes: the terms that split.hpp's formulas are called with, for loops over all of
// them: placement, locator, stretches and rank programs. Others ask Placement.
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

// Which formulas of split.hpp a layout uses. Even: every cp rank has the same rows of a scope (exact and pad), and
// there `even_rows` says how many; cut is width.
struct Rules {
  CutRule cut = CutRule::width;
  AssignmentRule assignment = AssignmentRule::cyclic;
  bool even = false;
};

// Rules known to the compiler.
template <CutRule cut, AssignmentRule assignment, bool even>
struct FixedRules {
  constexpr operator Rules() const { return {cut, assignment, even}; }
};

// Some of a placement's scopes, as a cp rank has them.
struct HeldScopes {
  std::int64_t natural_rank = 0;
  Span scopes{};                // by index
  std::int64_t rows_ahead = 0;  // the rank's rows ahead of the first of them
};

// What the cut of any scope follows from. A copy of its own lets a loop keep it in registers.
struct ScopeTerms {
  const std::int64_t* borders;    // scope i is [borders[i], borders[i + 1])
  const std::int64_t* even_rows;  // even: any cp rank's rows ahead of scope i, padding included
  const std::int64_t* even_widths;
  std::int64_t chunk_count;  // of every scope; 0: striped, where it depends on the length
  std::int64_t block;        // striped: tokens of a stripe

  [[nodiscard]] Span scope(std::int64_t index) const { return {borders[index], borders[index + 1]}; }
  // How a scope is cut. `known` are the rules, as constants where the caller has them.
  [[nodiscard]] Split<std::int64_t> split(std::int64_t index, const Rules& known) const {
    const std::int64_t length = scope(index).size();
    if (known.cut != CutRule::width) return {known.cut, length, chunk_count, 1};
    const std::int64_t width = chunk_width(index, known);
    const bool striped = known.assignment == AssignmentRule::cyclic && chunk_count == 0;
    const Split<std::int64_t> of{CutRule::width, length, chunk_count, width};
    return {of.rule, length, striped ? stripe_count(of) : chunk_count, width};
  }
  [[nodiscard]] std::int64_t chunk_width(std::int64_t index, const Rules& known) const {
    if (known.even) return even_widths[index];
    if (chunk_count == 0) return block;
    return ceil_width(Split<std::int64_t>{CutRule::width, scope(index).size(), chunk_count, 1});
  }
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
  std::array<std::int64_t, 2> cu_pack;          // 0 and the pack's tokens: the borders of the one scope `pack`
  std::span<const std::int64_t> scope_borders;  // of all scopes; scopes lie end to end
  // exact and pad: every cp rank has the same rows of a scope; the rows ahead of each scope on any cp rank, padding
  // included. Empty for the other rules.
  std::vector<std::int64_t> even_rows;
  std::vector<std::int64_t> even_widths;  // of each scope's chunks, 1 at least
  std::vector<std::int64_t> cp_rows;      // tp: those of each cp rank, tail included; else empty
  std::vector<std::int32_t> natural_of;   // inverse of `order`; empty without it
  std::vector<Piece> custom_by_token;     // custom: all pieces, ascending by token
  std::vector<std::int32_t> custom_rank;  // custom: the rank of each in the file

  [[nodiscard]] std::int64_t scope_count() const { return static_cast<std::int64_t>(scope_borders.size()) - 1; }
  [[nodiscard]] Span scope(std::int64_t index) const { return terms().scope(index); }
  [[nodiscard]] bool even() const { return rules.even; }
  [[nodiscard]] Assignment<std::int64_t> assignment(const Rules& known) const {
    return {known.assignment, layout.cp()};
  }
  [[nodiscard]] Split<std::int64_t> split(std::int64_t index, const Rules& known) const {
    return terms().split(index, known);
  }
  [[nodiscard]] ScopeTerms terms() const {
    return {scope_borders.data(), even_rows.data(), even_widths.data(), chunk_count, layout.keys().block};
  }

  // Calls loop(FixedRules<..>) for the layout's rules: a loop over scopes or chunks then has no choice left inside it.
  template <class Loop>
  void with_rules(const Loop& loop) const {
    switch (rules.cut) {
      case CutRule::balanced:
        return with_cut<CutRule::balanced, false>(loop);
      case CutRule::array_split:
        return with_cut<CutRule::array_split, false>(loop);
      case CutRule::width:
        return rules.even ? with_cut<CutRule::width, true>(loop) : with_cut<CutRule::width, false>(loop);
    }
  }
  template <CutRule cut, bool even, class Loop>
  void with_cut(const Loop& loop) const {
    if (rules.assignment == AssignmentRule::zigzag) return loop(FixedRules<cut, AssignmentRule::zigzag, even>{});
    loop(FixedRules<cut, AssignmentRule::cyclic, even>{});
  }

  // Calls each(piece) for every chunk that the rank holds of these scopes and that is not empty, in row order, and
  // returns the rank's rows behind them. Chunks that go on where the last one ended are not joined.
  template <class Known, class Each>
  std::int64_t for_each_held(const Known& known, const HeldScopes& held, const Each& each) const {
    const Rules fixed = known;
    const ScopeTerms of = terms();
    const Assignment<std::int64_t> dealt = assignment(fixed);
    std::int64_t base = held.rows_ahead;
    for (std::int64_t i = held.scopes.begin; i < held.scopes.end; ++i) {
      const Split<std::int64_t> cuts = of.split(i, fixed);
      const std::int64_t count = held_count(cuts, dealt, held.natural_rank);
#pragma GCC unroll 2  // a zigzag deals two to each rank
      for (std::int64_t index = 0; index < count; ++index) {
        const std::int64_t chunk = held_chunk(dealt, HeldChunk<std::int64_t>{held.natural_rank, index});
        const std::int64_t begin = cut(cuts, chunk);
        const std::int64_t length = cut(cuts, chunk + 1) - begin;
        if (length == 0) continue;
        const std::int64_t row = fixed.even ? base + rows_ahead(cuts, dealt, chunk) : base;
        each(Piece{.token = of.borders[i] + begin, .row = row, .count = length});
        if (!fixed.even) base += length;  // its chunks follow one another: nothing to look up
      }
      if (fixed.even) base = of.even_rows[i + 1];
    }
    return base;
  }
};

}  // namespace relayout
