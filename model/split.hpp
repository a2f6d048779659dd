// The arithmetic of every named layout, written once: how a scope is cut into chunks, and which rank holds a chunk.
//
// A scope of L positions 0..L-1 (a sequence's slot, or the whole pack) is cut into k chunks; chunk c holds the
// positions [cut(c), cut(c+1)). An assignment deals the chunks to n ranks. Three cuts and two assignments make
// all layouts of the dictionary:
//
//   cut           chunk c begins at                           used by
//   width         min(c * width, L)                           exact (width = L/k), pad (ceil(L/m)*m/k),
//                                                             torch_chunk (ceil(L/k)), striped (block)
//   balanced      floor(c * L / k)                            balanced; tp shares of a rank's rows
//   array_split   c * (L/k) + min(c, L mod k)                 array_split
//
//   assignment    chunk c goes to rank       rank r holds chunks
//   zigzag        min(c, 2n-1-c), k = 2n     r and 2n-1-r
//   cyclic        c mod n                    r, r+n, r+2n, ..
//
//   zigzag, n = 2, L = 8:      rank 0 | 0 1 6 7        cyclic, n = 2, k = 2, L = 8:   rank 0 | 0 1 2 3
//                              rank 1 | 2 3 4 5                                       rank 1 | 4 5 6 7
//
// Everything is a template on the integer type: std::int64_t runs it, a kernel evaluates it, a symbolic integer
// proves it for every length. Hence the rules of this file: no if, ?:, /, % or loop on an Int; only the named
// functions of integer.hpp; both arms of a select are evaluated. All costs are O(1), nothing is allocated.
//
// Limits (limits.hpp: rows of a side <= 2^40, ranks <= 2^16, so k <= 2^17 for the rules that multiply): every
// intermediate stays below 2^63, as `relayout prove --law range` proves.
#pragma once

#include "relayout/model/integer.hpp"

