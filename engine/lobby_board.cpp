#include "relayout/engine/lobby_board.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <utility>

namespace relayout::engine {
namespace {

// How long rank 0 may take to say who is missing. It answers at once unless its machine is stuck.
constexpr std::chrono::seconds question_time{2};

}  // namespace

std::string ranks_text(const std::set<std::int32_t>& ranks) {
  constexpr int most = 16;
  std::string text = ranks.size() == 1 ? "rank " : "ranks ";
  int shown = 0;
  for (const std::int32_t rank : ranks) {
    if (shown == most) return text + " and " + std::to_string(ranks.size() - most) + " more";
    text += (shown++ == 0 ? "" : ", ") + std::to_string(rank);
  }
  return text;
}

Board::Board() {
  std::array<int, 2> ends = {-1, -1};
  if (pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) failure_ = Error{"rendezvous", "no pipe can be opened"};
  wake_reader_ = Descriptor(ends[0]);
  wake_writer_ = Descriptor(ends[1]);
}

void Board::wake() const {
  const char byte = 0;
  // A full pipe wakes as well as a longer one.
  static_cast<void>(!write(wake_writer_.handle(), &byte, 1));
}

Watch Board::watch() const { return {.handle = wake_reader_.handle(), .events = POLLIN}; }

void Board::post(Frame frame) {
  {
    const std::lock_guard lock(mutex_);
    if (frame.kind == FrameKind::offer) {
      awaited_ = frame.sequence;
      answer_.reset();
      missing_.reset();
    }
    posted_.push_back(std::move(frame));
  }
  wake();
}

std::vector<Frame> Board::take_posted() {
  std::array<char, 64> bytes = {};
  while (read(wake_reader_.handle(), bytes.data(), bytes.size()) > 0) continue;
  const std::lock_guard lock(mutex_);
  return std::exchange(posted_, {});
}

Outcome Board::await(std::uint64_t sequence, std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  const auto decided = [&] { return answer_ || ended(); };
  if (!changed_.wait_for(lock, patience, decided)) {
    lock.unlock();
    post({.kind = FrameKind::question, .sequence = sequence, .payload = ""});
    lock.lock();
    changed_.wait_for(lock, question_time, [&] { return decided() || missing_; });
  }
  return {.answer = std::exchange(answer_, std::nullopt), .ended = ended(), .missing = missing_.value_or("")};
}

std::optional<Error> Board::ended() const {
  if (failure_) return failure_;
  if (gone_.empty() && left_.empty()) return std::nullopt;
  // Others leave because somebody is gone, not the other way round.
  if (gone_.empty()) {
    return Error{"peer_gone", ranks_text(left_) + (left_.size() == 1 ? " has" : " have") + " left the lobby"};
  }
  return Error{"peer_gone", ranks_text(gone_) + (gone_.size() == 1
                                                     ? " is gone: its process ended, or the connection to it"
                                                     : " are gone: their processes ended, or the connections to them")};
}

std::vector<std::int32_t> Board::gone() const {
  const std::lock_guard lock(mutex_);
  return {gone_.begin(), gone_.end()};
}

void Board::receive(Frame frame) {
  {
    const std::lock_guard lock(mutex_);
    const bool awaited = frame.sequence == awaited_;
    if (frame.kind == FrameKind::answer && awaited) answer_ = split_parts(frame.payload);
    if (frame.kind == FrameKind::missing && awaited) missing_ = std::move(frame.payload);
    if (frame.kind == FrameKind::gone) gone_.insert(static_cast<std::int32_t>(frame.sequence));
    if (frame.kind == FrameKind::left) left_.insert(static_cast<std::int32_t>(frame.sequence));
    if (frame.kind == FrameKind::failed && !failure_) {
      const auto parts = split_parts(frame.payload);
      const bool whole = parts && parts->size() == 2;
      failure_ = whole ? Error{(*parts)[0], (*parts)[1]} : Error{"rendezvous", "rank 0 says that it failed"};
    }
  }
  changed_.notify_all();
}

}  // namespace relayout::engine
