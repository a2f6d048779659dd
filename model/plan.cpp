#include "relayout/model/plan.hpp"

#include <algorithm>
#include <utility>

#include "relayout/model/fingerprint.hpp"
#include "relayout/model/locator.hpp"

namespace relayout {

void append_move(std::vector<Move>& moves, const Move& move) {
  if (move.count == 0) return;
  if (!moves.empty() && continues(moves.back(), move)) {
    moves.back().count += move.count;
  } else {
    moves.push_back(move);
  }
}

Result<Plan> Plan::make(const Placement& source, const Placement& target) {
  if (!(source.pack() == target.pack())) {
    return make_error("other_pack", "source places ", source.token_count(), " tokens in ",
                      source.pack().sequence_count(), " sequences, target ", target.token_count(), " in ",
                      target.pack().sequence_count(), "; a plan joins two placements of one pack");
  }
  auto data = std::make_shared<Data>(Data{
      .source = source,
      .target = target,
      .moves = {},
      .source_row_counts = source.row_counts(),
      .target_row_counts = target.row_counts(),
      .fingerprint = relayout::fingerprint(
          {.pack = source.pack().digest(), .source = source.layout().digest(), .target = target.layout().digest()})});
  Locator from;
  Locator to;
  from.restart(source, Visit::every_token);
  to.restart(target, Visit::every_token);
  Stretch here;
  Stretch there;
  for (std::int64_t token = 0; token < source.token_count();) {
    if (here.count == 0) here = from.at(token);
    if (there.count == 0) there = to.at(token);
    const std::int64_t count = std::min(here.count, there.count);
    append_move(data->moves, {.token = token,
                              .count = count,
                              .source_row = here.row,
                              .target_row = there.row,
                              .source_rank = source.world_rank(here.rank),
                              .target_rank = target.world_rank(there.rank)});
    token += count;
    here = rest_of(here, count);
    there = rest_of(there, count);
  }
  return Plan(std::move(data));
}

Plan inverse(const Plan& plan) {
  std::vector<Move> moves;
  moves.reserve(plan.moves().size());
  for (const Move& move : plan.moves()) {
    moves.push_back({.token = move.token,
                     .count = move.count,
                     .source_row = move.target_row,
                     .target_row = move.source_row,
                     .source_rank = move.target_rank,
                     .target_rank = move.source_rank});
  }
  const Plan::Data& data = *plan.data_;
  return Plan(std::make_shared<const Plan::Data>(
      Plan::Data{.source = data.target,
                 .target = data.source,
                 .moves = std::move(moves),
                 .source_row_counts = data.target_row_counts,
                 .target_row_counts = data.source_row_counts,
                 .fingerprint = fingerprint({.pack = data.source.pack().digest(),
                                             .source = data.target.layout().digest(),
                                             .target = data.source.layout().digest()})}));
}

}  // namespace relayout
