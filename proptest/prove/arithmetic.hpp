// What either prover is asked about: the functions of model/split.hpp in its own integers, or a damaged copy of them.
#pragma once

#include <utility>

#include "relayout/model/split.hpp"
#include "relayout/proptest/prove/kind.hpp"

namespace relayout::prove {

template <class Int>
class ArithmeticOf;

// What a comparison of such integers is.
template <class Int>
using TruthOf = decltype(std::declval<Int>() < std::declval<Int>());

// One scope of any length, cut and dealt by one kind over any number of ranks.
template <class Int>
struct SceneOf {
  Kind kind;
  const ArithmeticOf<Int>* arithmetic;
  Int rank_count;    // n
  Int length;        // L
  Int valid_length;  // of the L tokens, those that are no carried padding; a placement does not ask
  Int begin;         // tokens ahead of the scope
  Int share;         // even kinds: rows of a chunk, padding included; striped: stripes of a rank
  Int rank_rows;     // even kinds: the rows that every rank has of this scope, padding included
  Split<Int> split;
  Assignment<Int> dealt;
};

// Sequences ahead, laid out evenly: their tokens, and their rows with temporary padding, on all ranks together.
template <class Int>
struct RowSum {
  Int tokens;
  Int rows;
};

// A rank in the list `order`, and in the list that undoes it.
template <class Int>
struct Renaming {
  Int order;
  Int natural;
};

template <class Int>
class ArithmeticOf {
 public:
  using Scene = SceneOf<Int>;

  ArithmeticOf() = default;
  ArithmeticOf(const ArithmeticOf&) = delete;
  ArithmeticOf& operator=(const ArithmeticOf&) = delete;
  virtual ~ArithmeticOf() = default;

  // Scopes that are asked about: all of them; of a mistake, those in which it can show.
  [[nodiscard]] virtual TruthOf<Int> shows(const Scene&) const { return true; }
  // The width that chunks have under torch_chunk, and where all ranks have `rank_rows`.
  [[nodiscard]] virtual Int width_of_length(const Scene& scene) const { return ceil_width(scene.split); }
  [[nodiscard]] virtual Int width_of_rows(const Scene& scene) const { return even_width(scene.dealt, scene.rank_rows); }
  // A chunk is [begin, end).
  [[nodiscard]] virtual Int begin(const Scene& scene, const Int& chunk) const { return cut(scene.split, chunk); }
  [[nodiscard]] virtual Int end(const Scene& scene, const Int& chunk) const { return cut(scene.split, chunk + 1); }
  [[nodiscard]] virtual Int chunk_of(const Scene& scene, const Int& position) const {
    return relayout::chunk_of(scene.split, position);
  }
  [[nodiscard]] virtual Int rank_of_chunk(const Scene& scene, const Int& chunk) const {
    return relayout::rank_of_chunk(scene.dealt, chunk);
  }
  [[nodiscard]] virtual Int held_index(const Scene& scene, const Int& chunk) const {
    return relayout::held_index(scene.dealt, chunk);
  }
  [[nodiscard]] virtual Int held_chunk(const Scene& scene, const HeldChunk<Int>& held) const {
    return relayout::held_chunk(scene.dealt, held);
  }
  [[nodiscard]] virtual Int held_count(const Scene& scene, const Int& rank) const {
    return relayout::held_count(scene.split, scene.dealt, rank);
  }
  [[nodiscard]] virtual Int rows_ahead(const Scene& scene, const Int& chunk) const {
    return relayout::rows_ahead(scene.split, scene.dealt, chunk);
  }
  [[nodiscard]] virtual Int rank_length(const Scene& scene, const Int& rank) const {
    return relayout::rank_length(scene.split, scene.dealt, rank);
  }
  // The rows that a rank has of the scope, temporary padding included.
  [[nodiscard]] virtual Int scope_rows(const Scene& scene, const Int& rank) const {
    return scene.kind.even() ? scene.rank_rows : rank_length(scene, rank);
  }
  [[nodiscard]] virtual RankRow<Int> row_of(const Scene& scene, const Int& position) const {
    return relayout::row_of(scene.split, scene.dealt, position);
  }
  [[nodiscard]] virtual Int position_of(const Scene& scene, const RankRow<Int>& place) const {
    return relayout::position_of(scene.split, scene.dealt, place);
  }

  // Of modifiers. Rows rounded up to a multiple.
  [[nodiscard]] virtual Int rounded(const Int& rows, const Int& multiple) const { return round_up(rows, multiple); }
  // A rank's rows of all sequences ahead.
  [[nodiscard]] virtual Int rows_until(const Assignment<Int>& dealt, const RowSum<Int>& ahead) const {
    return even_rank_rows(dealt, ahead.rows);
  }
  // The rank that is a share of a cp rank's rows, and which share a rank is.
  [[nodiscard]] virtual Int rank_of_share(const Assignment<Int>&, const TpShares<Int>& shares,
                                          const TpShare<Int>& share) const {
    return relayout::rank_of_share(shares, share);
  }
  [[nodiscard]] virtual TpShare<Int> share_of_rank(const TpShares<Int>& shares, const Int& rank) const {
    return relayout::share_of_rank(shares, rank);
  }
  // What a rank is called under `order`.
  [[nodiscard]] virtual Int renamed(const Renaming<Int>& rank) const { return rank.order; }
};

// model/split.hpp as it is.
template <class Int>
[[nodiscard]] const ArithmeticOf<Int>& sound_arithmetic() {
  static const ArithmeticOf<Int> sound;
  return sound;
}

// What is to be proved, kind by kind: the source as it is, but where a mistake shows.
template <class Int>
struct SourceOf {
  const ArithmeticOf<Int>* mistaken = nullptr;
  bool (*shows)(const Kind&) = nullptr;

  [[nodiscard]] const ArithmeticOf<Int>& of(const Kind& kind) const {
    return mistaken != nullptr && shows(kind) ? *mistaken : sound_arithmetic<Int>();
  }
  // Of what is no kind's.
  [[nodiscard]] const ArithmeticOf<Int>& of_all() const {
    return mistaken != nullptr ? *mistaken : sound_arithmetic<Int>();
  }
};

}  // namespace relayout::prove
