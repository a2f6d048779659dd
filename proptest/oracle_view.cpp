// Metadata by walking: what a rank's kernels must be fed, read off its rows one at a time.
#include <algorithm>
#include <cstddef>
#include <utility>

#include "relayout/proptest/oracle.hpp"

namespace relayout::proptest {
namespace {

std::size_t index(std::int64_t value) { return static_cast<std::size_t>(value); }

// The slot that holds a token, looked for from the first one on.
Span slot_with(const Pack& pack, std::int64_t token) {
  std::int64_t sequence = 0;
  while (!pack.slot(sequence).contains(token)) ++sequence;
  return pack.slot(sequence);
}

// How many rows, from the first on, hold one token of a sequence after another, or padding of the same sequence.
std::int64_t rows_alike(std::span<const Cell> rows) {
  const std::int64_t step = rows.front().token < 0 ? 0 : 1;
  std::size_t end = 1;
  while (end < rows.size() && rows[end].sequence == rows.front().sequence &&
         rows[end].token == rows[end - 1].token + step) {
    ++end;
  }
  return static_cast<std::int64_t>(end);
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
  for (const Link& link : placement.links) {
    if (link.first_token <= token && token < link.first_token + link.token_count) return link.chunk;
  }
  return -1;
}

// FLA's own words: unique(clamp(cu_seqlens, [a, b]) - a), and how far back and ahead the chain goes.
void write_part(const OraclePlacement& placement, const Pack& pack, const Link& link, FlaPart& part) {
  std::vector<std::int64_t> sums = std::move(part.cu_seqlens);
  sums.clear();
  sums.reserve(pack.cu_seqlens_padded().size() + 1);
  sums.push_back(0);
  part = {};
  part.row_begin = link.row_begin;
  if (link.token_count > 0) {
    const std::int64_t a = link.first_token;
    const std::int64_t b = a + link.token_count;
    for (const std::int64_t border : pack.cu_seqlens_padded()) sums.push_back(std::clamp(border, a, b) - a);
    sums.erase(std::unique(sums.begin(), sums.end()), sums.end());
    const Span first = slot_with(pack, a);
    const Span last = slot_with(pack, b - 1);
    part.pre_num_ranks = link.chunk - chunk_with(placement, first.begin);
    part.post_num_ranks = chunk_with(placement, last.end - 1) - link.chunk;
    part.is_first_rank = part.pre_num_ranks == 0;
    part.is_last_rank = part.post_num_ranks == 0;
    part.pre_num_conv_tokens = std::max<std::int64_t>(0, a - first.begin);
  }
  part.cu_seqlens = std::move(sums);
}

}  // namespace

View oracle_view(const OraclePlacement& placement, const Pack& pack, std::int32_t rank) {
  View view;
  walk_view(placement, pack, rank, view);
  return view;
}

void walk_view(const OraclePlacement& placement, const Pack& pack, std::int32_t rank, View& view) {
  const OracleRank& share = placement.ranks[index(rank)];
  view.rank = rank;
  view.world_rank = share.world_rank;
  view.row_count = static_cast<std::int64_t>(share.rows.size());
  // The count of sequence q at q + 1, behind a 0.
  view.cu_seqlens.assign(index(pack.sequence_count()) + 1, 0);
  view.cu_seqlens_padded.assign(index(pack.sequence_count()) + 1, 0);
  view.segments.clear();
  for (std::int64_t row = 0; row < view.row_count;) {
    const Cell& first = share.rows[index(row)];
    const std::int64_t count = rows_alike(share.rows.subspan(index(row)));
    if (first.sequence >= 0) view.cu_seqlens_padded[index(first.sequence) + 1] += count;
    if (first.token >= 0) {
      const std::int64_t position = first.token - pack.slot(first.sequence).begin;
      view.segments.push_back({.sequence = first.sequence, .position = position, .row = row, .count = count});
      const std::int64_t length = pack.length(first.sequence);
      for (std::int64_t i = 0; i < count; ++i) {
        if (position + i < length) ++view.cu_seqlens[index(first.sequence) + 1];
      }
    }
    row += count;
  }
  view.max_seqlen = sum_up(view.cu_seqlens);
  view.max_seqlen_padded = sum_up(view.cu_seqlens_padded);
  std::size_t part_count = 0;
  std::int64_t row = 0;  // a part without a token begins where the tokens ahead of it end
  for (const Link& link : placement.links) {
    if (link.rank != rank) continue;
    if (view.fla.size() == part_count) view.fla.emplace_back();
    FlaPart& part = view.fla[part_count++];
    write_part(placement, pack, link, part);
    if (link.token_count == 0) part.row_begin = row;
    row = part.row_begin + part.cu_seqlens.back();
  }
  view.fla.resize(part_count);
}

}  // namespace relayout::proptest
