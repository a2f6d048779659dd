#include "relayout/sim/judge.hpp"

#include "relayout/sim/payload.hpp"

namespace relayout::sim {
namespace {

const char* law_of(const Judgement& judgement) {
  return judgement.direction == Direction::forward ? "join" : "adjoint";
}

Payload payload_of(const Call& call, Direction direction, std::size_t tensor) {
  return Payload(
      {.seed = call.options.payload_seed, .direction = direction, .tensor = static_cast<std::int64_t>(tensor)});
}

template <class... Parts>
Witness wrong_row(const Judgement& judgement, std::size_t tensor, const Payload::Place& place, const Parts&... parts) {
  return make_witness(law_of(judgement), judgement.direction == Direction::forward ? "forward" : "backward", ": rank ",
                      judgement.world_rank, ", tensor ", tensor, ", outer index ", place.outer, ", row ", place.row,
                      parts...);
}

Verdict judge_tensor(const RankSide& side, const Call& call, const Judgement& judgement, std::size_t tensor) {
  const TensorBuffer& buffer = side.tensors[tensor];
  const Payload payload = payload_of(call, judgement.direction, tensor);
  if (const auto wrong = payload.first_wrong(buffer, side.pieces)) {
    const Payload::Place place{.outer = wrong->outer, .row = wrong->row};
    return wrong_row(judgement, tensor, place, ": expected token ", wrong->token, ", found ",
                     payload.describe(buffer, place, judgement.token_count));
  }
  if (const auto place = first_unlike(buffer, side.padding, call.fills[tensor])) {
    return wrong_row(judgement, tensor, *place, ", temporary padding: expected the fill, found ",
                     payload.describe(buffer, *place, judgement.token_count));
  }
  return std::nullopt;
}

}  // namespace

void write_payload(RankSide& side, const Call& call, Direction direction) {
  for (std::size_t tensor = 0; tensor < side.tensors.size(); ++tensor) {
    const Payload payload = payload_of(call, direction, tensor);
    payload.write(side.tensors[tensor], side.pieces);
    payload.write_noise(side.tensors[tensor], side.padding);
  }
}

// From the last tensor on: the tracer, where there is one, tells tokens apart and makes the better witness.
Verdict judge_rows(const RankSide& side, const Call& call, const Judgement& judgement) {
  for (std::size_t tensor = side.tensors.size(); tensor > 0; --tensor) {
    if (Verdict bad = judge_tensor(side, call, judgement, tensor - 1)) return bad;
  }
  return judge_gaps(side, judgement);
}

Verdict judge_gaps(const RankSide& side, const Judgement& judgement) {
  for (std::size_t tensor = 0; tensor < side.tensors.size(); ++tensor) {
    const auto offset = side.tensors[tensor].broken_gap();
    if (!offset) continue;
    return make_witness(law_of(judgement), "rank ", judgement.world_rank, ", tensor ", tensor, ": byte ", *offset,
                        " lies between rows and was written");
  }
  return std::nullopt;
}

}  // namespace relayout::sim
