// Which lemmas the proofs about rows use, in groups that several of them share. What each tells the solver is mostly a
// product: that two numbers are the same does not tell it that their multiples are.
#include "relayout/proptest/prove/hints.hpp"

namespace relayout::prove::lemma {
namespace {

const Number& ranks(const Scene& scene) { return scene.rank_count; }
const Number& width(const Scene& scene) { return scene.split.width; }
bool cyclic(const Scene& scene) { return scene.dealt.rule == AssignmentRule::cyclic; }
bool by_width(const Scene& scene) { return scene.split.rule == CutRule::width; }
Number chunk_of(const Scene& scene, const Number& position) { return scene.arithmetic->chunk_of(scene, position); }

}  // namespace

// x == y, times a factor that is not negative.
void use_equal_products(Proof& proof, const Number& x, const Number& y, const Number& factor) {
  proof.use_product(x, y, factor);
  proof.use_product(y, x, factor);
}

namespace {

// c == d gives cut(c) == cut(d), though they are two terms to the solver.
void use_same_cut(Proof& proof, const Scene& scene, const Number& c, const Number& d) {
  proof.use(cut_ascends, scene, {c, d});
  proof.use(cut_ascends, scene, {d, c});
}

}  // namespace

void use_same_chunk(Proof& proof, const Scene& scene, const Number& c, const Number& d) {
  use_same_cut(proof, scene, c, d);
  use_same_cut(proof, scene, c + 1, d + 1);
}

// contiguous, where a rank holds the chunk of its own number and no other.
void use_only_chunk(Proof& proof, const Scene& scene, const Number& rank) {
  const Number held = scene.arithmetic->held_count(scene, rank);
  proof.use(quotient_unique, scene, {ranks(scene), 1, ranks(scene) - 1 - rank});
  use_equal_products(proof, held, 1, width(scene));
  use_equal_products(proof, held, 1, ranks(scene));
  use_same_chunk(proof, scene, rank, ranks(scene) - 1);
  use_same_chunk(proof, scene, rank, rank + (held - 1) * ranks(scene));
}

// Two numbers that say which of its chunks a rank means; where they are the same, so are the chunks and their rows.
void use_same_index(Proof& proof, const Scene& scene, const Number& i, const Number& j) {
  const Number round = ranks(scene) * width(scene);
  proof.use_product(0, ranks(scene), width(scene));
  use_equal_products(proof, i, j, round);
  use_equal_products(proof, i, j, width(scene));
  use_equal_products(proof, i, j, ranks(scene));
}

// zigzag: the rank's other chunk, which is full where the later one of the two holds a position.
void use_mirror(Proof& proof, const Scene& scene, const Number& chunk) {
  const Number other = 2 * ranks(scene) - 1 - chunk;
  proof.use(cut_ascends, scene, {other, other + 1});
  if (by_width(scene)) proof.use_product(other + 1, chunk, width(scene));
}

namespace {

// cyclic: which of its rank's chunks one is, in numbers that the solver can compare.
void use_turn(Proof& proof, const Scene& scene, const Number& chunk) {
  const Number rank = scene.arithmetic->rank_of_chunk(scene, chunk);
  const Number index = scene.arithmetic->held_index(scene, chunk);
  const Number full = scene.arithmetic->held_count(scene, rank) - 1;
  if (!scene.kind.striped()) {
    proof.use(quotient_unique, scene, {ranks(scene), 0, chunk});
    use_only_chunk(proof, scene, rank);
    use_same_index(proof, scene, index, 0);
    use_same_chunk(proof, scene, chunk, rank);
    return;
  }
  use_equal_products(proof, chunk, ranks(scene) * index + rank, width(scene));
  proof.use_product(index + 1, full, width(scene));
  proof.use_product(0, index, width(scene));
  use_same_index(proof, scene, index, full);
  use_equal_products(proof, rank + full * ranks(scene), scene.split.chunk_count - 1, width(scene));
}

}  // namespace

// What is known of the chunk that holds a position, and of the chunk's rank.
void use_home(Proof& proof, const Scene& scene, const Number& position) {
  const Number chunk = chunk_of(scene, position);
  proof.use(chunk_in_range, scene, {position});
  proof.use(chunk_holds, scene, {position});
  proof.use(chunks_meet, scene, {chunk});
  proof.use(rank_in_range, scene, {chunk});
  proof.use(rank_defined, scene, {chunk});
  proof.use(held_of_chunk, scene, {chunk});
  if (by_width(scene)) proof.use(width_covers, scene, {});
  if (cyclic(scene)) {
    use_turn(proof, scene, chunk);
  } else {
    use_mirror(proof, scene, chunk);
  }
}

// Two terms for one chunk.
void use_one_chunk(Proof& proof, const Scene& scene, const Number& c, const Number& d) {
  use_same_chunk(proof, scene, c, d);
  if (by_width(scene)) use_equal_products(proof, c, d, width(scene));
  if (!cyclic(scene)) {
    use_same_chunk(proof, scene, 2 * ranks(scene) - 1 - c, 2 * ranks(scene) - 1 - d);
    return;
  }
  const Number i = scene.arithmetic->held_index(scene, c);
  const Number j = scene.arithmetic->held_index(scene, d);
  for (const Number& factor : {ranks(scene), width(scene)}) {
    proof.use_product(i + 1, j, factor);
    proof.use_product(j + 1, i, factor);
    use_equal_products(proof, i, j, factor);
  }
}

// A chunk that a place may lie in, and the position of that place: the chunk holds it, and is found again from there.
void use_place(Proof& proof, const Scene& scene, const Number& position, const Number& candidate) {
  const Number chunk = chunk_of(scene, position);
  proof.use(chunk_unique, scene, {position, candidate});
  proof.use(chunks_meet, scene, {candidate});
  proof.use(cut_ascends, scene, {0, candidate});
  proof.use(cut_ascends, scene, {candidate, candidate + 1});
  proof.use(cut_ascends, scene, {candidate + 1, scene.split.chunk_count});
  use_same_chunk(proof, scene, chunk, candidate);
  if (by_width(scene)) use_equal_products(proof, chunk, candidate, width(scene));
}

// The same of a place on a rank that holds every n-th chunk.
void use_cyclic_place(Proof& proof, const Scene& scene, const Number& position, const RankRow<Number>& place) {
  const Number index = by_width(scene) ? floor_div(place.row, width(scene)) : Number(0);
  const Number candidate = scene.arithmetic->held_chunk(scene, {place.rank, index});
  const Number full = scene.arithmetic->held_count(scene, place.rank) - 1;
  const Number last = place.rank + full * ranks(scene);
  const Number chunk = chunk_of(scene, position);
  use_place(proof, scene, position, candidate);
  if (!scene.kind.striped()) use_only_chunk(proof, scene, place.rank);
  proof.use(chunk_of_held, scene, {place.rank, full});
  proof.use_product(full + 1, index, width(scene));
  proof.use_product(candidate + 1, last, width(scene));
  proof.use_product(index + 1, full, ranks(scene));
  proof.use_product(last + 1, scene.split.chunk_count, width(scene));
  use_equal_products(proof, last, scene.split.chunk_count - 1, width(scene));
  use_same_index(proof, scene, index, full);
  use_same_index(proof, scene, index, 0);
  use_turn(proof, scene, chunk);
  const Number found = scene.arithmetic->held_index(scene, chunk);
  proof.use_product(found + 1, index, ranks(scene));
  proof.use_product(index + 1, found, ranks(scene));
  use_same_index(proof, scene, found, index);
}

}  // namespace relayout::prove::lemma
