// Lemmas of cuts: where chunks begin, and which one holds a position.
//
// `Split` demands of its width that it is positive and covers the scope; the rest is derived from the formulas.
#include "relayout/proptest/prove/lemmas.hpp"

namespace relayout::prove::lemma {
namespace {

Truth always(const Scene&, const Numbers&) { return true; }

Number begin(const Scene& scene, const Number& chunk) { return scene.arithmetic->begin(scene, chunk); }
Number end(const Scene& scene, const Number& chunk) { return scene.arithmetic->end(scene, chunk); }
const Number& count(const Scene& scene) { return scene.split.chunk_count; }
bool by_width(const Scene& scene) { return scene.split.rule == CutRule::width; }
bool is_balanced(const Kind& kind) { return kind.cut_rule() == CutRule::balanced; }
bool has_width(const Kind& kind) { return kind.cut_rule() == CutRule::width; }

Truth is_chunk(const Scene& scene, const Number& chunk) { return chunk >= 0 && chunk < count(scene); }
Truth is_border(const Scene& scene, const Number& chunk) { return chunk >= 0 && chunk <= count(scene); }
Truth is_position(const Scene& scene, const Number& position) { return position >= 0 && position < scene.length; }

Truth one_position(const Scene& scene, const Numbers& a) { return is_position(scene, a[0]); }
Truth one_border(const Scene& scene, const Numbers& a) { return is_border(scene, a[0]); }
Truth one_chunk(const Scene& scene, const Numbers& a) { return is_chunk(scene, a[0]); }

}  // namespace

const Lemma product_ascends{"products ascend",
                            "arithmetic",
                            {"a", "b", "x"},
                            [](const Scene&, const Numbers& a) { return a[0] <= a[1] && a[2] >= 0; },
                            [](const Scene&, const Numbers& a) { return Truths{a[0] * a[2] <= a[1] * a[2]}; },
                            nullptr,
                            nullptr};

const Lemma quotient_unique{"a quotient is the only one",
                            "arithmetic",
                            {"divisor", "quotient", "rest"},
                            [](const Scene&, const Numbers& a) { return a[2] >= 0 && a[2] < a[0]; },
                            [](const Scene&, const Numbers& a) {
                              const Number dividend = a[0] * a[1] + a[2];
                              return Truths{floor_div(dividend, a[0]) == a[1], floor_mod(dividend, a[0]) == a[2]};
                            },
                            [](Proof& proof, const Scene&, const Numbers& a) {
                              const Number quotient = floor_div(a[0] * a[1] + a[2], a[0]);
                              proof.use_product(quotient + 1, a[1], a[0]);
                              proof.use_product(a[1] + 1, quotient, a[0]);
                            },
                            nullptr};

const Lemma width_covers{
    "chunks of a width cover the scope",
    "partition",
    {},
    always,
    [](const Scene& scene, const Numbers&) {
      return Truths{scene.split.width >= 1, count(scene) >= 0, count(scene) * scene.split.width >= scene.length};
    },
    [](Proof& proof, const Scene& scene, const Numbers&) {
      if (scene.kind.striped()) return;
      if (!scene.kind.even()) {
        proof.use_product(ceil_div(scene.length, count(scene)), scene.split.width, count(scene));
        return;
      }
      const Number held = scene.kind.zigzag() ? 2 * scene.split.width : scene.split.width;
      proof.use_product(scene.rank_rows, held, scene.rank_count);
    },
    has_width};

// A block is what it is given as.
const Lemma width_defined{"the width of chunks is what the rule says",
                          "partition",
                          {},
                          always,
                          [](const Scene& scene, const Numbers&) {
                            const Number& width = scene.split.width;
                            if (scene.kind.even()) {
                              const Number held = scene.kind.zigzag() ? 2 * width : width;
                              return Truths{scene.rank_rows < 1 || scene.rank_rows == held};
                            }
                            const Number least =
                                select(scene.length < 1, 1, scene.length);  // chunks of nothing are 1 wide
                            return Truths{(width - 1) * count(scene) < least, width * count(scene) >= least};
                          },
                          [](Proof& proof, const Scene& scene, const Numbers&) {
                            if (scene.kind.even()) return;
                            proof.use(width_covers, scene, {});
                            proof.use_product(ceil_div(scene.length, count(scene)), scene.split.width, count(scene));
                            proof.use_product(scene.split.width, ceil_div(scene.length, count(scene)), count(scene));
                            proof.use_product(1, scene.split.width, count(scene));
                          },
                          [](const Kind& kind) { return has_width(kind) && !kind.striped(); }};

const Lemma balanced_cut{"a balanced cut is floor(c * L / k)",
                         "partition",
                         {"c"},
                         one_border,
                         [](const Scene& scene, const Numbers& a) {
                           const Number scaled = count(scene) * begin(scene, a[0]);
                           return Truths{scaled <= a[0] * scene.length, a[0] * scene.length < scaled + count(scene)};
                         },
                         [](Proof& proof, const Scene& scene, const Numbers& a) {
                           // L == k * each + rest, times c.
                           const Number each = floor_div(scene.length, count(scene));
                           const Number whole = count(scene) * each + floor_mod(scene.length, count(scene));
                           proof.use_product(whole, scene.length, a[0]);
                           proof.use_product(scene.length, whole, a[0]);
                         },
                         is_balanced};

const Lemma cut_first{"the first chunk begins at 0",
                      "partition",
                      {},
                      always,
                      [](const Scene& scene, const Numbers&) { return Truths{begin(scene, 0) == 0}; },
                      [](Proof& proof, const Scene& scene, const Numbers&) {
                        if (by_width(scene)) proof.use(width_covers, scene, {});
                      },
                      nullptr};

const Lemma cut_ascends{
    "cuts ascend",
    "partition",
    {"c", "d"},
    [](const Scene& scene, const Numbers& a) { return a[0] >= 0 && a[0] <= a[1] && a[1] <= count(scene); },
    [](const Scene& scene, const Numbers& a) { return Truths{begin(scene, a[0]) <= begin(scene, a[1])}; },
    [](Proof& proof, const Scene& scene, const Numbers& a) {
      switch (scene.split.rule) {
        case CutRule::balanced:
          for (const Number& border : a) proof.use(balanced_cut, scene, {border});
          proof.use_product(a[0], a[1], scene.length);
          proof.use_product(begin(scene, a[1]) + 1, begin(scene, a[0]), count(scene));
          break;
        case CutRule::array_split:
          proof.use_product(a[0], a[1], floor_div(scene.length, count(scene)));
          break;
        case CutRule::width:
          proof.use(width_covers, scene, {});
          proof.use_product(a[0], a[1], scene.split.width);
          break;
      }
    },
    nullptr};

const Lemma cut_last{
    "the last chunk ends at L",
    "partition",
    {},
    always,
    [](const Scene& scene, const Numbers&) { return Truths{begin(scene, count(scene)) == scene.length}; },
    [](Proof& proof, const Scene& scene, const Numbers&) {
      if (by_width(scene)) proof.use(width_covers, scene, {});
      if (scene.split.rule != CutRule::balanced) return;
      proof.use(balanced_cut, scene, {count(scene)});
      proof.use_product(begin(scene, count(scene)) + 1, scene.length, count(scene));
      proof.use_product(scene.length + 1, begin(scene, count(scene)), count(scene));
    },
    nullptr};

// How wide chunks are is width_defined; under balanced, balanced_cut says more.
const Lemma cut_defined{"chunks are as long as the rule says",
                        "partition",
                        {"c"},
                        one_chunk,
                        [](const Scene& scene, const Numbers& a) {
                          const Number length = end(scene, a[0]) - begin(scene, a[0]);
                          const Number each = floor_div(scene.length, count(scene));
                          const Number rest = floor_mod(scene.length, count(scene));
                          const Number width = scene.split.width;
                          switch (scene.split.rule) {
                            case CutRule::balanced:
                              return Truths{length >= each, length <= each + 1};
                            case CutRule::array_split:
                              return Truths{length == each + select(a[0] < rest, 1, 0)};
                            case CutRule::width:
                              break;
                          }
                          return Truths{
                              begin(scene, a[0]) == select(scene.length < a[0] * width, scene.length, a[0] * width),
                              length <= width};
                        },
                        [](Proof& proof, const Scene& scene, const Numbers& a) {
                          if (by_width(scene)) proof.use(width_covers, scene, {});
                          if (scene.split.rule != CutRule::balanced) return;
                          proof.use(balanced_cut, scene, {a[0]});
                          proof.use(balanced_cut, scene, {a[0] + 1});
                          const Number each = floor_div(scene.length, count(scene));
                          const Number length = end(scene, a[0]) - begin(scene, a[0]);
                          proof.use_product(length + 1, each, count(scene));
                          proof.use_product(each + 2, length, count(scene));
                        },
                        nullptr};

const Lemma chunks_meet{
    "a chunk ends where the next begins",
    "partition",
    {"c"},
    one_chunk,
    [](const Scene& scene, const Numbers& a) { return Truths{end(scene, a[0]) == begin(scene, a[0] + 1)}; },
    nullptr,
    nullptr};

const Lemma chunk_in_range{"chunk_of names a chunk",
                           "partition",
                           {"p"},
                           one_position,
                           [](const Scene& scene, const Numbers& a) {
                             return Truths{is_chunk(scene, scene.arithmetic->chunk_of(scene, a[0]))};
                           },
                           [](Proof& proof, const Scene& scene, const Numbers& a) {
                             const Number chunk = scene.arithmetic->chunk_of(scene, a[0]);
                             const Number each = floor_div(scene.length, count(scene));
                             const Number rest = floor_mod(scene.length, count(scene));
                             switch (scene.split.rule) {
                               case CutRule::balanced:
                                 proof.use_product(count(scene), chunk, scene.length);
                                 proof.use_product(a[0] + 1, scene.length, count(scene));
                                 proof.use_product(chunk, -1, scene.length);
                                 proof.use_product(1, a[0] + 1, count(scene));
                                 break;
                               case CutRule::array_split:
                                 proof.use_product(each, 0, rest);
                                 proof.use_product(0, each, rest);
                                 proof.use_product(count(scene), chunk, each);
                                 proof.use_product(rest, chunk, each + 1);
                                 proof.use_product(chunk, -1, each + 1);
                                 proof.use_product(chunk, rest - 1, each);
                                 break;
                               case CutRule::width:
                                 proof.use(width_covers, scene, {});
                                 proof.use_product(count(scene), chunk, scene.split.width);
                                 proof.use_product(chunk, -1, scene.split.width);
                                 break;
                             }
                           },
                           nullptr};

const Lemma chunk_holds{"chunk_of names the chunk that holds the position",
                        "partition",
                        {"p"},
                        one_position,
                        [](const Scene& scene, const Numbers& a) {
                          const Number chunk = scene.arithmetic->chunk_of(scene, a[0]);
                          return Truths{begin(scene, chunk) <= a[0], a[0] < end(scene, chunk)};
                        },
                        [](Proof& proof, const Scene& scene, const Numbers& a) {
                          proof.use(chunk_in_range, scene, a);
                          const Number chunk = scene.arithmetic->chunk_of(scene, a[0]);
                          const Number each = floor_div(scene.length, count(scene));
                          const Number rest = floor_mod(scene.length, count(scene));
                          switch (scene.split.rule) {
                            case CutRule::balanced:
                              proof.use(balanced_cut, scene, {chunk});
                              proof.use(balanced_cut, scene, {chunk + 1});
                              proof.use_product(a[0] + 1, begin(scene, chunk), count(scene));
                              proof.use_product(end(scene, chunk), a[0], count(scene));
                              break;
                            case CutRule::array_split:
                              proof.use_product(each, 0, rest);
                              proof.use_product(0, each, rest);
                              proof.use_product(rest, chunk, each + 1);
                              proof.use_product(chunk, rest - 1, each);
                              break;
                            case CutRule::width:
                              proof.use(width_covers, scene, {});
                              break;
                          }
                        },
                        nullptr};

const Lemma chunk_unique{
    "only that chunk holds the position",
    "partition",
    {"p", "c"},
    [](const Scene& scene, const Numbers& a) {
      return is_position(scene, a[0]) && is_chunk(scene, a[1]) && begin(scene, a[1]) <= a[0] && a[0] < end(scene, a[1]);
    },
    [](const Scene& scene, const Numbers& a) { return Truths{scene.arithmetic->chunk_of(scene, a[0]) == a[1]}; },
    [](Proof& proof, const Scene& scene, const Numbers& a) {
      const Number chunk = scene.arithmetic->chunk_of(scene, a[0]);
      proof.use(chunk_in_range, scene, {a[0]});
      proof.use(chunk_holds, scene, {a[0]});
      proof.use(chunks_meet, scene, {chunk});
      proof.use(chunks_meet, scene, {a[1]});
      proof.use(cut_ascends, scene, {chunk + 1, a[1]});
      proof.use(cut_ascends, scene, {a[1] + 1, chunk});
    },
    nullptr};

}  // namespace relayout::prove::lemma
