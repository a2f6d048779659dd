#include "relayout/proptest/prove/scene.hpp"

namespace relayout::prove {

Number Arithmetic::begin(const Scene& scene, const Number& chunk) const { return relayout::cut(scene.split, chunk); }
Number Arithmetic::end(const Scene& scene, const Number& chunk) const { return relayout::cut(scene.split, chunk + 1); }
Number Arithmetic::chunk_of(const Scene& scene, const Number& position) const {
  return relayout::chunk_of(scene.split, position);
}
Number Arithmetic::rank_of_chunk(const Scene& scene, const Number& chunk) const {
  return relayout::rank_of_chunk(scene.dealt, chunk);
}
Number Arithmetic::held_index(const Scene& scene, const Number& chunk) const {
  return relayout::held_index(scene.dealt, chunk);
}
Number Arithmetic::held_chunk(const Scene& scene, const HeldChunk<Number>& held) const {
  return relayout::held_chunk(scene.dealt, held);
}
Number Arithmetic::held_count(const Scene& scene, const Number& rank) const {
  return relayout::held_count(scene.split, scene.dealt, rank);
}
Number Arithmetic::rows_ahead(const Scene& scene, const Number& chunk) const {
  return relayout::rows_ahead(scene.split, scene.dealt, chunk);
}
Number Arithmetic::rank_length(const Scene& scene, const Number& rank) const {
  return relayout::rank_length(scene.split, scene.dealt, rank);
}
Number Arithmetic::scope_rows(const Scene& scene, const Number& rank) const {
  return scene.kind.even() ? scene.rank_rows : rank_length(scene, rank);
}
RankRow<Number> Arithmetic::row_of(const Scene& scene, const Number& position) const {
  return relayout::row_of(scene.split, scene.dealt, position);
}
Number Arithmetic::position_of(const Scene& scene, const RankRow<Number>& place) const {
  return relayout::position_of(scene.split, scene.dealt, place);
}

const Arithmetic& sound_arithmetic() {
  static const Arithmetic sound;
  return sound;
}

Scene any_scene(Ledger& ledger, const Kind& kind, const SceneName& name) {
  const auto unknown = [&](const char* what, std::int64_t least) {
    const Number number = ledger.unknown(name.mark + what);
    ledger.presume(number >= least);
    return number;
  };
  const Number rank_count = unknown("cp", 1);
  const Number length = unknown("length", 0);
  Scene scene{.kind = kind,
              .arithmetic = &name.arithmetic,
              .rank_count = rank_count,
              .length = length,
              .valid_length = unknown("valid", 0),
              .begin = unknown("begin", 0),
              .share = 0,
              .rank_rows = 0,
              .split = {kind.cut_rule(), length, kind.zigzag() ? 2 * rank_count : rank_count, 1},
              .dealt = {kind.assignment_rule(), rank_count}};
  if (kind.striped()) {
    scene.split.width = unknown("block", 1);
    scene.split.chunk_count = ceil_div(length, scene.split.width);
  } else if (kind.remainder == Remainder::torch_chunk) {
    scene.split.width = ceil_width(scene.split);
  }
  if (kind.even()) {
    scene.share = unknown("share", 0);
    scene.rank_rows = scene.share * (kind.striped() ? scene.split.width : kind.zigzag() ? 2 : 1);
    const Number rows = scene.rank_rows * rank_count;
    ledger.presume(kind.remainder == Remainder::exact ? length == rows : length <= rows);
    if (!kind.striped()) scene.split.width = even_width(scene.dealt, scene.rank_rows);
  }
  ledger.presume(scene.valid_length <= length);
  ledger.presume(name.arithmetic.shows(scene));
  ledger.forget_steps();
  return scene;
}

}  // namespace relayout::prove
