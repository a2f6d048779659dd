#include "relayout/sim/judge.hpp"

namespace relayout::sim {
namespace {

const char* law_of(const Judgement& judgement) {
  return judgement.direction == Direction::forward ? "join" : "adjoint";
}

template <class... Parts>
Witness wrong_row(const Judgement& judgement, std::size_t tensor, const Payload::Place& place, const Parts&... parts) {
  return make_witness(law_of(judgement), judgement.direction == Direction::forward ? "forward" : "backward", ": rank ",
                      judgement.world_rank, ", tensor ", tensor, ", outer index ", place.outer, ", row ", place.row,
                      parts...);
}

}  // namespace

Verdict judge_rows(const RankSide& side, const WrittenTensor& tensor, const Judgement& judgement) {
  const Payload payload({.seed = judgement.payload_seed,
                         .direction = judgement.direction,
                         .tensor = static_cast<std::int64_t>(tensor.number)});
  if (const auto wrong = payload.first_wrong(tensor.buffer, side.pieces)) {
    const Payload::Place place{.outer = wrong->outer, .row = wrong->row};
    return wrong_row(judgement, tensor.number, place, ": expected token ", wrong->token, ", found ",
                     payload.describe(tensor.buffer, place, judgement.token_count));
  }
  if (const auto place = first_unlike(tensor.buffer, side.padding, tensor.row_of_fill)) {
    return wrong_row(judgement, tensor.number, *place, ", temporary padding: expected the fill, found ",
                     payload.describe(tensor.buffer, *place, judgement.token_count));
  }
  return std::nullopt;
}

Verdict judge_gaps(const WrittenTensor& tensor, const Judgement& judgement) {
  const auto offset = tensor.buffer.broken_gap();
  if (!offset) return std::nullopt;
  return make_witness(law_of(judgement), "rank ", judgement.world_rank, ", tensor ", tensor.number, ": byte ", *offset,
                      " lies between rows and was written");
}

void write_payload(RankSide& side, const Call& call, Direction direction) {
  for (std::size_t tensor = 0; tensor < side.tensors.size(); ++tensor) {
    const Payload payload(
        {.seed = call.options.payload_seed, .direction = direction, .tensor = static_cast<std::int64_t>(tensor)});
    payload.write(side.tensors[tensor], side.pieces);
    payload.write_noise(side.tensors[tensor], side.padding);
  }
}

// From the last tensor on: the tracer, where there is one, tells tokens apart and makes the better witness.
Verdict judge_side(const RankSide& side, const Call& call, const Judgement& judgement) {
  for (std::size_t tensor = side.tensors.size(); tensor > 0; --tensor) {
    const WrittenTensor written{side.tensors[tensor - 1], tensor - 1, call.fills[tensor - 1]};
    if (Verdict bad = judge_rows(side, written, judgement)) return bad;
  }
  return judge_gaps(side, judgement);
}

Verdict judge_gaps(const RankSide& side, const Judgement& judgement) {
  for (std::size_t tensor = 0; tensor < side.tensors.size(); ++tensor) {
    if (Verdict bad = judge_gaps(WrittenTensor{side.tensors[tensor], tensor, {}}, judgement)) return bad;
  }
  return std::nullopt;
}

}  // namespace relayout::sim
