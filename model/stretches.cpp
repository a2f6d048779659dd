#include "relayout/model/stretches.hpp"

#include <utility>

namespace relayout {
namespace {

// Appends a stretch, or lets the last one go on. Requires: there is room.
inline Stretch* append(Stretch* begin, Stretch* out, const Stretch& next) {
  if (out != begin && out[-1].row_offset == next.row_offset && out[-1].world_rank == next.world_rank) {
    out[-1].end = next.end;
    return out;
  }
  out->end = next.end;
  out->row_offset = next.row_offset;
  out->world_rank = next.world_rank;
  return out + 1;
}

}  // namespace

Stretches::Stretches(const Placement& side) : side_(side) {
  const LayoutKeys& keys = side.layout().keys();
  if (keys.name == LayoutName::custom || side.layout().tp() != 1) {
    all_ = {.token = 0, .row = 0, .count = side.token_count()};
    locator_.emplace();
    locator_->restart(side, Walk::every_token);
    locator_->ask(std::span(&all_, 1));
    return;
  }
  if (!side.data().even()) rows_.resize(static_cast<std::size_t>(keys.cp));
}

std::span<const Stretch> Stretches::next() {
  Stretch* out = stretches_.data();
  if (held_back_) *out++ = *held_back_;
  held_back_.reset();
  out = fill(out);
  auto count = static_cast<std::size_t>(out - stretches_.data());
  if (count == handful) held_back_ = stretches_[--count];
  const std::span<Stretch> told = std::span(stretches_).first(count);
  const LayoutKeys& keys = side_.layout().keys();
  for (const std::vector<std::int32_t>* names : {&keys.order, &keys.world}) {
    if (names->empty() || locator_) continue;
    for (Stretch& each : told) each.world_rank = (*names)[static_cast<std::size_t>(each.world_rank)];
  }
  return told;
}

Stretch* Stretches::fill(Stretch* out) {
  if (locator_) return locate(out);
  side_.data().with_rules([&](const auto rules) { out = walk(rules, out); });
  return out;
}

// Uneven rows: those of a rank ahead of so many more.
inline std::int64_t Stretches::pass_rows(std::int64_t natural, std::int64_t count) {
  std::int64_t& rows = rows_[static_cast<std::size_t>(natural)];
  return std::exchange(rows, rows + count);
}

template <class Known>
Stretch* Stretches::walk(const Known& known, Stretch* out) {
  const Rules rules = known;
  const ScopeTerms of = side_.data().terms();
  const Assignment<std::int64_t> dealt = side_.data().assignment(rules);
  const std::int64_t scope_count = side_.scope_count();
  Stretch* const out_end = stretches_.data() + handful;
  std::int64_t last_natural = out == stretches_.data() ? -1 : out[-1].world_rank;
  std::int64_t chunk = chunk_;
  std::int64_t i = scope_;
  for (; i < scope_count; ++i, chunk = 0) {
    const Split<std::int64_t> cuts = of.split(i, rules);
    if (cuts.length == 0) continue;
    const std::int64_t begin = of.borders[i];
    const std::int64_t base = rules.even ? of.even_rows[i] - begin : -begin;
    const std::int64_t last = chunk_of(cuts, cuts.length - 1);
    std::int64_t position = cut(cuts, chunk);
    for (; chunk <= last && out != out_end; ++chunk) {
      std::int64_t end = cut(cuts, chunk + 1);
      if (rules.cut == CutRule::balanced && end == position) {  // empty chunks are passed over at once
        chunk = chunk_of(cuts, position);
        end = cut(cuts, chunk + 1);
      }
      const std::int64_t natural = rank_of_chunk(dealt, chunk);
      const std::int64_t ahead = rules.even ? rows_ahead(cuts, dealt, chunk) : pass_rows(natural, end - position);
      const std::int64_t row_offset = base + ahead - position;
      if (natural == last_natural && row_offset == out[-1].row_offset) --out;
      out->end = begin + end;
      out->row_offset = row_offset;
      out->world_rank = static_cast<std::int32_t>(natural);
      ++out;
      last_natural = natural;
      position = end;
    }
    if (chunk <= last) break;
  }
  scope_ = i;
  chunk_ = chunk;
  return out;
}

Stretch* Stretches::locate(Stretch* out) {
  Stretch* const begin = stretches_.data();
  while (out != begin + handful) {
    if (located_.empty()) located_ = locator_->next();
    if (located_.empty()) break;
    const Located& each = located_.front();
    const std::int64_t token = each.asked_row;  // `all_` has row 0 where it has token 0: its rows are tokens
    out =
        append(begin, out,
               {.end = token + each.count, .row_offset = each.row - token, .world_rank = side_.world_rank(each.rank)});
    located_ = located_.subspan(1);
  }
  return out;
}

}  // namespace relayout
