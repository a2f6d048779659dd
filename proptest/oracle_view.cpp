// Metadata by walking: what a rank's kernels must be fed, read off its rows one at a time.
#include <algorithm>
#include <cstddef>
#include <utility>

#include "relayout/proptest/oracle.hpp"

namespace relayout::proptest {
namespace {

std::size_t index(std::int64_t value) { return static_cast<std::size_t>(value); }

// The sequence whose slot holds a token, looked for from the first one on.
std::int64_t sequence_with(const Pack& pack, std::int64_t token) {
  std::int64_t sequence = 0;
  while (!pack.slot(sequence).contains(token)) ++sequence;
  return sequence;
}

// Grows the last segment by a row, or begins a new one.
void walk_row(std::vector<Segment>& segments, const Segment& here) {
  if (!segments.empty()) {
    Segment& last = segments.back();
    const bool goes_on = last.sequence == here.sequence && last.position + last.count == here.position &&
                         last.row + last.count == here.row;
    if (goes_on) {
      ++last.count;
      return;
    }
  }
  segments.push_back(here);
}

// Turns 0 and the counts of all sequences into prefix sums, and gives the largest count.
std::int64_t sum_up(std::vector<std::int64_t>& counts) {
  std::int64_t largest = 0;
  std::int64_t sum = 0;
  for (std::int64_t& count : counts) {
    largest = std::max(largest, count);
    sum += count;
    count = sum;
  }
  return largest;
}

// The chunk of the chain that holds a token, looked for on every rank.
std::int64_t chunk_with(const OraclePlacement& placement, std::int64_t token) {
  for (const OracleRank& rank : placement.ranks) {
    for (const Link& link : rank.links) {
      if (std::find(link.tokens.begin(), link.tokens.end(), token) != link.tokens.end()) return link.chunk;
    }
  }
  return -1;
}

// FLA's own words: unique(clamp(cu_seqlens, [a, b]) - a), and how far back and ahead the chain goes.
FlaPart part_of(const OraclePlacement& placement, const Pack& pack, const Link& link) {
  FlaPart part;
  part.row_begin = link.row_begin;
  part.cu_seqlens = {0};
  if (link.tokens.empty()) return part;
  const std::int64_t a = link.tokens.front();
  const std::int64_t b = link.tokens.back() + 1;
  for (const std::int64_t border : pack.cu_seqlens_padded()) {
    part.cu_seqlens.push_back(std::clamp(border, a, b) - a);
  }
  part.cu_seqlens.erase(std::unique(part.cu_seqlens.begin(), part.cu_seqlens.end()), part.cu_seqlens.end());
  const Span first = pack.slot(sequence_with(pack, a));
  const Span last = pack.slot(sequence_with(pack, b - 1));
  part.pre_num_ranks = link.chunk - chunk_with(placement, first.begin);
  part.post_num_ranks = chunk_with(placement, last.end - 1) - link.chunk;
  part.is_first_rank = part.pre_num_ranks == 0;
  part.is_last_rank = part.post_num_ranks == 0;
  part.pre_num_conv_tokens = std::max<std::int64_t>(0, a - first.begin);
  return part;
}

}  // namespace

View oracle_view(const OraclePlacement& placement, const Pack& pack, std::int32_t rank) {
  const OracleRank& share = placement.ranks[index(rank)];
  View view;
  view.rank = rank;
  view.world_rank = share.world_rank;
  view.row_count = static_cast<std::int64_t>(share.rows.size());
  // The count of sequence q at q + 1, behind a 0.
  view.cu_seqlens.assign(index(pack.sequence_count()) + 1, 0);
  view.cu_seqlens_padded.assign(index(pack.sequence_count()) + 1, 0);
  view.segments.reserve(8);
  for (std::int64_t row = 0; row < view.row_count; ++row) {
    const Cell& cell = share.rows[index(row)];
    if (cell.sequence >= 0) ++view.cu_seqlens_padded[index(cell.sequence) + 1];
    if (cell.token < 0) continue;
    const std::int64_t position = cell.token - pack.slot(cell.sequence).begin;
    if (position < pack.length(cell.sequence)) ++view.cu_seqlens[index(cell.sequence) + 1];
    walk_row(view.segments, {.sequence = cell.sequence, .position = position, .row = row, .count = 1});
  }
  view.max_seqlen = sum_up(view.cu_seqlens);
  view.max_seqlen_padded = sum_up(view.cu_seqlens_padded);
  view.fla.reserve(share.links.size());
  std::int64_t row = 0;  // a part without a token begins where the tokens ahead of it end
  for (const Link& link : share.links) {
    FlaPart part = part_of(placement, pack, link);
    if (link.tokens.empty()) part.row_begin = row;
    row = part.row_begin + part.cu_seqlens.back();
    view.fla.push_back(std::move(part));
  }
  return view;
}

}  // namespace relayout::proptest
