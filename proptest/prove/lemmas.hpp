// The lemmas of one scope, by name.
#pragma once

#include "relayout/proptest/prove/lemma.hpp"

namespace relayout::prove::lemma {

// a <= b, x >= 0  =>  a * x <= b * x.
extern const Lemma product_ascends;
// a == b * q + r, 0 <= r < b  =>  a div b == q, a mod b == r.
extern const Lemma quotient_unique;

// lemmas_cut.cpp: cuts and chunk_of.
extern const Lemma width_covers;    // what Split demands of width and chunk_count
extern const Lemma width_defined;   // ceil(L / k), or what shares the rows of a rank among its chunks
extern const Lemma balanced_cut;    // count * cut(c) <= c * L < count * (cut(c) + 1)
extern const Lemma cut_first;       // cut(0) == 0
extern const Lemma cut_ascends;     // c <= d: cut(c) <= cut(d)
extern const Lemma cut_last;        // cut(count) == L
extern const Lemma cut_defined;     // the formula says what the table of rules says
extern const Lemma chunks_meet;     // a chunk ends where the next begins
extern const Lemma chunk_in_range;  // 0 <= chunk_of(p) < count
extern const Lemma chunk_holds;     // cut(chunk_of(p)) <= p < cut(chunk_of(p) + 1)
extern const Lemma chunk_unique;    // and no other chunk does

// lemmas_deal.cpp: which rank holds which chunk.
extern const Lemma rank_in_range;  // 0 <= rank_of_chunk(c) < n
extern const Lemma rank_defined;   // the mirror, or the remainder by n
extern const Lemma held_of_chunk;  // held_chunk(rank_of_chunk(c), held_index(c)) == c, index below held_count
extern const Lemma chunk_of_held;  // rank_of_chunk(held_chunk(r, i)) == r, held_index == i
extern const Lemma held_ascends;   // i < j: held_chunk(r, i) < held_chunk(r, j)

// lemmas_place.cpp: rows.
extern const Lemma ahead_first;       // nothing is ahead of a rank's first chunk
extern const Lemma ahead_next;        // ahead of the next, its length more
extern const Lemma row_in_range;      // 0 <= rank < n, 0 <= row < rank_length(rank)
extern const Lemma row_in_rank_rows;  // even kinds: row < rank_rows
extern const Lemma scope_rows;        // even kinds: every rank has rank_rows
extern const Lemma position_of_row;   // position_of(row_of(p)) == p
extern const Lemma row_of_position;   // row_of(position_of(place)) == place
extern const Lemma rows_ascend;       // p < q on one rank: row(p) < row(q)
extern const Lemma rows_run;          // inside a chunk rows go on with positions

}  // namespace relayout::prove::lemma
