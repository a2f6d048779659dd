#include "relayout/model/plan.hpp"

#include <algorithm>
#include <utility>

#include "relayout/model/fingerprint.hpp"
#include "relayout/model/locator.hpp"

namespace relayout {

namespace {

// Every move ends where a chunk of either side does.
std::int64_t chunk_ends(const Placement& placement) {
  if (placement.layout().name() == LayoutName::custom) return 0;
  std::int64_t count = 0;
  for (std::int64_t i = 0; i < placement.scope_count(); ++i) {
    count += std::min(placement.scope(i).size(), placement.split(i).chunk_count);
  }
  return count;
}

}  // namespace

// Walks the source, and the target over each handful of what the source answers.
void Plan::join(Data& data) {
  Locator from;
  Locator to;
  from.restart(data.source, Walk::every_token);
  to.restart(data.target, Walk::every_token);
  const Piece all{.token = 0, .row = 0, .count = data.source.token_count()};
  from.ask(std::span(&all, 1));
  data.moves.reserve(static_cast<std::size_t>(chunk_ends(data.source) + chunk_ends(data.target)));
  std::vector<Piece> here;
  for (auto sources = from.next(); !sources.empty(); sources = from.next()) {
    here.clear();  // `all` has row 0 where it has token 0: its rows are tokens
    for (const Located& each : sources) here.push_back({.token = each.asked_row, .row = each.row, .count = each.count});
    to.ask(here);
    for (auto targets = to.next(); !targets.empty(); targets = to.next()) {
      for (const Located& there : targets) {
        const auto asked = static_cast<std::size_t>(there.asked);
        append_move(data.moves, {.token = here[asked].token + (there.asked_row - here[asked].row),
                                 .count = there.count,
                                 .source_row = there.asked_row,
                                 .target_row = there.row,
                                 .source_rank = data.source.world_rank(sources[asked].rank),
                                 .target_rank = data.target.world_rank(there.rank)});
      }
    }
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
  join(*data);
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
