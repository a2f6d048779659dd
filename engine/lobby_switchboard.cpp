#include "relayout/engine/lobby_switchboard.hpp"

#include <cstddef>
#include <utility>

#include "relayout/engine/lobby_board.hpp"

namespace relayout::engine {
namespace {

constexpr std::size_t max_remarks = 4;

Frame news_of(FrameKind kind, std::int32_t rank) {
  return {.kind = kind, .sequence = static_cast<std::uint64_t>(rank), .payload = ""};
}

}  // namespace

Switchboard::Switchboard(std::int32_t world_size, Deliver deliver)
    : deliver_(std::move(deliver)),
      presence_(static_cast<std::size_t>(world_size), Presence::absent),
      absent_count_(world_size) {
  presence_[0] = Presence::here;
  --absent_count_;
}

std::vector<std::int32_t> Switchboard::all_here() const {
  std::vector<std::int32_t> ranks;
  for (std::size_t rank = 0; rank < presence_.size(); ++rank) {
    if (presence_[rank] == Presence::here) ranks.push_back(static_cast<std::int32_t>(rank));
  }
  return ranks;
}

void Switchboard::arrive(std::int32_t rank) {
  presence_[static_cast<std::size_t>(rank)] = Presence::here;
  --absent_count_;
  for (std::size_t other = 0; other < presence_.size(); ++other) {
    const auto name = static_cast<std::int32_t>(other);
    if (presence_[other] == Presence::gone) deliver_({rank}, news_of(FrameKind::gone, name));
    if (presence_[other] == Presence::left) deliver_({rank}, news_of(FrameKind::left, name));
  }
  if (absent_count_ == 0 && !broken_) deliver_(all_here(), {.kind = FrameKind::answer, .sequence = 0, .payload = ""});
}

void Switchboard::hear(std::int32_t rank, Frame frame) {
  switch (frame.kind) {
    case FrameKind::offer:
      return take_offer(rank, std::move(frame));
    case FrameKind::question:
      return deliver_({rank},
                      {.kind = FrameKind::missing, .sequence = frame.sequence, .payload = missing_in(frame.sequence)});
    case FrameKind::farewell:
      return depart(rank, Presence::left);
    case FrameKind::failed: {
      const auto parts = split_parts(frame.payload);
      if (parts && parts->size() == 2) fail({(*parts)[0], (*parts)[1]});
      return;
    }
    case FrameKind::answer:
    case FrameKind::missing:
    case FrameKind::gone:
    case FrameKind::left:
      return;  // rank 0's to say, and nobody else's
  }
}

void Switchboard::take_offer(std::int32_t rank, Frame frame) {
  if (broken_ || failure_) return;
  Gather& gather = gathers_[frame.sequence];
  gather.offers.resize(presence_.size());
  std::optional<std::string>& offer = gather.offers[static_cast<std::size_t>(rank)];
  if (offer) return;
  offer = std::move(frame.payload);
  if (++gather.count < static_cast<std::int32_t>(presence_.size())) return;
  std::vector<std::string> parts;
  for (std::optional<std::string>& part : gather.offers) parts.push_back(*std::move(part));
  gathers_.erase(frame.sequence);
  deliver_(all_here(), {.kind = FrameKind::answer, .sequence = frame.sequence, .payload = join_parts(parts)});
}

std::string Switchboard::missing_in(std::uint64_t sequence) const {
  const auto gather = gathers_.find(sequence);
  std::set<std::int32_t> ranks;
  for (std::size_t rank = 0; rank < presence_.size(); ++rank) {
    const bool came = sequence == 0 ? presence_[rank] != Presence::absent
                                    : gather != gathers_.end() && gather->second.offers[rank].has_value();
    if (!came) ranks.insert(static_cast<std::int32_t>(rank));
  }
  std::string text = ranks_text(ranks);
  if (sequence != 0) return text;
  for (const std::string& remark : remarks_) text += "; " + remark;
  return text;
}

void Switchboard::lose(std::int32_t rank) { depart(rank, Presence::gone); }

void Switchboard::depart(std::int32_t rank, Presence how) {
  Presence& presence = presence_[static_cast<std::size_t>(rank)];
  if (presence != Presence::here) return;  // a connection ends after a farewell, too
  presence = how;
  broken_ = true;
  gathers_.clear();
  deliver_(all_here(), news_of(how == Presence::gone ? FrameKind::gone : FrameKind::left, rank));
}

void Switchboard::fail(const Error& error) {
  if (failure_) return;
  failure_ = error;
  deliver_(all_here(), {.kind = FrameKind::failed, .sequence = 0, .payload = join_parts({error.code, error.message})});
}

void Switchboard::remark(std::string text) {
  if (remarks_.size() < max_remarks) remarks_.push_back(std::move(text));
}

}  // namespace relayout::engine
