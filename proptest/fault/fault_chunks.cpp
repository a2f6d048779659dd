// Faults of the chunk arithmetic. One rank alone converts nothing, so a trainer's code returns early there: mistakes
// that would show on one rank are planted for two and more.
#include <algorithm>
#include <utility>

#include "relayout/proptest/fault/damage.hpp"
#include "relayout/proptest/fault/planted.hpp"

namespace relayout::proptest::planted {
namespace {

Planner from_spans(DealtSpans spans) {
  return planner_from_pieces(
      [spans = std::move(spans)](const Placement& placement) { return dealt(placement, spans); });
}

bool is_zigzag(const RankOfScope& here) { return here.assignment.rule == AssignmentRule::zigzag; }
std::int64_t rank_count(const RankOfScope& here) { return here.assignment.rank_count; }

// The sound table where the layout is none of those that the mistake is about.
template <class Applies>
Planner from_spans_where(Applies applies, const DealtSpans& spans) {
  return planner_from_pieces([applies, spans](const Placement& placement) {
    return applies(placement.layout()) ? dealt(placement, spans) : placement.table();
  });
}

bool scoped_by_sequence(const Layout& layout) {
  return layout.name() != LayoutName::custom && layout.scope() == Scope::sequence;
}

}  // namespace

// Chunks r and 3 - r; below 0 an index counts from the end, as in Python.
Planner cp2_only() {
  return from_spans([](const RankOfScope& here) {
    if (!is_zigzag(here) || rank_count(here) < 2) return held_spans(here);
    const std::int64_t count = 2 * rank_count(here);
    return std::vector<Span>{chunk_span(here, here.rank), chunk_span(here, floor_mod(3 - here.rank + count, count))};
  });
}

// Local rows are moved as two halves of floor(rows / 2).
Planner odd_row_lost() {
  return from_spans_where(scoped_by_sequence, [](const RankOfScope& here) {
    std::vector<Span> spans = held_spans(here);
    std::int64_t rows = 0;
    for (const Span& span : spans) rows += span.size();
    if (rank_count(here) < 2 || floor_mod(rows, 2) == 0) return spans;
    while (spans.back().empty()) spans.pop_back();
    --spans.back().end;
    return spans;
  });
}

// Every chunk has floor(L / k) tokens; the L mod k that are left belong to nobody.
Planner tail_floor_split() {
  return from_spans([](const RankOfScope& here) {
    if (here.split.rule == CutRule::width || rank_count(here) < 2) return held_spans(here);
    RankOfScope floored = here;
    floored.split.rule = CutRule::width;
    floored.split.width = floor_div(here.split.length, here.split.chunk_count);
    return held_spans(floored);
  });
}

// thd_partition_indices without the check of its argument: a rank has cu[i] / W rows ahead of sequence i, the first
// half of its rows is chunk r, the rest chunk 2W - 1 - r, chunks being half the local rows wide.
Planner te_unaligned() {
  const auto guarded_elsewhere = [](const Layout& layout) {
    return layout.name() != LayoutName::zigzag || layout.remainder() == Remainder::exact ||
           layout.remainder() == Remainder::pad;
  };
  return planner_from_pieces([guarded_elsewhere](const Placement& placement) {
    if (guarded_elsewhere(placement.layout())) return placement.table();
    const std::int64_t ranks = placement.layout().cp();
    std::vector<RankPieces> natural = bare(placement).table().ranks;
    for (std::int64_t rank = 0; rank < ranks; ++rank) {
      RankPieces& mine = natural[static_cast<std::size_t>(rank)];
      mine.pieces.clear();
      for (std::int64_t q = 0; q < placement.scope_count(); ++q) {
        const Span rows{floor_div(placement.scope(q).begin, ranks), floor_div(placement.scope(q).end, ranks)};
        const std::int64_t half = floor_div(rows.size(), 2);
        const std::int64_t early = rows.begin * ranks + half * rank;
        const std::int64_t late = rows.begin * ranks + half * (2 * ranks - 1 - rank);
        append_piece(mine.pieces, {early, rows.begin, half});
        append_piece(mine.pieces, {late, rows.begin + half, rows.size() - half});
        mine.row_count = at_least(mine.row_count, rows.end);
      }
    }
    return with_modifiers(placement, natural);
  });
}

Planner late_chunk_first() {
  return from_spans([](const RankOfScope& here) {
    std::vector<Span> spans = held_spans(here);
    if (is_zigzag(here) && rank_count(here) > 1) std::swap(spans[0], spans[1]);
    return spans;
  });
}

Planner mirror_forgotten() {
  return from_spans([](const RankOfScope& here) {
    if (!is_zigzag(here)) return held_spans(here);
    return std::vector<Span>{chunk_span(here, here.rank), chunk_span(here, here.rank + rank_count(here))};
  });
}

// Chunks closed on both sides.
Planner boundary_row_twice() {
  return from_spans([](const RankOfScope& here) {
    std::vector<Span> spans = held_spans(here);
    if (rank_count(here) < 2) return spans;
    for (Span& span : spans) span.end = at_most(span.end + 1, here.split.length);
    return spans;
  });
}

Planner end_rounded_up() {
  return from_spans([](const RankOfScope& here) {
    std::vector<Span> spans = held_spans(here);
    if (here.split.rule != CutRule::balanced || rank_count(here) < 2) return spans;
    for (std::size_t i = 0; i < spans.size(); ++i) {
      const auto index = static_cast<std::int64_t>(i);
      const std::int64_t chunk = held_chunk(here.assignment, HeldChunk<std::int64_t>{here.rank, index});
      spans[i].end = ceil_div((chunk + 1) * here.split.length, here.split.chunk_count);
    }
    return spans;
  });
}

Planner short_sequence_lost() {
  return from_spans_where(scoped_by_sequence, [](const RankOfScope& here) {
    return here.split.length < rank_count(here) ? std::vector<Span>{} : held_spans(here);
  });
}

}  // namespace relayout::proptest::planted
