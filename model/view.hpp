// A view: a rank's metadata under a layout. What kernels are fed beside the rows.
//
//   lengths 8 8, zigzag:cp=2, rank 0     row        0 1 2 3 | 4 5 6  7
//                                        token      0 1 6 7 | 8 9 14 15
//                                        position   0 1 6 7 | 0 1 6  7        cu_seqlens 0 4 8
//
// Two families of kernels, two conventions. Kernels that keep the batch's sequence numbers (TE, flash-attn varlen, the
// GatedDeltaNet path of Megatron and slime) take one entry a sequence, empty here or not: `cu_seqlens`. FLA numbers
// only what a rank holds and passes state along a chain of ranks: `fla`.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "relayout/model/placement.hpp"

namespace relayout {

// Consecutive positions of one sequence in consecutive rows. Maximal. Positions past the sequence's length are carried
// padding.
struct Segment {
  std::int64_t sequence = 0;
  std::int64_t position = 0;  // in the sequence's slot
  std::int64_t row = 0;
  std::int64_t count = 0;
  friend bool operator==(const Segment&, const Segment&) = default;
};

// One interval of the pack in FLA's chain of intervals: all of a rank's tokens (contiguous) or one of its two chunks
// (flat-zigzag). Where the pack is empty here, cu_seqlens is {0} and all counts are 0.
// Source: fla-org/flash-linear-attention fla/ops/cp/context.py, _interval_cp_meta.
struct FlaPart {
  std::int64_t row_begin = 0;  // of the part in the local buffer
  // unique(clamp(cu_seqlens_padded, [a, b]) - a), from 0; empty sequences are left out.
  std::vector<std::int64_t> cu_seqlens;
  std::int64_t pre_num_ranks = 0;        // how many intervals back along the chain the part's first sequence begins
  std::int64_t post_num_ranks = 0;       // how many intervals on its last one ends
  bool is_first_rank = true;             // pre_num_ranks == 0
  bool is_last_rank = true;              // post_num_ranks == 0
  std::int64_t pre_num_conv_tokens = 0;  // tokens of the first sequence ahead of the part; a convolution of
                                         // width w needs min(w - 1, this) of them
  friend bool operator==(const FlaPart&, const FlaPart&) = default;
};

struct View {
  std::int32_t rank = 0;
  std::int32_t world_rank = 0;
  std::int64_t row_count = 0;
  std::vector<Segment> segments;                // ascending by row
  std::vector<std::int64_t> cu_seqlens;         // sequences + 1: prefix sums of the valid tokens each has here
  std::vector<std::int64_t> cu_seqlens_padded;  // sequences + 1: prefix sums of the rows each has here, carried and
                                                // temporary padding of its scope included; rank tails are in none
  std::int64_t max_seqlen = 0;                  // largest step of cu_seqlens
  std::int64_t max_seqlen_padded = 0;           // largest step of cu_seqlens_padded
  std::vector<FlaPart> fla;                     // contiguous: 1, flat-zigzag: 2; else none, nor under tp
  friend bool operator==(const View&, const View&) = default;
};

// A rank's view.
// Requires: 0 <= rank < placement.rank_count().
// Ensures: views: applied to the local rows, it names exactly the tokens that are there.
// Cost: O(sequences + pieces), and O(pieces log sequences) for custom layouts.
[[nodiscard]] View view(const Placement& placement, std::int32_t rank);
// The same, written over an earlier view, whose memory is used again, as is that of `pieces`: those of the rank.
void write_view(const Placement& placement, std::int32_t rank, std::vector<Piece>& pieces, View& view);

// Position of every row in its sequence, as RoPE takes it; 0 on temporary padding. Cost: O(rows).
[[nodiscard]] std::vector<std::int64_t> position_ids(const View& view);

// Sequence of every row, -1 on temporary padding. Cost: O(rows).
[[nodiscard]] std::vector<std::int64_t> sequence_ids(const View& view);

}  // namespace relayout
