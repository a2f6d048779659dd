#include "relayout/sim/network.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace relayout::sim {

Network::Network(const Options& options, Executor& executor)
    : channel_kind_(options.channel),
      executor_(executor),
      mailboxes_(static_cast<std::size_t>(options.rank_count)),
      open_(static_cast<std::size_t>(options.rank_count)) {}

// True where every post is done already and the rank goes on without a pause.
//
//   the poster                         the last peer
//   open = n + 1
//   post 1 .. n                        meets the last post
//   open -= done + 1                   open -= 1
//   0: goes on by itself               0: wakes the rank
//   else: suspended, touches nothing
bool Network::post_all(std::int32_t rank, std::span<Post> posts) {
  std::atomic<std::int64_t>& open = open_[static_cast<std::size_t>(rank)];
  open.store(std::ssize(posts) + 1, std::memory_order_relaxed);
  std::int64_t released = 1;
  for (Post& one : posts) {
    assert(one.rank == rank);
    assert(one.peer != rank);
    released += post(one) ? 1 : 0;
  }
  return open.fetch_sub(released, std::memory_order_acq_rel) == released;
}

// True where the operation is done.
bool Network::post(Post& post) {
  const bool sends = post.kind == OperationKind::send;
  if (sends && post.fate != Fate::sound) return post_astray(post);
  const bool buffered = sends && channel_kind_ == ChannelKind::buffered;
  const bool done = hand_in(buffered ? leave_behind(post) : post) || buffered;
  if (!sends) return done;
  if (any_overtaken_.load(std::memory_order_acquire)) {
    if (Post* const passed = take_overtaken(post)) (void)hand_in(*passed);
  }
  return done;
}

// The sender believes that all is well.
bool Network::post_astray(Post& send) {
  Post& left = leave_behind(send);
  left.fate = Fate::sound;
  if (send.fate == Fate::lost) return true;
  if (send.fate == Fate::overtaken) {
    Mailbox& mailbox = mailboxes_[static_cast<std::size_t>(send.peer)];
    const std::lock_guard lock(mailbox.mutex);
    mailbox.overtaken.push_back(&left);
    any_overtaken_.store(true, std::memory_order_release);
    return true;
  }
  send.fate = Fate::sound;
  const bool done = post(send);
  (void)hand_in(left);
  return done;
}

// Where its other end waits, they meet; else it waits in its channel.
bool Network::hand_in(Post& post) {
  const bool sends = post.kind == OperationKind::send;
  Mailbox& mailbox = mailboxes_[static_cast<std::size_t>(sends ? post.peer : post.rank)];
  Meeting meeting{.network = this};
  {
    const std::lock_guard lock(mailbox.mutex);
    Channel& channel = channel_of(mailbox, sends ? post.rank : post.peer);
    if (channel.first == nullptr || channel.queued == post.kind) {
      queue_up(channel, post);
      return false;
    }
    Post* const other = std::exchange(channel.first, channel.first->next);
    meeting.send = sends ? &post : other;
    meeting.receive = sends ? other : &post;
  }
  if (executor_.defers(meeting)) return false;
  meet(*meeting.send, *meeting.receive);
  const Post& other = sends ? *meeting.receive : *meeting.send;
  if (!other.left_behind) finish_one(other.rank);
  return true;
}

void Network::complete(const Meeting& meeting) {
  meet(*meeting.send, *meeting.receive);
  if (!meeting.send->left_behind) finish_one(meeting.send->rank);
  finish_one(meeting.receive->rank);
}

// A copy of the send, whose sender goes on.
Post& Network::leave_behind(Post& send) {
  send.begin_ns = send.earliest_ns;
  send.end_ns = send.earliest_ns + send.duration_ns;
  Mailbox& mailbox = mailboxes_[static_cast<std::size_t>(send.peer)];
  const std::lock_guard lock(mailbox.mutex);
  Post& copy = *mailbox.left_behind.emplace_back(std::make_unique<Post>(send));
  copy.left_behind = true;
  copy.deadline_ns = never_ns;
  return copy;
}

