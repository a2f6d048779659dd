#include "relayout/model/plan.hpp"

#include <utility>

#include "relayout/model/fingerprint.hpp"

namespace relayout {

Result<Plan> Plan::make(const Placement& source, const Placement& target) {
  if (!(source.pack() == target.pack())) {
    return make_error("other_pack", "source places ", source.token_count(), " tokens in ",
                      source.pack().sequence_count(), " sequences, target ", target.token_count(), " in ",
                      target.pack().sequence_count(), "; a plan joins two placements of one pack");
  }
  auto data = std::make_shared<Data>(Data{.source = source,
                                          .target = target,
                                          .moves = {},
                                          .source_row_counts = source.row_counts(),
                                          .target_row_counts = target.row_counts(),
                                          .fingerprint = relayout::fingerprint(parts_of(source, target))});
  write_moves(source, target, data->moves);
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
  return Plan(
      std::make_shared<const Plan::Data>(Plan::Data{.source = data.target,
                                                    .target = data.source,
                                                    .moves = std::move(moves),
                                                    .source_row_counts = data.target_row_counts,
                                                    .target_row_counts = data.source_row_counts,
                                                    .fingerprint = fingerprint(parts_of(data.target, data.source))}));
}

}  // namespace relayout
