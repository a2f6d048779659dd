#include "relayout/sim/rank_task.hpp"

#include <array>
#include <optional>
#include <utility>

#include "relayout/sim/inject.hpp"
#include "relayout/sim/judge.hpp"
#include "relayout/sim/leg.hpp"
#include "relayout/sim/program_fit.hpp"

namespace relayout::sim {
namespace {

enum class SideKind : std::uint8_t { source, target };

RankSide open_side(const Rank& rank, const Call& call, SideKind kind) {
  const Placement& placement = kind == SideKind::source ? rank.belief->source() : rank.belief->target();
  RankSide side = rows_of_rank(placement, rank.world_rank);
  for (const TensorSpec& spec : call.tensors) {
    const TensorStrides& strides = kind == SideKind::source ? spec.source : spec.target;
    side.tensors.emplace_back(shape_of(spec, strides, side.row_count).value(), side.row_count);
  }
  return side;
}

// False where the program does not fit; nothing has moved then.
bool prepare(Rank& rank, const Call& call) {
  rank.source = open_side(rank, call, SideKind::source);
  rank.target = open_side(rank, call, SideKind::target);
  if (call.options.program) {
    rank.program = call.options.program(rank.belief->source(), rank.belief->target(), rank.world_rank);
  } else {
    rank.belief->build(rank.world_rank, rank.program);
  }
  Verdict misfit = check_fit(rank.program,
                             {.world_rank = rank.world_rank,
                              .source_row_count = rank.source.row_count,
                              .target_row_count = rank.target.row_count},
                             call.names);
  if (misfit) rank.blame(Stage::program, std::move(*misfit));
  mislead(rank, call);
  return !rank.fault.has_value();
}

// What the direction reads is written anew; what it writes is poisoned, so that a row left out shows.
void set_scene(Rank& rank, const Call& call, Direction direction) {
  const bool forward = direction == Direction::forward;
  write_payload(forward ? rank.source : rank.target, call, direction);
  if (forward) return;  // the target was made poisoned
  for (TensorBuffer& buffer : rank.source.tensors) buffer.poison_all();
}

std::array<Direction, 2> directions_of(Rank& rank, const Call& call) {
  if (goes_the_wrong_way(rank, call)) return {Direction::backward, Direction::forward};
  return {Direction::forward, Direction::backward};
}

// Asked between steps. A rank that stops ends; those that wait for it stay suspended, and end with the run.
bool stops(Rank& rank, const Call& call) {
  rank.stopped = call.options.stop && call.options.stop();
  return rank.stopped;
}

}  // namespace

Task run_rank(Rank* rank, const Call* call, Network* network) {
  if (stops(*rank, *call) || !prepare(*rank, *call)) co_return;
  std::int64_t call_number = 0;
  for (const Direction direction : directions_of(*rank, *call)) {
    if (stops(*rank, *call)) co_return;
    set_scene(*rank, *call, direction);
    Leg leg(*rank, *call, direction, call_number++);
    if (stops(*rank, *call)) co_return;
    leg.begin();
    for (const Exchange& exchange : leg.exchanges()) {
      if (stops(*rank, *call)) co_return;
      const ExchangePlace place{.direction = direction, .exchange = exchange.index};
      if (crashes(*rank, *call, place, Moment::before)) co_return;
      slow_down(*rank, *call);
      const std::span<Post> posts = leg.post(exchange);
      co_await network->exchange(rank->index, posts);
      if (crashes(*rank, *call, place, Moment::after)) co_return;
      if (!leg.accept(exchange)) co_return;
    }
    if (stops(*rank, *call)) co_return;
    leg.end();
  }
}

}  // namespace relayout::sim
