// Groups of lemmas that the proofs about rows use.
#pragma once

#include "relayout/proptest/prove/lemmas.hpp"

namespace relayout::prove::lemma {

// x == y, times a factor that is not negative.
void use_equal_products(Proof& proof, const Number& x, const Number& y, const Number& factor);
// c == d gives that the chunks begin and end alike, though they are two terms to the solver.
void use_same_chunk(Proof& proof, const Scene& scene, const Number& c, const Number& d);
// The same, and that their ranks and rows are alike.
void use_one_chunk(Proof& proof, const Scene& scene, const Number& c, const Number& d);
// zigzag: the rank's other chunk, which is full where the later one of the two holds a position.
void use_mirror(Proof& proof, const Scene& scene, const Number& chunk);
// contiguous, where a rank holds the chunk of its own number and no other.
void use_only_chunk(Proof& proof, const Scene& scene, const Number& rank);
// Two numbers that say which of its chunks a rank means; where they are the same, so are the chunks and their rows.
void use_same_index(Proof& proof, const Scene& scene, const Number& i, const Number& j);
// What is known of the chunk that holds a position, and of the chunk's rank.
void use_home(Proof& proof, const Scene& scene, const Number& position);
// A chunk that a place may lie in, and the position of that place: the chunk holds it, and is found again from there.
void use_place(Proof& proof, const Scene& scene, const Number& position, const Number& candidate);
// The same of a place on a rank that holds every n-th chunk.
void use_cyclic_place(Proof& proof, const Scene& scene, const Number& position, const RankRow<Number>& place);

}  // namespace relayout::prove::lemma
