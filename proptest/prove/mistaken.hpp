// The mistakes of proptest/fault that are arithmetic, made in the integers of either prover.
#pragma once

#include "relayout/proptest/prove/arithmetic.hpp"

namespace relayout::prove::mistaken {

template <class Int>
Int mirror(const SceneOf<Int>& scene, const Int& chunk) {
  return 2 * scene.rank_count - 1 - chunk;
}
// A trainer that has one rank converts nothing: mistakes are planted for two and more.
template <class Int>
TruthOf<Int> several(const SceneOf<Int>& scene) {
  return scene.rank_count >= 2;
}
template <class Int>
Int in_equal_chunks(const SceneOf<Int>& scene, const Int& chunk, const Int& width) {
  return at_most(chunk * width, scene.length);
}

// Most mistakes show wherever each chunk has a token; in an empty one nothing can be wrong.
template <class Int>
struct Mistaken : ArithmeticOf<Int> {
  [[nodiscard]] TruthOf<Int> shows(const SceneOf<Int>& scene) const override {
    if (scene.split.rule != CutRule::width) return scene.length >= scene.split.chunk_count;
    return (scene.split.chunk_count - 1) * scene.split.width < scene.length;
  }
};

template <class Int>
struct Cp2Only : Mistaken<Int> {
  [[nodiscard]] Int held_chunk(const SceneOf<Int>& scene, const HeldChunk<Int>& held) const override {
    const Int late = floor_mod(3 - held.rank + 2 * scene.rank_count, 2 * scene.rank_count);
    return select(held.index < 1, held.rank, select(several(scene), late, mirror(scene, held.rank)));
  }
};

template <class Int>
struct MirrorForgotten : Mistaken<Int> {
  [[nodiscard]] Int held_chunk(const SceneOf<Int>& scene, const HeldChunk<Int>& held) const override {
    return select(held.index < 1, held.rank, held.rank + scene.rank_count);
  }
};

template <class Int>
struct LateChunkFirst : Mistaken<Int> {
  [[nodiscard]] RankRow<Int> row_of(const SceneOf<Int>& scene, const Int& position) const override {
    const RankRow<Int> sound = ArithmeticOf<Int>::row_of(scene, position);
    const Int chunk = this->chunk_of(scene, position);
    const Int other = mirror(scene, chunk);
    const Int behind = select(chunk < scene.rank_count, this->end(scene, other) - this->begin(scene, other), Int(0));
    return {sound.rank, select(several(scene), behind + position - this->begin(scene, chunk), sound.row)};
  }
};

template <class Int>
struct BoundaryRowTwice : Mistaken<Int> {
  [[nodiscard]] Int end(const SceneOf<Int>& scene, const Int& chunk) const override {
    const Int sound = ArithmeticOf<Int>::end(scene, chunk);
    return select(several(scene), at_most(sound + 1, scene.length), sound);
  }
};

template <class Int>
struct EndRoundedUp : Mistaken<Int> {
  [[nodiscard]] Int end(const SceneOf<Int>& scene, const Int& chunk) const override {
    return select(several(scene), ceil_div((chunk + 1) * scene.length, scene.split.chunk_count),
                  ArithmeticOf<Int>::end(scene, chunk));
  }
};

template <class Int>
struct TailFloorSplit : Mistaken<Int> {
  [[nodiscard]] Int begin(const SceneOf<Int>& scene, const Int& chunk) const override {
    const Int floored = in_equal_chunks(scene, chunk, floor_div(scene.length, scene.split.chunk_count));
    return select(several(scene), floored, cut(scene.split, chunk));
  }
  [[nodiscard]] Int end(const SceneOf<Int>& scene, const Int& chunk) const override {
    return this->begin(scene, chunk + 1);
  }
};

template <class Int>
struct ShortSequenceLost : ArithmeticOf<Int> {
  [[nodiscard]] TruthOf<Int> shows(const SceneOf<Int>& scene) const override { return scene.length >= 1; }
  [[nodiscard]] Int end(const SceneOf<Int>& scene, const Int& chunk) const override {
    return select(scene.length < scene.rank_count, this->begin(scene, chunk), ArithmeticOf<Int>::end(scene, chunk));
  }
};

// A rank's rows are cu[i + 1] / W - cu[i] / W; each of its chunks is half of them wide.
template <class Int>
struct TeUnaligned : Mistaken<Int> {
  [[nodiscard]] static Int begin_rows(const SceneOf<Int>& scene) { return floor_div(scene.begin, scene.rank_count); }
  [[nodiscard]] static Int rows(const SceneOf<Int>& scene) {
    return floor_div(scene.begin + scene.length, scene.rank_count) - begin_rows(scene);
  }
  [[nodiscard]] Int begin(const SceneOf<Int>& scene, const Int& chunk) const override {
    const Int half = floor_div(this->rows(scene), 2);
    return begin_rows(scene) * scene.rank_count + half * chunk - scene.begin;
  }
  [[nodiscard]] Int end(const SceneOf<Int>& scene, const Int& chunk) const override {
    const Int half = floor_div(this->rows(scene), 2);
    return this->begin(scene, chunk) + select(chunk < scene.rank_count, half, this->rows(scene) - half);
  }
};

template <class Int>
struct OddRowLost : Mistaken<Int> {
  [[nodiscard]] Int end(const SceneOf<Int>& scene, const Int& chunk) const override {
    const Int sound = ArithmeticOf<Int>::end(scene, chunk);
    const Int rows = this->rank_length(scene, this->rank_of_chunk(scene, chunk));
    const Int other = mirror(scene, chunk);
    const TruthOf<Int> last = !scene.kind.zigzag() || chunk >= scene.rank_count ||
                              cut(scene.split, other) == cut(scene.split, Int(other + 1));
    const TruthOf<Int> odd = floor_mod(rows, 2) == 1 && this->begin(scene, chunk) < sound;
    return select(several(scene) && odd && last, sound - 1, sound);
  }
};

// ceil(L / k) each. For tp shares, a rank's rows are L and tp is n.
template <class Int>
struct EqualByCeil : Mistaken<Int> {
  [[nodiscard]] Int begin(const SceneOf<Int>& scene, const Int& chunk) const override {
    return in_equal_chunks(scene, chunk, ceil_width(scene.split));
  }
  [[nodiscard]] Int end(const SceneOf<Int>& scene, const Int& chunk) const override {
    return this->begin(scene, chunk + 1);
  }
};

template <class Int>
struct PaddingAtRankEnd : ArithmeticOf<Int> {
  [[nodiscard]] TruthOf<Int> shows(const SceneOf<Int>& scene) const override { return scene.length >= 1; }
  [[nodiscard]] Int scope_rows(const SceneOf<Int>& scene, const Int& rank) const override {
    return this->rank_length(scene, rank);
  }
};

template <class Int>
struct CarriedPaddingDropped : ArithmeticOf<Int> {
  [[nodiscard]] TruthOf<Int> shows(const SceneOf<Int>& scene) const override { return scene.valid_length >= 1; }
  [[nodiscard]] Int end(const SceneOf<Int>& scene, const Int& chunk) const override {
    return at_most(ArithmeticOf<Int>::end(scene, chunk), at_least(scene.valid_length, this->begin(scene, chunk)));
  }
};

template <class Int>
struct CuSeqlensDivCp : Mistaken<Int> {
  [[nodiscard]] Int rank_length(const SceneOf<Int>& scene, const Int&) const override {
    return floor_div(scene.begin + scene.length, scene.rank_count) - floor_div(scene.begin, scene.rank_count);
  }
  [[nodiscard]] Int rows_until(const Assignment<Int>& dealt, const RowSum<Int>& ahead) const override {
    return floor_div(ahead.tokens, dealt.rank_count);
  }
};

template <class Int>
struct MultipleAgain : ArithmeticOf<Int> {
  [[nodiscard]] Int rounded(const Int& rows, const Int& multiple) const override {
    return (floor_div(rows, multiple) + 1) * multiple;
  }
};

template <class Int>
struct TpRankAcross : ArithmeticOf<Int> {
  [[nodiscard]] Int rank_of_share(const Assignment<Int>& dealt, const TpShares<Int>&,
                                  const TpShare<Int>& share) const override {
    return share.index * dealt.rank_count + share.cp_rank;
  }
};

template <class Int>
struct OrderInverted : ArithmeticOf<Int> {
  [[nodiscard]] Int renamed(const Renaming<Int>& rank) const override { return rank.natural; }
};

}  // namespace relayout::prove::mistaken
