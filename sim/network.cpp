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
  const bool buffered = sends && channel_kind_ == ChannelKind::buffered;
  Mailbox& mailbox = mailboxes_[static_cast<std::size_t>(sends ? post.peer : post.rank)];
  Meeting meeting{.network = this};
  {
    const std::lock_guard lock(mailbox.mutex);
    Post* const mine = buffered ? kept(mailbox, post) : &post;
    Channel& channel = channel_of(mailbox, sends ? post.rank : post.peer);
    if (channel.first == nullptr || channel.queued == post.kind) {
      queue_up(channel, *mine);
      return buffered;
    }
    Post* const other = std::exchange(channel.first, channel.first->next);
    meeting.send = sends ? mine : other;
    meeting.receive = sends ? other : mine;
  }
  if (executor_.defers(meeting)) return buffered;
  meet(*meeting.send, *meeting.receive);
  if (sends || channel_kind_ == ChannelKind::rendezvous) finish_one(sends ? meeting.receive->rank : meeting.send->rank);
  return true;
}

void Network::complete(const Meeting& meeting) {
  meet(*meeting.send, *meeting.receive);
  if (channel_kind_ == ChannelKind::rendezvous) finish_one(meeting.send->rank);
  finish_one(meeting.receive->rank);
}

// A buffered send leaves a copy behind, and its sender goes on.
Post* Network::kept(Mailbox& mailbox, Post& send) {
  send.begin_ns = send.earliest_ns;
  send.end_ns = send.earliest_ns + send.duration_ns;
  return mailbox.buffered.emplace_back(std::make_unique<Post>(send)).get();
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

// The message begins when both ends are ready; a buffered sender waits for nobody.
void Network::meet(Post& send, Post& receive) const {
  receive.header = send.header;
  receive.payload = send.payload;
  receive.begin_ns = std::max(send.earliest_ns, receive.earliest_ns);
  receive.end_ns = receive.begin_ns + send.duration_ns;
  send.begin_ns = channel_kind_ == ChannelKind::buffered ? send.earliest_ns : receive.begin_ns;
  send.end_ns = send.begin_ns + send.duration_ns;
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

void Network::collect(OperationKind kind, std::vector<Wait>& waits) const {
  for (const Mailbox& mailbox : mailboxes_) {
    for (const Channel& channel : mailbox.channels) {
      if (channel.queued != kind) continue;
      for (const Post* post = channel.first; post != nullptr; post = post->next) {
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
  collect(OperationKind::receive, result);
  if (channel_kind_ == ChannelKind::rendezvous) collect(OperationKind::send, result);
  return result;
}

std::vector<Wait> Network::unreceived() const {
  std::vector<Wait> result;
  if (channel_kind_ == ChannelKind::buffered) collect(OperationKind::send, result);
  return result;
}

}  // namespace relayout::sim
