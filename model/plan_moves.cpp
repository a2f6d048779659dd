// The moves between two placements: both are walked in token order, and cut where either changes its place.
#include <algorithm>
#include <cassert>

#include "relayout/model/plan.hpp"
#include "relayout/model/stretches.hpp"

namespace relayout {
namespace {

// The stretches of a side that are not joined yet.
struct Ahead {
  const Stretch* begin;
  const Stretch* end;
};

Ahead refilled(const Ahead& ahead, Stretches& side) {
  if (ahead.begin != ahead.end) return ahead;
  const std::span<const Stretch> next = side.next();
  return {next.data(), next.data() + next.size()};
}

// Writes the move of the tokens from `token` to `end`, all of them in one stretch of either side.
inline Move* write_move(Move* out, const Span& tokens, const Stretch& from, const Stretch& to) {
  out->token = tokens.begin;
  out->count = tokens.size();
  out->source_row = tokens.begin + from.row_offset;
  out->target_row = tokens.begin + to.row_offset;
  out->source_rank = from.world_rank;
  out->target_rank = to.world_rank;
  return out + 1;
}

// Writes the moves over what both sides are known to hold, from `token` on. Stretches are maximal, and so are the
// moves. Requires: there is room for as many moves as there are stretches ahead.
Move* write_known(std::int64_t token, Ahead& source, Ahead& target, Move* out) {
  const Stretch* from = source.begin;
  const Stretch* to = target.begin;
  while (to != target.end) {
    // Often many stretches of one side lie in one of the other: two short loops.
    for (const Stretch there = *to; from != source.end && from->end < there.end; ++from) {
      out = write_move(out, {token, from->end}, *from, there);
      token = from->end;
    }
    if (from == source.end) break;
    for (const Stretch here = *from; to != target.end && to->end <= here.end; ++to) {
      out = write_move(out, {token, to->end}, here, *to);
      token = to->end;
    }
    if (from->end == token) ++from;
  }
  source.begin = from;
  target.begin = to;
  return out;
}

// How many stretches a side has at most; 0 where that is not told by its chunks.
std::size_t stretch_bound(const Placement& side) {
  if (side.layout().name() == LayoutName::custom) return 0;
  std::int64_t count = 0;
  for (std::int64_t i = 0; i < side.scope_count(); ++i) {
    count += std::min(side.scope(i).size(), side.split(i).chunk_count);
  }
  return static_cast<std::size_t>(count);
}

}  // namespace

void write_moves(const Placement& source, const Placement& target, std::vector<Move>& moves) {
  assert(source.pack() == target.pack());
  if (moves.empty()) moves.reserve(stretch_bound(source) + stretch_bound(target));  // each move ends one of them
  Stretches sources(source);
  Stretches targets(target);
  Ahead from{};
  Ahead to{};
  std::size_t count = 0;
  for (std::int64_t token = 0; token < source.token_count();) {
    from = refilled(from, sources);
    to = refilled(to, targets);
    const std::size_t most = count + static_cast<std::size_t>((from.end - from.begin) + (to.end - to.begin));
    if (moves.size() < most) moves.resize(most);
    const Move* const end = write_known(token, from, to, moves.data() + count);
    count = static_cast<std::size_t>(end - moves.data());
    token = end[-1].token + end[-1].count;
  }
  moves.resize(count);
}

}  // namespace relayout
