#include "relayout/model/rank_program.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include "relayout/model/fingerprint.hpp"
#include "relayout/model/limits.hpp"

namespace relayout {
namespace {

bool continues(const Run& run, const Run& next) {
  return next.local_row == run.local_row + run.count && next.remote_row == run.remote_row + run.count;
}

std::vector<Run> turned_round(const std::vector<Run>& runs) {
  std::vector<Run> result = runs;
  for (Run& run : result) std::swap(run.local_row, run.remote_row);
  return result;
}

// Rows below row_count that no piece covers. Sorts the pieces by row.
void find_gaps(std::vector<Piece>& pieces, std::int64_t row_count, std::vector<Span>& gaps) {
  std::sort(pieces.begin(), pieces.end(), [](const Piece& a, const Piece& b) { return a.row < b.row; });
  gaps.clear();
  std::int64_t row = 0;
  for (const Piece& piece : pieces) {
    if (row < piece.row) gaps.push_back({row, piece.row});
    row = piece.row + piece.count;
  }
  if (row < row_count) gaps.push_back({row, row_count});
}

std::int32_t exchange_of(const Message& message) {
  return static_cast<std::int32_t>(floor_div(message.distance - 1, max_exchange_peers));
}

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

RankProgramBuilder::RankProgramBuilder(const Placement& source, const Placement& target)
    : source_(source),
      target_(target),
      group_(source.layout(), target.layout()),
      fingerprint_(relayout::fingerprint(
          {.pack = source.pack().digest(), .source = source.layout().digest(), .target = target.layout().digest()})) {}

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
  build_side({.mine = source_, .theirs = target_, .direction = Direction::forward}, program);
  build_side({.mine = target_, .theirs = source_, .direction = Direction::backward}, program);
}

// Forward looks from the source side at where its rows go, backward from the target side at where they come from.
void RankProgramBuilder::build_side(const Side& side, RankProgram& program) {
  const bool sending = side.direction == Direction::forward;
  MessageList& list = sending ? program.sends : program.receives;
  std::int64_t& row_count = sending ? program.source_row_count : program.target_row_count;
  pieces_.clear();
  row_count = 0;
  tagged_.clear();
  forget_peers();
  if (const auto rank = side.mine.layout().rank_of_world(program.world_rank)) {
    row_count = side.mine.row_count(*rank);
    side.mine.pieces(*rank, pieces_);
    walk(side);
  }
  // Rows that stay are seen from both sides; the source side's account is kept.
  list_messages({.world_rank = program.world_rank, .direction = side.direction}, list,
                sending ? &program.own : nullptr);
  find_gaps(pieces_, row_count, sending ? program.source_fills : program.target_fills);
}

void RankProgramBuilder::walk(const Side& side) {
  locator_.restart(side.theirs, Visit::some_tokens);
  for (const Piece& piece : pieces_) {
    for (std::int64_t done = 0; done < piece.count;) {
      const Stretch there = locator_.at(piece.token + done);
      const std::int64_t count = std::min(there.count, piece.count - done);
      add_run(side.theirs.world_rank(there.rank), {piece.row + done, there.row, count});
      done += count;
    }
  }
}

// A slot's run_begin is the index of its latest run until list_messages lays the runs out.
void RankProgramBuilder::add_run(std::int32_t peer, const Run& run) {
  const std::int32_t slot = slot_of(peer);
  Message& message = slots_[static_cast<std::size_t>(slot)];
  message.row_count += run.count;
  if (message.run_end > 0) {
    Run& latest = tagged_[static_cast<std::size_t>(message.run_begin)].run;
    if (continues(latest, run)) {
      latest.count += run.count;
      return;
    }
  }
  message.run_begin = static_cast<std::int64_t>(tagged_.size());
  ++message.run_end;
  tagged_.push_back({slot, run});
}

// Open addressing with linear probing; the table is a power of two and at most half full.
std::int32_t RankProgramBuilder::slot_of(std::int32_t peer) {
  if (2 * (slots_.size() + 1) > peer_table_.size()) {
    peer_table_.assign(std::max<std::size_t>(16, 2 * peer_table_.size()), -1);
    for (std::size_t slot = 0; slot < slots_.size(); ++slot) {
      peer_table_[table_place(slots_[slot].peer)] = static_cast<std::int32_t>(slot);
    }
  }
  std::int32_t& slot = peer_table_[table_place(peer)];
  if (slot == -1) {
    slot = static_cast<std::int32_t>(slots_.size());
    slots_.push_back({.peer = peer});
  }
  return slot;
}

std::size_t RankProgramBuilder::table_place(std::int32_t peer) const {
  const std::size_t mask = peer_table_.size() - 1;
  std::size_t at = static_cast<std::size_t>(peer) & mask;
  while (peer_table_[at] != -1 && slots_[static_cast<std::size_t>(peer_table_[at])].peer != peer) at = (at + 1) & mask;
  return at;
}

void RankProgramBuilder::forget_peers() {
  slots_.clear();
  std::fill(peer_table_.begin(), peer_table_.end(), -1);
}

void RankProgramBuilder::list_messages(const Viewpoint& viewpoint, MessageList& list, std::vector<Run>* own) {
  const std::int32_t here = group_.index_of(viewpoint.world_rank);
  list.messages.clear();
  for (Message& slot : slots_) {
    const std::int32_t there = group_.index_of(slot.peer);
    const std::int32_t step = viewpoint.direction == Direction::forward ? there - here : here - there;
    slot.distance = step < 0 ? step + group_.size() : step;
    if (slot.distance > 0) list.messages.push_back(slot);
  }
  std::sort(list.messages.begin(), list.messages.end(),
            [](const Message& a, const Message& b) { return a.distance < b.distance; });
  std::int64_t run_count = 0;
  for (Message& message : list.messages) {
    const std::int64_t count = message.run_end;
    message.run_begin = run_count;
    message.run_end = run_count;  // grows back as the runs are laid out
    run_count += count;
    slots_[static_cast<std::size_t>(peer_table_[table_place(message.peer)])].run_begin =
        &message - list.messages.data();
  }
  list.runs.resize(static_cast<std::size_t>(run_count));
  for (const Tagged& tagged : tagged_) {
    const Message& slot = slots_[static_cast<std::size_t>(tagged.slot)];
    if (slot.distance == 0) {
      if (own != nullptr) own->push_back(tagged.run);
      continue;
    }
    Message& message = list.messages[static_cast<std::size_t>(slot.run_begin)];
    list.runs[static_cast<std::size_t>(message.run_end++)] = tagged.run;
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
