// One scope of any length, cut and dealt by one kind over any number of ranks: what the lemmas speak of.
#pragma once

#include <string>

#include "relayout/model/split.hpp"
#include "relayout/proptest/prove/kind.hpp"
#include "relayout/proptest/prove/number.hpp"

namespace relayout::prove {

class Arithmetic;

struct Scene {
  Kind kind;
  const Arithmetic* arithmetic;
  Number rank_count;    // n
  Number length;        // L
  Number valid_length;  // of the L tokens, those that are no carried padding; a placement does not ask
  Number begin;         // tokens ahead of the scope
  Number share;         // even kinds: rows of a chunk, padding included; striped: stripes of a rank
  Number rank_rows;     // even kinds: the rows that every rank has of this scope, padding included
  Split<Number> split;
  Assignment<Number> dealt;
};

// The arithmetic that lemmas are asked about: model/split.hpp, or a damaged copy of it.
class Arithmetic {
 public:
  Arithmetic() = default;
  Arithmetic(const Arithmetic&) = delete;
  Arithmetic& operator=(const Arithmetic&) = delete;
  virtual ~Arithmetic() = default;

  // Scopes that are asked about: all of them; of a mistake, those in which it can show.
  [[nodiscard]] virtual Truth shows(const Scene&) const { return true; }
  // A chunk is [begin, end).
  [[nodiscard]] virtual Number begin(const Scene& scene, const Number& chunk) const;
  [[nodiscard]] virtual Number end(const Scene& scene, const Number& chunk) const;
  [[nodiscard]] virtual Number chunk_of(const Scene& scene, const Number& position) const;
  [[nodiscard]] virtual Number rank_of_chunk(const Scene& scene, const Number& chunk) const;
  [[nodiscard]] virtual Number held_index(const Scene& scene, const Number& chunk) const;
  [[nodiscard]] virtual Number held_chunk(const Scene& scene, const HeldChunk<Number>& held) const;
  [[nodiscard]] virtual Number held_count(const Scene& scene, const Number& rank) const;
  [[nodiscard]] virtual Number rows_ahead(const Scene& scene, const Number& chunk) const;
  [[nodiscard]] virtual Number rank_length(const Scene& scene, const Number& rank) const;
  // The rows that a rank has of the scope, temporary padding included.
  [[nodiscard]] virtual Number scope_rows(const Scene& scene, const Number& rank) const;
  [[nodiscard]] virtual RankRow<Number> row_of(const Scene& scene, const Number& position) const;
  [[nodiscard]] virtual Number position_of(const Scene& scene, const RankRow<Number>& place) const;
};

// model/split.hpp as it is.
[[nodiscard]] const Arithmetic& sound_arithmetic();

// What names the unknowns of one scene: two scenes of one problem have different marks.
struct SceneName {
  std::string mark;  // put before each name: "source "
  const Arithmetic& arithmetic;
};
// A scope of which is known what Split and Assignment demand and the kind says, and nothing else.
[[nodiscard]] Scene any_scene(Ledger& ledger, const Kind& kind, const SceneName& name);

}  // namespace relayout::prove
