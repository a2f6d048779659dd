#include "relayout/model/view.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace relayout {
namespace {

std::size_t index(std::int64_t value) { return static_cast<std::size_t>(value); }

// Cuts pieces at the borders of the slots, over `segments`; sequences without a token have none. Pieces are maximal, so
// no segment goes on with the one before it.
void write_segments(const Pack& pack, std::vector<Piece>& pieces, std::vector<Segment>& segments) {
  const auto by_row = [](const Piece& a, const Piece& b) { return a.row < b.row; };
  if (!std::is_sorted(pieces.begin(), pieces.end(), by_row)) std::sort(pieces.begin(), pieces.end(), by_row);
  segments.clear();
  segments.reserve(pieces.size());
  std::int64_t sequence = 0;
  for (const Piece& piece : pieces) {
    const Span tokens{piece.token, piece.token + piece.count};
    if (pack.slot(sequence).end <= tokens.begin) ++sequence;  // most often it is the next one
    if (!pack.slot(sequence).contains(tokens.begin)) sequence = pack.sequence_of(tokens.begin);
    for (std::int64_t token = tokens.begin; token < tokens.end;) {
      while (!pack.slot(sequence).contains(token)) ++sequence;
      const Span slot = pack.slot(sequence);
      const std::int64_t count = std::min(slot.end, tokens.end) - token;
      segments.push_back({sequence, token - slot.begin, piece.row + (token - tokens.begin), count});
      token += count;
    }
  }
}

// Turns 0 and counts a sequence into prefix sums.
void accumulate(std::vector<std::int64_t>& counts) {
  for (std::size_t i = 1; i < counts.size(); ++i) counts[i] += counts[i - 1];
}

std::int64_t largest_step(const std::vector<std::int64_t>& sums) {
  std::int64_t largest = 0;
  for (std::size_t i = 1; i < sums.size(); ++i) largest = std::max(largest, sums[i] - sums[i - 1]);
  return largest;
}

// An interval of the pack as FLA sees it: which tokens, at which place of the chain of chunks.
void write_fla_part(const Placement& placement, const Split<std::int64_t>& cuts, std::int64_t chunk, FlaPart& part) {
  const Pack& pack = placement.pack();
  const Span tokens{cut(cuts, chunk), cut(cuts, chunk + 1)};
  std::vector<std::int64_t> sums = std::move(part.cu_seqlens);
  sums.clear();
  sums.push_back(0);
  part = {};
  part.cu_seqlens = std::move(sums);
  if (tokens.empty()) return;
  const std::int64_t first = pack.sequence_of(tokens.begin);
  const std::int64_t last = pack.sequence_of(tokens.end - 1);
  part.cu_seqlens.reserve(index(last - first) + 2);
  for (std::int64_t sequence = first; sequence <= last; ++sequence) {
    const std::int64_t end = std::min(pack.slot(sequence).end, tokens.end) - tokens.begin;
    if (end > part.cu_seqlens.back()) part.cu_seqlens.push_back(end);
  }
  part.pre_num_conv_tokens = tokens.begin - pack.slot(first).begin;
  part.pre_num_ranks = chunk - chunk_of(cuts, pack.slot(first).begin);
  part.post_num_ranks = chunk_of(cuts, pack.slot(last).end - 1) - chunk;
  part.is_first_rank = part.pre_num_ranks == 0;
  part.is_last_rank = part.post_num_ranks == 0;
}

void write_fla_parts(const Placement& placement, std::int32_t rank, std::vector<FlaPart>& parts) {
  const Layout& layout = placement.layout();
  const bool chained = layout.name() == LayoutName::contiguous || layout.name() == LayoutName::flat_zigzag;
  if (!chained || layout.tp() != 1) return parts.clear();
  const Split<std::int64_t> cuts = placement.split(0);
  const Assignment<std::int64_t> dealt = placement.assignment();
  const std::int64_t natural = placement.natural_rank(rank);
  parts.resize(index(held_count(cuts, dealt, natural)));
  std::int64_t row = 0;
  for (std::size_t held = 0; held < parts.size(); ++held) {
    const std::int64_t chunk = held_chunk(dealt, HeldChunk<std::int64_t>{natural, static_cast<std::int64_t>(held)});
    FlaPart& part = parts[held];
    write_fla_part(placement, cuts, chunk, part);
    part.row_begin = row;
    row += part.cu_seqlens.back();
  }
}

// Per row of the view, what `value` says of a segment's row; `none` on temporary padding.
template <class Value>
std::vector<std::int64_t> by_row(const View& view, Value value, std::int64_t none) {
  std::vector<std::int64_t> rows(index(view.row_count), none);
  for (const Segment& segment : view.segments) {
    for (std::int64_t i = 0; i < segment.count; ++i) rows[index(segment.row + i)] = value(segment, i);
  }
  return rows;
}

}  // namespace

View view(const Placement& placement, std::int32_t rank) {
  View result;
  std::vector<Piece> pieces;
  write_view(placement, rank, pieces, result);
  return result;
}

void write_view(const Placement& placement, std::int32_t rank, std::vector<Piece>& pieces, View& view) {
  assert(0 <= rank);
  assert(rank < placement.rank_count());
  const Pack& pack = placement.pack();
  view.rank = rank;
  view.world_rank = placement.world_rank(rank);
  view.row_count = placement.pieces(rank, pieces);
  write_segments(pack, pieces, view.segments);
  const Layout& layout = placement.layout();
  const bool by_scope = layout.name() != LayoutName::custom && layout.scope() == Scope::sequence;
  std::vector<std::int64_t>& valid = view.cu_seqlens;
  std::vector<std::int64_t>& rows = view.cu_seqlens_padded;
  valid.assign(index(pack.sequence_count()) + 1, 0);
  if (by_scope) {
    placement.cu_scope_rows(rank, rows);
  } else {
    rows.assign(valid.size(), 0);
  }
  for (const Segment& segment : view.segments) {
    const std::int64_t left = std::max<std::int64_t>(pack.length(segment.sequence) - segment.position, 0);
    valid[index(segment.sequence) + 1] += std::min(segment.count, left);
    if (!by_scope) rows[index(segment.sequence) + 1] += segment.count;
  }
  accumulate(valid);
  if (!by_scope) accumulate(rows);
  view.max_seqlen = largest_step(valid);
  view.max_seqlen_padded = largest_step(rows);
  write_fla_parts(placement, rank, view.fla);
}

std::vector<std::int64_t> position_ids(const View& view) {
  return by_row(
      view, [](const Segment& segment, std::int64_t i) { return segment.position + i; }, 0);
}

std::vector<std::int64_t> sequence_ids(const View& view) {
  return by_row(
      view, [](const Segment& segment, std::int64_t) { return segment.sequence; }, -1);
}

}  // namespace relayout
