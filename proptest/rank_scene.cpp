#include "relayout/proptest/rank_scene.hpp"

#include <algorithm>
#include <span>
#include <vector>

#include "relayout/sim/judge.hpp"
#include "relayout/sim/payload.hpp"

namespace relayout::proptest {

using sim::RankSide;
using sim::TensorBuffer;

RankScene::RankScene(const Case& input, std::int32_t world_rank, std::uint64_t payload_seed)
    : placed_(place(input).value()),
      group_(input.source, input.target),
      takes_part_(group_.contains(world_rank)),
      payload_seed_(payload_seed) {
  for (const Placement* placement : {&placed_.source, &placed_.target}) {
    for (const std::int64_t rows : placement->row_counts()) most_rows_ = std::max(most_rows_, rows);
  }
  if (!takes_part_) return;
  program_ = rank_program(placed_.source, placed_.target, world_rank).value();
  source_ = sim::rows_of_rank(placed_.source, world_rank);
  target_ = sim::rows_of_rank(placed_.target, world_rank);
}

const RankSide& RankScene::read_side(Direction direction) const {
  return direction == Direction::forward ? source_ : target_;
}

const RankSide& RankScene::written_side(Direction direction) const {
  return direction == Direction::forward ? target_ : source_;
}

TensorBuffer RankScene::read(const Tensor& tensor, const TensorShape& shape) const {
  const RankSide& side = read_side(tensor.direction);
  const sim::Payload payload(
      {.seed = payload_seed_, .direction = tensor.direction, .tensor = static_cast<std::int64_t>(tensor.number)});
  TensorBuffer buffer(shape, side.row_count);
  payload.write(buffer, side.pieces);
  payload.write_noise(buffer, side.padding);
  return buffer;
}

TensorBuffer RankScene::unwritten(const Tensor& tensor, const TensorShape& shape) const {
  return {shape, written_side(tensor.direction).row_count};
}

Verdict RankScene::judge(const Tensor& tensor, const sim::TensorSpec& spec, const TensorBuffer& written) const {
  const std::vector<std::byte> fill = sim::row_of_fill(spec);
  const sim::WrittenTensor found{written, tensor.number, fill};
  const sim::Judgement judgement{.direction = tensor.direction,
                                 .world_rank = program_.world_rank,
                                 .token_count = placed_.source.token_count(),
                                 .payload_seed = payload_seed_};
  if (Verdict bad = sim::judge_rows(written_side(tensor.direction), found, judgement)) return bad;
  return sim::judge_gaps(found, judgement);
}

std::optional<std::string> RankScene::first_stored(const Tensor& tensor, const TensorBuffer& written) const {
  const Span all_rows{0, written.row_count()};
  const std::vector<std::byte> untouched(static_cast<std::size_t>(written.shape().row_bytes), sim::poison);
  if (const auto place = sim::first_unlike(written, std::span(&all_rows, 1), untouched)) {
    return "row " + std::to_string(place->row) + " of tensor " + std::to_string(tensor.number) + " was stored";
  }
  if (!written.broken_gap()) return std::nullopt;
  return "a byte between rows of tensor " + std::to_string(tensor.number) + " was stored";
}

}  // namespace relayout::proptest
