#include "relayout/engine/lobby_host.hpp"

#include <poll.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace relayout::engine {
namespace {

// How often strangers are looked at, who are sent away for their silence.
constexpr int stranger_milliseconds = 1'000;

}  // namespace

HostSide::HostSide(Board& board, Door door, const HostPlace& place)
    : board_(board),
      reception_(std::move(door)),
      job_(job_word(place.job)),
      switchboard_(place.world_size, [this](const auto& ranks, const Frame& frame) { deliver(ranks, frame); }),
      seats_(static_cast<std::size_t>(place.world_size)) {}

bool HostSide::is_done() const {
  return leaving_ && std::none_of(seats_.begin(), seats_.end(), [](const Seat& seat) { return seat.wire.has_value(); });
}

void HostSide::run() {
  std::vector<pollfd> watched;
  std::vector<std::int32_t> ranks;  // of the last entries of `watched`
  const auto watch = [&](const Watch& entry) { watched.push_back({entry.handle, entry.events, 0}); };
  while (!is_done()) {
    watched.clear();
    ranks.clear();
    watch(board_.watch());
    const std::vector<Watch> reception = reception_.watches();
    for (const Watch& entry : reception) watch(entry);
    for (std::size_t rank = 0; rank < seats_.size(); ++rank) {
      if (!seats_[rank].wire) continue;
      watch(seats_[rank].wire->watch());
      ranks.push_back(static_cast<std::int32_t>(rank));
    }
    const int idle = reception.empty() ? -1 : stranger_milliseconds;
    const int count = poll(watched.data(), watched.size(), leaving_ ? farewell_milliseconds() : idle);
    if (count == 0 && leaving_) return;
    if (count < 0) continue;  // interrupted
    take_posted();
    if (!leaving_) {
      for (Newcomer& newcomer : reception_.greet()) admit(std::move(newcomer));
    }
    for (std::size_t at = 0; at < ranks.size(); ++at) {
      if (watched[watched.size() - ranks.size() + at].revents != 0) serve(ranks[at]);
    }
  }
}

int HostSide::farewell_milliseconds() const {
  const bool all_sent =
      std::all_of(seats_.begin(), seats_.end(), [](const Seat& seat) { return !seat.wire || seat.wire->finished(); });
  return static_cast<int>((all_sent ? closing_time : delivery_time).count());
}

void HostSide::deliver(const std::vector<std::int32_t>& ranks, const Frame& frame) {
  const Bytes bytes = encode(frame);
  for (const std::int32_t rank : ranks) {
    std::optional<Wire>& wire = seats_[static_cast<std::size_t>(rank)].wire;
    if (rank == 0) {
      board_.receive(frame);
    } else if (wire) {
      wire->send(bytes);
    }
  }
}

void HostSide::take_posted() {
  for (Frame& frame : board_.take_posted()) {
    const bool farewell = frame.kind == FrameKind::farewell;
    switchboard_.hear(0, std::move(frame));
    if (farewell) leave();
  }
}

void HostSide::leave() {
  leaving_ = true;
  reception_.close();
  for (Seat& seat : seats_) {
    if (seat.wire) seat.wire->finish();
  }
}

std::optional<Error> HostSide::misfit(const Newcomer& newcomer) const {
  const Hello& hello = newcomer.hello;
  const auto world_size = static_cast<std::int64_t>(seats_.size());
  const auto refusal = [&](const auto&... parts) { return make_error("rendezvous", newcomer.from, ' ', parts...); };
  if (hello.version != lobby_version) {
    return refusal("speaks version ", hello.version, " of the lobby, rank 0 version ", lobby_version,
                   "; all ranks need the same relayout");
  }
  if (hello.world_size != world_size) {
    return refusal("says that it is rank ", hello.rank, " of ", hello.world_size, ", rank 0 that it is one of ",
                   world_size, "; all ranks need the same world size");
  }
  if (hello.rank < 0 || hello.rank >= world_size) {
    return refusal("says that it is rank ", hello.rank, " of ", world_size, "; expected 1 to ", world_size - 1);
  }
  const auto rank = static_cast<std::int32_t>(hello.rank);
  if (switchboard_.absent(rank)) return std::nullopt;
  const std::string& from = seats_[static_cast<std::size_t>(rank)].from;
  return refusal("says that it is rank ", rank, ", which ", from.empty() ? "listens here" : from + " is already",
                 "; each process needs a rank of its own");
}

void HostSide::admit(Newcomer newcomer) {
  if (newcomer.hello.job != job_) {
    // Another launch has lost its way. It goes on without us, and we without it.
    const std::string theirs = newcomer.from + " is of job " + newcomer.hello.job;
    switchboard_.remark(theirs + " and was refused");
    return refuse(std::move(newcomer), {other_job, theirs + ", the lobby there of job " + job_});
  }
  // Within a launch there is no way on: everybody is told, and ends.
  if (auto error = misfit(newcomer)) switchboard_.fail(*error);
  if (switchboard_.failure()) return refuse(std::move(newcomer), *switchboard_.failure());
  welcome(newcomer);
  const auto rank = static_cast<std::int32_t>(newcomer.hello.rank);
  seats_[static_cast<std::size_t>(rank)] = {.wire = std::move(newcomer.wire), .from = std::move(newcomer.from)};
  // Before anybody is told: rank 0 may open its next lobby at the same place at once.
  if (switchboard_.absent_count() == 1) reception_.close();
  switchboard_.arrive(rank);
}

void HostSide::serve(std::int32_t rank) {
  std::optional<Wire>& wire = seats_[static_cast<std::size_t>(rank)].wire;
  wire->write_some();
  wire->read_some();
  while (auto frame = wire->take_frame()) {
    switchboard_.hear(rank, *std::move(frame));
    if (switchboard_.left(rank)) wire->finish();
  }
  if (!wire->ended()) return;
  wire.reset();
  // A farewell of ours ends connections, too.
  if (!leaving_) switchboard_.lose(rank);
}

}  // namespace relayout::engine
