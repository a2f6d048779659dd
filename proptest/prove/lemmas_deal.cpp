// Lemmas of assignments: each chunk is held by one rank, as one of the chunks it holds in ascending order.
#include "relayout/proptest/prove/lemmas.hpp"

namespace relayout::prove::lemma {
namespace {

const Number& ranks(const Scene& scene) { return scene.rank_count; }
const Number& count(const Scene& scene) { return scene.split.chunk_count; }
bool cyclic(const Scene& scene) { return scene.dealt.rule == AssignmentRule::cyclic; }

Truth is_rank(const Scene& scene, const Number& rank) { return rank >= 0 && rank < ranks(scene); }

Truth one_chunk(const Scene& scene, const Numbers& a) { return a[0] >= 0 && a[0] < count(scene); }
Truth one_held(const Scene& scene, const Numbers& a) {
  return is_rank(scene, a[0]) && a[1] >= 0 && a[1] < scene.arithmetic->held_count(scene, a[0]);
}

Number held(const Scene& scene, const Number& rank, const Number& index) {
  return scene.arithmetic->held_chunk(scene, {rank, index});
}

}  // namespace

const Lemma rank_in_range{"rank_of_chunk names a rank",
                          "partition",
                          {"c"},
                          one_chunk,
                          [](const Scene& scene, const Numbers& a) {
                            return Truths{is_rank(scene, scene.arithmetic->rank_of_chunk(scene, a[0]))};
                          },
                          nullptr,
                          nullptr};

const Lemma rank_defined{"chunks are dealt as the layout says",
                         "partition",
                         {"c"},
                         one_chunk,
                         [](const Scene& scene, const Numbers& a) {
                           const Number rank = scene.arithmetic->rank_of_chunk(scene, a[0]);
                           if (!cyclic(scene))
                             return Truths{rank == select(a[0] < ranks(scene), a[0], 2 * ranks(scene) - 1 - a[0])};
                           if (!scene.kind.striped()) return Truths{rank == a[0]};
                           return Truths{a[0] == ranks(scene) * scene.arithmetic->held_index(scene, a[0]) + rank};
                         },
                         [](Proof& proof, const Scene& scene, const Numbers& a) {
                           if (cyclic(scene) && !scene.kind.striped())
                             proof.use(quotient_unique, scene, {ranks(scene), 0, a[0]});
                         },
                         nullptr};

const Lemma held_of_chunk{
    "each chunk is one of those its rank holds",
    "partition",
    {"c"},
    one_chunk,
    [](const Scene& scene, const Numbers& a) {
      const Number rank = scene.arithmetic->rank_of_chunk(scene, a[0]);
      const Number index = scene.arithmetic->held_index(scene, a[0]);
      return Truths{held(scene, rank, index) == a[0], index >= 0, index < scene.arithmetic->held_count(scene, rank)};
    },
    [](Proof& proof, const Scene& scene, const Numbers& a) {
      if (!cyclic(scene)) return;
      const Number index = scene.arithmetic->held_index(scene, a[0]);
      const Number held = scene.arithmetic->held_count(scene, scene.arithmetic->rank_of_chunk(scene, a[0]));
      proof.use_product(held, index, ranks(scene));
      proof.use_product(index, -1, ranks(scene));
    },
    nullptr};

const Lemma chunk_of_held{"each chunk a rank holds is dealt to it",
                          "partition",
                          {"rank", "i"},
                          one_held,
                          [](const Scene& scene, const Numbers& a) {
                            const Number chunk = held(scene, a[0], a[1]);
                            return Truths{chunk >= 0, chunk < count(scene),
                                          scene.arithmetic->rank_of_chunk(scene, chunk) == a[0],
                                          scene.arithmetic->held_index(scene, chunk) == a[1]};
                          },
                          [](Proof& proof, const Scene& scene, const Numbers& a) {
                            if (!cyclic(scene)) return;
                            const Number count = scene.arithmetic->held_count(scene, a[0]);
                            proof.use_product(a[1] + 1, count, ranks(scene));
                            proof.use_product(1, count, ranks(scene));
                            proof.use_product(0, a[1], ranks(scene));
                            proof.use(quotient_unique, scene, {ranks(scene), a[1], a[0]});
                          },
                          nullptr};

const Lemma held_ascends{
    "the chunks of a rank ascend",
    "partition",
    {"rank", "i", "j"},
    [](const Scene& scene, const Numbers& a) {
      return one_held(scene, {a[0], a[2]}) && a[1] >= 0 && a[1] < a[2];
    },
    [](const Scene& scene, const Numbers& a) { return Truths{held(scene, a[0], a[1]) < held(scene, a[0], a[2])}; },
    [](Proof& proof, const Scene& scene, const Numbers& a) {
      if (cyclic(scene)) proof.use_product(a[1] + 1, a[2], ranks(scene));
    },
    nullptr};

}  // namespace relayout::prove::lemma
