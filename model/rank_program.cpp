#include "relayout/model/rank_program.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include "relayout/model/fingerprint.hpp"
#include "relayout/model/limits.hpp"

namespace relayout {
namespace {

std::vector<Run> turned_round(const std::vector<Run>& runs) {
  std::vector<Run> result = runs;
  for (Run& run : result) std::swap(run.local_row, run.remote_row);
  return result;
}

}  // namespace

std::int32_t exchange_of(const Message& message) {
  return static_cast<std::int32_t>(floor_div(message.distance - 1, max_exchange_peers));
}

namespace {

// Takes from the front what belongs to an exchange.
std::span<const Message> take(std::span<const Message>& messages, std::int32_t exchange) {
  std::size_t count = 0;
  while (count < messages.size() && exchange_of(messages[count]) == exchange) ++count;
  const std::span<const Message> taken = messages.first(count);
  messages = messages.subspan(count);
  return taken;
}

}  // namespace

RankProgram inverse(const RankProgram& program) {
  RankProgram result = program;
  std::swap(result.sends, result.receives);
  std::swap(result.source_row_count, result.target_row_count);
  std::swap(result.source_fills, result.target_fills);
  result.own = turned_round(program.own);
  return result;
}

std::vector<Exchange> exchanges(const ExchangeSource& source) {
  std::vector<Exchange> result;
  std::span<const Message> sends = source.sends;
  std::span<const Message> receives = source.receives;
  while (!sends.empty() || !receives.empty()) {
    std::int32_t next = sends.empty() ? exchange_of(receives.front()) : exchange_of(sends.front());
    if (!receives.empty()) next = std::min(next, exchange_of(receives.front()));
    Exchange exchange{.index = next, .sends = take(sends, next), .receives = take(receives, next)};
    result.push_back(exchange);
  }
  return result;
}

Group::Group(const Layout& source, const Layout& target) {
  if (source.keys().world.empty() && target.keys().world.empty()) {
    size_ = std::max(source.rank_count(), target.rank_count());
    return;
  }
  world_.reserve(static_cast<std::size_t>(source.rank_count() + target.rank_count()));
  for (const Layout* side : {&source, &target}) {
    for (std::int32_t rank = 0; rank < side->rank_count(); ++rank) world_.push_back(side->world_rank(rank));
  }
  std::sort(world_.begin(), world_.end());
  world_.erase(std::unique(world_.begin(), world_.end()), world_.end());
  size_ = static_cast<std::int32_t>(world_.size());
}

bool Group::contains(std::int32_t world_rank) const {
  if (world_.empty()) return 0 <= world_rank && world_rank < size_;
  return std::binary_search(world_.begin(), world_.end(), world_rank);
}

std::int32_t Group::index_of(std::int32_t world_rank) const {
  assert(contains(world_rank));
  if (world_.empty()) return world_rank;
  return static_cast<std::int32_t>(std::lower_bound(world_.begin(), world_.end(), world_rank) - world_.begin());
}

std::int32_t Group::at_distance(std::int32_t world_rank, std::int32_t distance) const {
  const std::int32_t place = index_of(world_rank) + distance;
  if (place < 0) return this->world_rank(place + size_);
  return this->world_rank(place < size_ ? place : place - size_);
}

RankProgramBuilder::RankProgramBuilder(const Placement& source, const Placement& target)
    : source_(source),
      target_(target),
      group_(source.layout(), target.layout()),
      source_places_(places_of(source.layout())),
      target_places_(places_of(target.layout())),
      by_bands_(by_bands(source, target)),
      fingerprint_(relayout::fingerprint(parts_of(source, target))),
      met_at_(static_cast<std::size_t>(group_.size()), -1) {
  met_.reserve(8);  // many ranks meet no more
}

std::vector<std::int32_t> RankProgramBuilder::places_of(const Layout& side) const {
  std::vector<std::int32_t> places;
  if (group_.counts_from_zero()) return places;
  places.reserve(static_cast<std::size_t>(side.rank_count()));
  for (std::int32_t rank = 0; rank < side.rank_count(); ++rank) {
    places.push_back(group_.index_of(side.world_rank(rank)));
  }
  return places;
}

Result<RankProgramBuilder> RankProgramBuilder::make(const Placement& source, const Placement& target) {
  if (source.pack() == target.pack()) return RankProgramBuilder(source, target);
  return make_error("other_pack", "source places ", source.token_count(), " tokens, target ", target.token_count(),
                    "; a rank program joins two placements of one pack");
}

void RankProgramBuilder::build(std::int32_t world_rank, RankProgram& program) {
  assert(group_.contains(world_rank));
  program.fingerprint = fingerprint_;
  program.world_rank = world_rank;
  program.group_size = group_.size();
  program.own.clear();
  const std::int32_t here = group_.index_of(world_rank);
  build_side({source_, target_, target_places_, Direction::forward, here}, program);
  build_side({target_, source_, source_places_, Direction::backward, here}, program);
}

// Forward looks from the source side at where its rows go, backward from the target side at where they come from.
void RankProgramBuilder::build_side(const Side& side, RankProgram& program) {
  const bool sending = side.direction == Direction::forward;
  MessageList& list = sending ? program.sends : program.receives;
  std::int64_t& row_count = sending ? program.source_row_count : program.target_row_count;
  if (by_bands_) return build_by_bands(side, program);
  pieces_.clear();
  row_count = 0;
  forget_peers();
  if (const auto rank = side.mine.layout().rank_of_world(program.world_rank)) {
    row_count = side.mine.pieces(*rank, pieces_);
    walk(side);
  }
  list_messages(side, list);
  lay_runs(list, program.own);
  if (side.mine.layout().name() == LayoutName::custom) {  // others' rows ascend with their tokens
    std::sort(pieces_.begin(), pieces_.end(), [](const Piece& a, const Piece& b) { return a.row < b.row; });
  }
  find_gaps(row_count, sending ? program.source_fills : program.target_fills);
}

// Rows below row_count that no piece covers. Requires: pieces_ ascend by row.
void RankProgramBuilder::find_gaps(std::int64_t row_count, std::vector<Span>& gaps) const {
  gaps.clear();
  std::int64_t row = 0;
  for (const Piece& piece : pieces_) {
    if (row < piece.row) gaps.push_back({row, piece.row});
    row = piece.row + piece.count;
  }
  if (row < row_count) gaps.push_back({row, row_count});
}

void RankProgramBuilder::walk(const Side& side) {
  // Rows that stay are seen from both sides; the source's account is kept.
  const std::int32_t passed_over = side.direction == Direction::backward ? side.here : -1;
  const std::vector<std::int32_t>& places = side.their_places;
  locator_.restart(side.theirs, Walk::some_tokens);
  locator_.ask(pieces_);
  for (auto located = locator_.next(); !located.empty(); located = locator_.next()) {
    if (runs_.size() < run_count_ + located.size()) runs_.resize(2 * (run_count_ + located.size()));
    MetRun* next = runs_.data() + run_count_;
    for (const Located& there : located) {
      const std::int32_t place = places.empty() ? there.rank : places[static_cast<std::size_t>(there.rank)];
      if (place == passed_over) continue;
      const std::int32_t index = meet(place);
      Met& met = met_[static_cast<std::size_t>(index)];
      met.row_count += there.count;
      if (met.local_end == there.asked_row && met.remote_end == there.row) {
        runs_[met.latest].run.count += there.count;
      } else {
        met.latest = static_cast<std::size_t>(next - runs_.data());
        ++met.run_count;
        *next++ = {.run = {there.asked_row, there.row, there.count}, .met = index};
      }
      met.local_end = there.asked_row + there.count;
      met.remote_end = there.row + there.count;
    }
    run_count_ = static_cast<std::size_t>(next - runs_.data());
  }
}

// The index in met_ of the peer at a place.
inline std::int32_t RankProgramBuilder::meet(std::int32_t place) {
  std::int32_t& index = met_at_[static_cast<std::size_t>(place)];
  if (index < 0) {
    index = static_cast<std::int32_t>(met_.size());
    met_.push_back({.place = place});
  }
  return index;
}

void RankProgramBuilder::forget_peers() {
  run_count_ = 0;
  for (const Met& met : met_) met_at_[static_cast<std::size_t>(met.place)] = -1;
  met_.clear();
}

// The heads of the messages, by distance; where each one's runs begin and end.
void RankProgramBuilder::list_messages(const Side& side, MessageList& list) {
  list.messages.clear();
  list.messages.reserve(met_.size());
  for (std::size_t i = 0; i < met_.size(); ++i) {
    Met& met = met_[i];
    const bool forward = side.direction == Direction::forward;
    const std::int32_t step = forward ? met.place - side.here : side.here - met.place;
    met.distance = step < 0 ? step + group_.size() : step;
    if (met.distance == 0) continue;
    list.messages.push_back({.peer = group_.world_rank(met.place),
                             .distance = met.distance,
                             .run_begin = static_cast<std::int64_t>(i),  // for now: which one it is
                             .row_count = met.row_count});
  }
  std::sort(list.messages.begin(), list.messages.end(),
            [](const Message& a, const Message& b) { return a.distance < b.distance; });
  std::int64_t begin = 0;
  for (Message& message : list.messages) {
    Met& met = met_[static_cast<std::size_t>(message.run_begin)];
    met.run_begin = begin;
    message.run_begin = begin;
    message.run_end = begin + met.run_count;
    begin = message.run_end;
  }
  list.runs.resize(static_cast<std::size_t>(begin));
}

// Deals the runs of a walk out to their messages, and those that stay to `own`.
void RankProgramBuilder::lay_runs(MessageList& list, std::vector<Run>& own) {
  for (Met& met : met_) {
    if (met.distance == 0) own.resize(static_cast<std::size_t>(met.run_count));
    met.next = met.distance == 0 ? own.data() : list.runs.data() + met.run_begin;
  }
  for (const MetRun& each : std::span(runs_).first(run_count_)) {
    *met_[static_cast<std::size_t>(each.met)].next++ = each.run;
  }
}

Result<RankProgram> rank_program(const Placement& source, const Placement& target, std::int32_t world_rank) {
  auto builder = RankProgramBuilder::make(source, target);
  if (!builder) return builder.error();
  RankProgramBuilder tool = std::move(builder).value();
  if (!tool.group().contains(world_rank)) {
    return make_error("bad_rank", "world rank ", world_rank, " is on neither side; the group has ", tool.group().size(),
                      " ranks, ", tool.group().world_rank(0), " to ", tool.group().world_rank(tool.group().size() - 1));
  }
  RankProgram program;
  tool.build(world_rank, program);
  return program;
}

}  // namespace relayout