// The message that this one passes; null where there is none.
Post* Network::take_overtaken(const Post& send) {
  Mailbox& mailbox = mailboxes_[static_cast<std::size_t>(send.peer)];
  const std::lock_guard lock(mailbox.mutex);
  const auto found = std::find_if(mailbox.overtaken.begin(), mailbox.overtaken.end(),
                                  [&send](const Post* other) { return other->rank == send.rank; });
  if (found == mailbox.overtaken.end()) return nullptr;
  Post* const passed = *found;
  mailbox.overtaken.erase(found);
  return passed;
}

void Network::queue_up(Channel& channel, Post& post) {
  post.next = nullptr;
  if (channel.first == nullptr) {
    channel.queued = post.kind;
    channel.first = &post;
  } else {
    channel.last->next = &post;
  }
  channel.last = &post;
}

// The message begins when both ends are ready; nobody waits for the end of a send that was left behind.
void Network::meet(Post& send, Post& receive) {
  receive.header = send.header;
  receive.payload = send.payload;
  receive.begin_ns = std::max(send.earliest_ns, receive.earliest_ns);
  receive.end_ns = receive.begin_ns + send.duration_ns;
  receive.late = receive.end_ns > std::min(receive.deadline_ns, send.deadline_ns);
  if (send.left_behind) return;
  send.begin_ns = receive.begin_ns;
  send.end_ns = receive.end_ns;
  send.late = receive.late;
}

void Network::finish_one(std::int32_t rank) {
  std::atomic<std::int64_t>& open = open_[static_cast<std::size_t>(rank)];
  if (open.fetch_sub(1, std::memory_order_acq_rel) == 1) executor_.wake(rank);
}

Network::Channel& Network::channel_of(Mailbox& mailbox, std::int32_t sender) {
  std::vector<Channel>& channels = mailbox.channels;
  const auto place = [&channels](std::int32_t key) -> Channel& {
    const std::size_t mask = channels.size() - 1;
    std::size_t at = static_cast<std::size_t>(key) & mask;
    while (channels[at].sender != -1 && channels[at].sender != key) at = (at + 1) & mask;
    return channels[at];
  };
  if (2 * (mailbox.channel_count + 1) > channels.size()) {
    const std::vector<Channel> old =
        std::exchange(channels, std::vector<Channel>(std::max<std::size_t>(4, 2 * channels.size())));
    for (const Channel& channel : old) {
      if (channel.sender != -1) place(channel.sender) = channel;
    }
  }
  Channel& channel = place(sender);
  if (channel.sender == -1) {
    channel.sender = sender;
    ++mailbox.channel_count;
  }
  return channel;
}

void Network::collect(OperationKind kind, Sends sends, std::vector<Wait>& waits) const {
  for (const Mailbox& mailbox : mailboxes_) {
    for (const Channel& channel : mailbox.channels) {
      if (channel.queued != kind) continue;
      for (const Post* post = channel.first; post != nullptr; post = post->next) {
        if (post->left_behind != (sends == Sends::left_behind)) continue;
        waits.push_back({.rank = post->rank, .operation = {.kind = kind, .peer = post->peer}});
      }
    }
  }
  std::sort(waits.begin(), waits.end(), [](const Wait& a, const Wait& b) {
    return a.rank != b.rank ? a.rank < b.rank : a.operation.peer < b.operation.peer;
  });
}

std::vector<Wait> Network::waits() const {
  std::vector<Wait> result;
  collect(OperationKind::receive, Sends::awaited, result);
  collect(OperationKind::send, Sends::awaited, result);
  return result;
}

std::vector<Wait> Network::unreceived() const {
  std::vector<Wait> result;
  collect(OperationKind::send, Sends::left_behind, result);
  return result;
}

}  // namespace relayout::sim
