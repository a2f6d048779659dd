// Lemmas of rows: a scope's positions and the rows that they have on their ranks are one to one, in order, without
// gaps.
#include "relayout/proptest/prove/hints.hpp"

namespace relayout::prove::lemma {
namespace {

const Number& ranks(const Scene& scene) { return scene.rank_count; }
const Number& width(const Scene& scene) { return scene.split.width; }
bool cyclic(const Scene& scene) { return scene.dealt.rule == AssignmentRule::cyclic; }
bool by_width(const Scene& scene) { return scene.split.rule == CutRule::width; }
bool is_even(const Kind& kind) { return kind.even(); }

Number begin(const Scene& scene, const Number& chunk) { return scene.arithmetic->begin(scene, chunk); }
Number end(const Scene& scene, const Number& chunk) { return scene.arithmetic->end(scene, chunk); }
Number chunk_of(const Scene& scene, const Number& position) { return scene.arithmetic->chunk_of(scene, position); }
Number rank_length(const Scene& scene, const Number& rank) { return scene.arithmetic->rank_length(scene, rank); }
RankRow<Number> row_of(const Scene& scene, const Number& position) { return scene.arithmetic->row_of(scene, position); }
Number held(const Scene& scene, const Number& rank, const Number& index) {
  return scene.arithmetic->held_chunk(scene, {rank, index});
}

Truth is_rank(const Scene& scene, const Number& rank) { return rank >= 0 && rank < ranks(scene); }
Truth is_position(const Scene& scene, const Number& position) { return position >= 0 && position < scene.length; }
Truth one_position(const Scene& scene, const Numbers& a) { return is_position(scene, a[0]); }

}  // namespace

const Lemma ahead_first{"nothing is ahead of a rank's first chunk",
                        "partition",
                        {"rank"},
                        [](const Scene& scene, const Numbers& a) {
                          return is_rank(scene, a[0]) && scene.arithmetic->held_count(scene, a[0]) >= 1;
                        },
                        [](const Scene& scene, const Numbers& a) {
                          return Truths{scene.arithmetic->rows_ahead(scene, held(scene, a[0], 0)) == 0};
                        },
                        [](Proof& proof, const Scene& scene, const Numbers& a) {
                          proof.use(chunk_of_held, scene, {a[0], 0});
                          use_equal_products(proof, scene.arithmetic->held_index(scene, held(scene, a[0], 0)), 0,
                                             width(scene));
                        },
                        nullptr};

const Lemma ahead_next{
    "ahead of a rank's next chunk are the rows of the one before, too",
    "partition",
    {"rank", "i"},
    [](const Scene& scene, const Numbers& a) {
      const Truth in_range = is_rank(scene, a[0]) && a[1] >= 0 && a[1] + 1 < scene.arithmetic->held_count(scene, a[0]);
      const Number next = held(scene, a[0], a[1] + 1);
      return by_width(scene) ? in_range && begin(scene, next) < end(scene, next) : in_range;
    },
    [](const Scene& scene, const Numbers& a) {
      const Number chunk = held(scene, a[0], a[1]);
      const Number next = held(scene, a[0], a[1] + 1);
      return Truths{scene.arithmetic->rows_ahead(scene, next) ==
                    scene.arithmetic->rows_ahead(scene, chunk) + (end(scene, chunk) - begin(scene, chunk))};
    },
    [](Proof& proof, const Scene& scene, const Numbers& a) {
      const Number chunk = held(scene, a[0], a[1]);
      const Number next = held(scene, a[0], a[1] + 1);
      proof.use(chunk_of_held, scene, {a[0], a[1]});
      proof.use(chunk_of_held, scene, {a[0], a[1] + 1});
      proof.use(held_ascends, scene, {a[0], a[1], a[1] + 1});
      if (by_width(scene)) {
        proof.use(width_covers, scene, {});
        proof.use_product(chunk + 1, next, width(scene));
        use_equal_products(proof, scene.arithmetic->held_index(scene, next),
                           scene.arithmetic->held_index(scene, chunk) + 1, width(scene));
      }
    },
    nullptr};

const Lemma row_in_range{
    "each position has a row of those its rank has",
    "partition",
    {"p"},
    one_position,
    [](const Scene& scene, const Numbers& a) {
      const RankRow<Number> place = row_of(scene, a[0]);
      return Truths{is_rank(scene, place.rank), place.row >= 0, place.row < rank_length(scene, place.rank)};
    },
    [](Proof& proof, const Scene& scene, const Numbers& a) { use_home(proof, scene, a[0]); },
    nullptr};

const Lemma row_in_rank_rows{
    "valid rows come ahead of temporary padding",
    "partition",
    {"p"},
    one_position,
    [](const Scene& scene, const Numbers& a) { return Truths{row_of(scene, a[0]).row < scene.rank_rows}; },
    [](Proof& proof, const Scene& scene, const Numbers& a) {
      use_home(proof, scene, a[0]);
      const Number chunk = chunk_of(scene, a[0]);
      if (!scene.kind.striped()) {
        proof.use_product(scene.rank_rows, 0, ranks(scene));
        return;
      }
      const Number index = scene.arithmetic->held_index(scene, chunk);
      proof.use_product(scene.share * ranks(scene), chunk, width(scene));
      proof.use_product(scene.share, index, ranks(scene));
      proof.use_product(index + 1, scene.share, width(scene));
    },
    is_even};

const Lemma scope_rows{"every rank has the same rows, padding included",
                       "partition",
                       {"rank"},
                       [](const Scene& scene, const Numbers& a) { return is_rank(scene, a[0]); },
                       [](const Scene& scene, const Numbers& a) {
                         return Truths{scene.arithmetic->scope_rows(scene, a[0]) == scene.rank_rows};
                       },
                       nullptr,
                       is_even};

const Lemma position_of_row{"position_of takes row_of back",
                            "inverse",
                            {"p"},
                            one_position,
                            [](const Scene& scene, const Numbers& a) {
                              return Truths{scene.arithmetic->position_of(scene, row_of(scene, a[0])) == a[0]};
                            },
                            [](Proof& proof, const Scene& scene, const Numbers& a) {
                              use_home(proof, scene, a[0]);
                              const Number chunk = chunk_of(scene, a[0]);
                              if (!by_width(scene)) {
                                use_same_chunk(proof, scene, scene.arithmetic->rank_of_chunk(scene, chunk),
                                               ranks(scene) - 1);
                                return;
                              }
                              const Number index = scene.arithmetic->held_index(scene, chunk);
                              proof.use(quotient_unique, scene, {width(scene), index, a[0] - chunk * width(scene)});
                              if (cyclic(scene))
                                use_same_index(proof, scene, floor_div(row_of(scene, a[0]).row, width(scene)), index);
                            },
                            nullptr};

const Lemma row_of_position{"row_of takes position_of back",
                            "inverse",
                            {"rank", "row"},
                            [](const Scene& scene, const Numbers& a) {
                              return is_rank(scene, a[0]) && a[1] >= 0 && a[1] < rank_length(scene, a[0]);
                            },
                            [](const Scene& scene, const Numbers& a) {
                              const Number position = scene.arithmetic->position_of(scene, {a[0], a[1]});
                              const RankRow<Number> place = row_of(scene, position);
                              return Truths{is_position(scene, position), place.rank == a[0], place.row == a[1]};
                            },
                            [](Proof& proof, const Scene& scene, const Numbers& a) {
                              const Number position = scene.arithmetic->position_of(scene, {a[0], a[1]});
                              proof.use(cut_first, scene, {});
                              proof.use(cut_last, scene, {});
                              if (by_width(scene)) proof.use(width_covers, scene, {});
                              if (cyclic(scene)) {
                                use_cyclic_place(proof, scene, position, {a[0], a[1]});
                                return;
                              }
                              const Number chunk = chunk_of(scene, position);
                              for (const Number& each : {a[0], 2 * ranks(scene) - 1 - a[0]}) {
                                use_place(proof, scene, position, each);
                                use_same_chunk(proof, scene, 2 * ranks(scene) - 1 - chunk, each);
                              }
                              use_same_chunk(proof, scene, a[0], ranks(scene) - 1);
                              if (!by_width(scene)) return;
                              const Number index = floor_div(a[1], width(scene));
                              use_equal_products(proof, index, 1, width(scene));
                              proof.use_product(2, index, width(scene));
                              use_mirror(proof, scene, 2 * ranks(scene) - 1 - a[0]);
                            },
                            nullptr};

const Lemma rows_ascend{
    "rows of a rank ascend with positions",
    "partition",
    {"p", "q"},
    [](const Scene& scene, const Numbers& a) {
      return is_position(scene, a[0]) && is_position(scene, a[1]) && a[0] < a[1] &&
             row_of(scene, a[0]).rank == row_of(scene, a[1]).rank;
    },
    [](const Scene& scene, const Numbers& a) { return Truths{row_of(scene, a[0]).row < row_of(scene, a[1]).row}; },
    [](Proof& proof, const Scene& scene, const Numbers& a) {
      use_home(proof, scene, a[0]);
      use_home(proof, scene, a[1]);
      const Number first = chunk_of(scene, a[0]);
      const Number second = chunk_of(scene, a[1]);
      use_one_chunk(proof, scene, first, second);
      if (!cyclic(scene)) use_same_chunk(proof, scene, first, 2 * ranks(scene) - 1 - second);
      proof.use(cut_ascends, scene, {second + 1, first});
    },
    nullptr};

const Lemma rows_run{
    "inside a chunk rows go on with positions",
    "join",
    {"p", "q"},
    [](const Scene& scene, const Numbers& a) {
      return is_position(scene, a[0]) && a[0] <= a[1] && a[1] < end(scene, chunk_of(scene, a[0]));
    },
    [](const Scene& scene, const Numbers& a) {
      const RankRow<Number> first = row_of(scene, a[0]);
      const RankRow<Number> second = row_of(scene, a[1]);
      return Truths{a[1] < scene.length, second.rank == first.rank, second.row == first.row + (a[1] - a[0])};
    },
    [](Proof& proof, const Scene& scene, const Numbers& a) {
      use_home(proof, scene, a[0]);
      const Number chunk = chunk_of(scene, a[0]);
      proof.use(cut_ascends, scene, {chunk + 1, scene.split.chunk_count});
      proof.use(cut_last, scene, {});
      proof.use(chunk_unique, scene, {a[1], chunk});
      use_home(proof, scene, a[1]);
      use_one_chunk(proof, scene, chunk, chunk_of(scene, a[1]));
    },
    nullptr};

}  // namespace relayout::prove::lemma
