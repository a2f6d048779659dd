#include "relayout/proptest/prove/scene.hpp"

namespace relayout::prove {

Scene any_scene(Ledger& ledger, const Kind& kind, const SceneName& name) {
  const auto unknown = [&](const char* what, std::int64_t least) {
    const Number number = ledger.unknown(name.mark + what);
    ledger.presume(number >= least);
    return number;
  };
  const Number rank_count = unknown("cp", 1);
  const Number length = unknown("length", 0);
  Scene scene{
      .kind = kind,
      .arithmetic = &name.arithmetic,
      .rank_count = rank_count,
      .length = length,
      .valid_length = unknown("valid", 0),
      .begin = unknown("begin", 0),
      .share = 0,
      .rank_rows = 0,
      .split = {kind.cut_rule(), length, turn_chunks(Assignment<Number>{kind.assignment_rule(), rank_count}), 1},
      .dealt = {kind.assignment_rule(), rank_count}};
  if (kind.striped()) {
    scene.split.width = unknown("block", 1);
    scene.split.chunk_count = stripe_count(scene.split);
  } else if (kind.remainder == Remainder::torch_chunk) {
    scene.split.width = name.arithmetic.width_of_length(scene);
  }
  if (kind.even()) {
    scene.share = unknown("share", 0);
    scene.rank_rows = scene.share * (kind.striped() ? scene.split.width : kind.zigzag() ? 2 : 1);
    const Number rows = scene.rank_rows * rank_count;
    ledger.presume(kind.remainder == Remainder::exact ? length == rows : length <= rows);
    if (!kind.striped()) scene.split.width = name.arithmetic.width_of_rows(scene);
  }
  ledger.presume(scene.valid_length <= length);
  ledger.presume(name.arithmetic.shows(scene));
  ledger.forget_steps();
  return scene;
}

}  // namespace relayout::prove
