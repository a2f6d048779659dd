// Channels between ranks, and the one thing a rank can wait for: an exchange.
#pragma once

#include <atomic>
#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "relayout/sim/executor.hpp"
#include "relayout/sim/header.hpp"
#include "relayout/sim/operation.hpp"

namespace relayout::sim {

// What becomes of a send that its sender believes in; only injected faults are not sound.
enum class Fate : std::uint8_t { sound, lost, twice, overtaken };

inline constexpr std::int64_t never_ns = std::int64_t{1} << 62;

// One end of a message, by rank index. Belongs to the poster, who keeps it still until its exchange has ended.
struct Post {
  OperationKind kind = OperationKind::send;
  std::int32_t rank = 0;
  std::int32_t peer = 0;
  MessageHeader header{};                // send: what it says; receive: afterwards, what came
  std::span<const std::byte> payload{};  // the same. The sender keeps the bytes until the run ends
  std::int64_t earliest_ns = 0;          // virtual time from which this end is ready
  std::int64_t duration_ns = 0;          // send: how long the message is on the wire
  std::int64_t deadline_ns = never_ns;   // virtual time at which this end gives the message up
  Fate fate = Fate::sound;               // send
  bool left_behind = false;              // send: a copy, for whose end nobody waits
  std::int64_t begin_ns = 0;             // afterwards: when the message began
  std::int64_t end_ns = 0;
  bool late = false;     // afterwards: the message would have ended past the deadline of either end
  Post* next = nullptr;  // in the channel's queue
};

// What a rank waits for.
struct Wait {
  std::int32_t rank = 0;
  Operation operation;
};

// A channel joins an ordered pair of ranks and keeps messages in order. Channels are found in the mailbox of their
// receiver, by sender; there is no table of all pairs.
//
// Invariants: 1. a channel queues sends or receives, never both: they would have met. 2. a rank waits for one exchange
// at a time; `open` counts its unfinished posts, and one more while it is still posting, so that nobody wakes it then.
class Network {
 public:
  struct Options {
    std::int32_t rank_count = 0;
    ChannelKind channel = ChannelKind::rendezvous;
  };
  Network(const Options& options, Executor& executor);

  // Awaited by the task of rank `rank`: posts all of `posts`, and goes on when all are done; Executor::wake says when.
  // Requires: every post is of that rank and names another one.
  class Awaitable;
  [[nodiscard]] Awaitable exchange(std::int32_t rank, std::span<Post> posts);

  // Completes a message that the executor deferred.
  void complete(const Meeting& meeting);

  // At rest, that is, after Executor::run: what ranks still wait for, by rank; and buffered messages nobody received,
  // as operations of their senders. Cost: O(channels).
  [[nodiscard]] std::vector<Wait> waits() const;
  [[nodiscard]] std::vector<Wait> unreceived() const;

 private:
  struct Channel {
    std::int32_t sender = -1;  // -1 = free
    OperationKind queued = OperationKind::send;
    Post* first = nullptr;
    Post* last = nullptr;
  };
  struct Mailbox {
    std::mutex mutex;
    std::vector<Channel> channels;  // open-addressed by sender; a power of two, at most half full
    std::size_t channel_count = 0;
    std::vector<std::unique_ptr<Post>> left_behind;  // sends that ended before their receive
    std::vector<Post*> overtaken;                    // of these, the ones that the next of their channel will pass
  };

  [[nodiscard]] bool post_all(std::int32_t rank, std::span<Post> posts);
  [[nodiscard]] bool post(Post& post);
  [[nodiscard]] bool post_astray(Post& send);
  [[nodiscard]] bool hand_in(Post& post);
  static void queue_up(Channel& channel, Post& post);
  Post& leave_behind(Post& send);
  [[nodiscard]] Post* take_overtaken(const Post& send);
  static Channel& channel_of(Mailbox& mailbox, std::int32_t sender);
  static void meet(Post& send, Post& receive);
  void finish_one(std::int32_t rank);
  enum class Sends : std::uint8_t { awaited, left_behind };
  void collect(OperationKind kind, Sends sends, std::vector<Wait>& waits) const;

  const ChannelKind channel_kind_;
  Executor& executor_;
  std::vector<Mailbox> mailboxes_;               // by receiver
  std::vector<std::atomic<std::int64_t>> open_;  // by rank
  std::atomic<bool> any_overtaken_ = false;
};

class Network::Awaitable {
 public:
  Awaitable(Network& network, std::int32_t rank, std::span<Post> posts)
      : network_(network), rank_(rank), posts_(posts) {}

  [[nodiscard]] bool await_ready() const noexcept { return posts_.empty(); }
  // When the last post is done another thread may resume the rank, by its task: from then on this object may be gone,
  // so nothing here is touched after post_all.
  [[nodiscard]] bool await_suspend(std::coroutine_handle<> /*rank's task*/) const {
    return !network_.post_all(rank_, posts_);
  }
  void await_resume() const noexcept {}

 private:
  Network& network_;
  std::int32_t rank_;
  std::span<Post> posts_;
};

inline Network::Awaitable Network::exchange(std::int32_t rank, std::span<Post> posts) { return {*this, rank, posts}; }

}  // namespace relayout::sim