namespace relayout {

enum class CutRule : std::uint8_t { width, balanced, array_split };
enum class AssignmentRule : std::uint8_t { zigzag, cyclic };

// How one scope is cut. Invariants: length >= 0; chunk_count >= 0, and > 0 where length > 0;
// rule == width: width > 0 and chunk_count * width >= length.
template <class Int>
struct Split {
  CutRule rule;
  Int length;
  Int chunk_count;
  Int width;
};

// How chunks are dealt. Invariant: rank_count > 0; rule == zigzag: the split has chunk_count == 2 * rank_count.
template <class Int>
struct Assignment {
  AssignmentRule rule;
  Int rank_count;
};

// One of the chunks a rank holds, counted in ascending order.
template <class Int>
struct HeldChunk {
  Int rank;
  Int index;
};

// A cp rank's rows cut in tp shares, each of them a rank; and one of these.
template <class Int>
struct TpShares {
  Int count;  // > 0
};
template <class Int>
struct TpShare {
  Int cp_rank;
  Int index;
};

// A row of one rank within the rows the scope has there.
template <class Int>
struct RankRow {
  Int rank;
  Int row;
};

// The chunks of one turn over all ranks: all there are, but of stripes.
template <class Int>
RELAYOUT_HOST_DEVICE constexpr Int turn_chunks(const Assignment<Int>& assignment) {
  switch (assignment.rule) {
    case AssignmentRule::zigzag:
      return 2 * assignment.rank_count;
    case AssignmentRule::cyclic:
      break;
  }
  return assignment.rank_count;
}

// The least number of stripes that cover a scope. Requires: width > 0.
template <class Int>
RELAYOUT_HOST_DEVICE constexpr Int stripe_count(const Split<Int>& split) {
  return ceil_div(split.length, split.width);
}

// The width of chunks that are equal but for the last ones, which are short or empty: torch_chunk.
// Requires: chunk_count > 0.
// Ensures: width > 0; chunk_count * width >= length.
template <class Int>
RELAYOUT_HOST_DEVICE constexpr Int ceil_width(const Split<Int>& split) {
  return at_least(ceil_div(split.length, split.chunk_count), Int(1));
}

// The width of chunks where every rank has `rank_rows` rows of the scope: a rank holds two of a zigzag, else one.
// Requires: rank_rows >= 0, even for a zigzag. Ensures: width > 0.
template <class Int>
RELAYOUT_HOST_DEVICE constexpr Int even_width(const Assignment<Int>& assignment, Int rank_rows) {
  switch (assignment.rule) {
    case AssignmentRule::zigzag:
      return at_least(floor_div(rank_rows, Int(2)), Int(1));
    case AssignmentRule::cyclic:
      break;
  }
  return at_least(rank_rows, Int(1));
}

// The rows of each rank where all have the same.
// Requires: rows, those of all ranks together, are a multiple of rank_count.
// Ensures: sums of rows give sums of the ranks' rows.
template <class Int>
RELAYOUT_HOST_DEVICE constexpr Int even_rank_rows(const Assignment<Int>& assignment, Int rows) {
  return floor_div(rows, assignment.rank_count);
}

// The position at which chunk `chunk` begins.
// Requires: 0 <= chunk <= chunk_count.
// Ensures: cut(0) == 0; cut(chunk_count) == length; cut(c) <= cut(c + 1).
template <class Int>
RELAYOUT_HOST_DEVICE constexpr Int cut(const Split<Int>& split, Int chunk) {
  const Int count = at_least(split.chunk_count, Int(1));
  switch (split.rule) {
    case CutRule::balanced:
      return chunk * floor_div(split.length, count) + floor_div(chunk * floor_mod(split.length, count), count);
    case CutRule::array_split:
      return chunk * floor_div(split.length, count) + at_most(chunk, floor_mod(split.length, count));
    case CutRule::width:
      break;
  }
  return at_most(chunk * split.width, split.length);
}

// The chunk that holds a position.
// Requires: 0 <= position < length.
// Ensures: cut(chunk_of(p)) <= p < cut(chunk_of(p) + 1).
template <class Int>
RELAYOUT_HOST_DEVICE constexpr Int chunk_of(const Split<Int>& split, Int position) {
  const Int count = at_least(split.chunk_count, Int(1));
  switch (split.rule) {
    case CutRule::balanced:
      return floor_div((position + 1) * count - 1, at_least(split.length, Int(1)));
    case CutRule::array_split: {
      const Int each = floor_div(split.length, count);
      const Int rest = floor_mod(split.length, count);
      const Int long_end = rest * (each + 1);  // positions below it are in chunks that have one more
      return select(position < long_end, floor_div(position, each + 1),
                    rest + floor_div(at_least(position - long_end, Int(0)), at_least(each, Int(1))));
    }
    case CutRule::width:
      break;
  }
  return floor_div(position, split.width);
}

// The number of positions in a chunk.
template <class Int>
RELAYOUT_HOST_DEVICE constexpr Int chunk_length(const Split<Int>& split, Int chunk) {
  return cut(split, chunk + 1) - cut(split, chunk);
}

// The rank that holds a chunk.
template <class Int>
RELAYOUT_HOST_DEVICE constexpr Int rank_of_chunk(const Assignment<Int>& assignment, Int chunk) {
  const Int mirrored = 2 * assignment.rank_count - 1 - chunk;
  switch (assignment.rule) {
    case AssignmentRule::zigzag:
      return at_most(chunk, mirrored);
    case AssignmentRule::cyclic:
      break;
  }
  return floor_mod(chunk, assignment.rank_count);
}

// Of the chunks its rank holds, in ascending order, which one `chunk` is. Inverse of held_chunk.
template <class Int>
RELAYOUT_HOST_DEVICE constexpr Int held_index(const Assignment<Int>& assignment, Int chunk) {
  switch (assignment.rule) {
    case AssignmentRule::zigzag:
      return select(chunk < assignment.rank_count, Int(0), Int(1));
    case AssignmentRule::cyclic:
      break;
  }
  return floor_div(chunk, assignment.rank_count);
}

// The index-th chunk that a rank holds.
// Requires: 0 <= held.index < held_count(split, assignment, held.rank).
// Ensures: rank_of_chunk and held_index give rank and index back.
template <class Int>
RELAYOUT_HOST_DEVICE constexpr Int held_chunk(const Assignment<Int>& assignment, const HeldChunk<Int>& held) {
  switch (assignment.rule) {
    case AssignmentRule::zigzag:
      return select(held.index < 1, held.rank, 2 * assignment.rank_count - 1 - held.rank);
    case AssignmentRule::cyclic:
      break;
  }
  return held.rank + held.index * assignment.rank_count;
}

// How many chunks a rank holds.
template <class Int>
RELAYOUT_HOST_DEVICE constexpr Int held_count(const Split<Int>& split, const Assignment<Int>& assignment, Int rank) {
  switch (assignment.rule) {
    case AssignmentRule::zigzag:
      return Int(2);
    case AssignmentRule::cyclic:
      break;
  }
  return floor_div(at_least(split.chunk_count - rank, Int(0)) + (assignment.rank_count - 1), assignment.rank_count);
}

// The rows a scope has on a chunk's rank ahead of the first row of that chunk.
// Requires: the chunk is not empty, or the rule is not `width` (an empty chunk has no row to ask for).
// Ensures: == the sum of the lengths of the rank's earlier chunks (of their widths where they are padded: under
// `width` every chunk ahead of one that holds a position is full, so both are the same number).
template <class Int>
RELAYOUT_HOST_DEVICE constexpr Int rows_ahead(const Split<Int>& split, const Assignment<Int>& assignment, Int chunk) {
  switch (split.rule) {
    case CutRule::balanced:
    case CutRule::array_split: {
      // zigzag: the early chunk is ahead of the late one. cyclic: k <= n, every chunk is the first of its rank.
      const Int early = at_least(2 * assignment.rank_count - 1 - chunk, Int(0));
      return select(chunk < assignment.rank_count, Int(0), chunk_length(split, at_most(early, chunk)));
    }
    case CutRule::width:
      break;
  }
  return held_index(assignment, chunk) * split.width;
}

// How many positions of the scope live on a rank, those whose row_of is there. Padding rows are not counted.
template <class Int>
RELAYOUT_HOST_DEVICE constexpr Int rank_length(const Split<Int>& split, const Assignment<Int>& assignment, Int rank) {
  switch (assignment.rule) {
    case AssignmentRule::zigzag:
      return chunk_length(split, rank) + chunk_length(split, 2 * assignment.rank_count - 1 - rank);
    case AssignmentRule::cyclic:
      break;
  }
  // Chunks of one rank are full but for the last; where there is only one, full_chunks is 0 whatever the width.
  const Int count = held_count(split, assignment, rank);
  const Int full_chunks = at_least(count - 1, Int(0));
  const Int last = rank + full_chunks * assignment.rank_count;
  return select(count < 1, Int(0), full_chunks * split.width + chunk_length(split, last));
}

// Where a position of the scope lives: its rank, and its row among the rows the scope has on that rank.
// Requires: 0 <= position < length.
// Ensures: position_of gives the position back; rows of a rank ascend with the position.
template <class Int>
RELAYOUT_HOST_DEVICE constexpr RankRow<Int> row_of(const Split<Int>& split, const Assignment<Int>& assignment,
                                                   Int position) {
  const Int chunk = chunk_of(split, position);
  return {rank_of_chunk(assignment, chunk), rows_ahead(split, assignment, chunk) + position - cut(split, chunk)};
}

// The position that lives at a rank's row: the inverse of row_of.
// Requires: place is row_of some position.
template <class Int>
RELAYOUT_HOST_DEVICE constexpr Int position_of(const Split<Int>& split, const Assignment<Int>& assignment,
                                               const RankRow<Int>& place) {
  const Int early_length = chunk_length(split, place.rank);
  const Int width = select(split.width < 1, Int(1), split.width);
  const Int late = select(place.row < early_length, Int(0), Int(1));
  const Int index_by_length = select(Int(1) < held_count(split, assignment, place.rank), late, Int(0));
  const Int index_by_width = floor_div(place.row, width);
  switch (split.rule) {
    case CutRule::balanced:
    case CutRule::array_split: {
      const Int chunk = held_chunk(assignment, HeldChunk<Int>{place.rank, index_by_length});
      return cut(split, chunk) + place.row - rows_ahead(split, assignment, chunk);
    }
    case CutRule::width:
      break;
  }
  const Int chunk = held_chunk(assignment, HeldChunk<Int>{place.rank, index_by_width});
  return cut(split, chunk) + place.row - index_by_width * width;
}

// The rank that a share is.
template <class Int>
RELAYOUT_HOST_DEVICE constexpr Int rank_of_share(const TpShares<Int>& shares, const TpShare<Int>& share) {
  return share.cp_rank * shares.count + share.index;
}

// The share that a rank is: the inverse of rank_of_share.
template <class Int>
RELAYOUT_HOST_DEVICE constexpr TpShare<Int> share_of_rank(const TpShares<Int>& shares, Int rank) {
  return {floor_div(rank, shares.count), floor_mod(rank, shares.count)};
}

}  // namespace relayout
