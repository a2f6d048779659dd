#include "relayout/sim/inject.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include "relayout/model/integer.hpp"

namespace relayout::sim {
namespace {

void fire(Rank& rank, const Call& call, const Injection& injection) {
  ++rank.fired[static_cast<std::size_t>(&injection - call.options.injections.data())];
}

// The rank's own injections of a kind.
template <class Body>
void for_each(Rank& rank, const Call& call, InjectionKind kind, const Body& body) {
  for (const Injection& injection : call.options.injections) {
    if (injection.kind == kind && injection.sender == rank.world_rank) body(injection);
  }
}

// A payload of its own for the post, to be written over.
std::vector<std::byte>& own_payload(Rank& rank, Post& post) {
  std::vector<std::byte>& bytes =
      *rank.damaged.emplace_back(std::make_unique<std::vector<std::byte>>(post.payload.begin(), post.payload.end()));
  post.payload = bytes;
  return bytes;
}

void shorten(Rank& rank, Post& post, std::size_t size) {
  std::vector<std::byte>& bytes = own_payload(rank, post);
  bytes.resize(size);
  post.payload = bytes;
}

void swap_messages(Post& one, Post& other) {
  std::swap(one.header, other.header);
  std::swap(one.payload, other.payload);
}

// The post of the same kind that follows this one; null where it is the last.
Post* next_of_kind(std::vector<Post>& posts, const Post& post) {
  for (std::size_t at = static_cast<std::size_t>(&post - posts.data()) + 1; at < posts.size(); ++at) {
    if (posts[at].kind == post.kind) return &posts[at];
  }
  return nullptr;
}

// False where the fault cannot be: the rows of an empty payload, the successor of a last message.
bool damage(Rank& rank, const Call& call, Post& post, const Injection& injection) {
  const auto row_bytes = static_cast<std::size_t>(call.carried_row_bytes);
  switch (injection.kind) {
    case InjectionKind::drop:
      post.fate = Fate::lost;
      return true;
    case InjectionKind::duplicate:
      post.fate = Fate::twice;
      return true;
    case InjectionKind::overtaken:
      post.fate = Fate::overtaken;
      return true;
    case InjectionKind::delay:
      post.duration_ns += injection.amount_ns;
      return true;
    case InjectionKind::corrupt:
      own_payload(rank, post)[post.payload.size() >> 1U] ^= std::byte{16};
      return true;
    case InjectionKind::truncate:
      shorten(rank, post, post.payload.size() >> 1U);
      return true;
    case InjectionKind::count:
      shorten(rank, post, post.payload.size() - row_bytes);
      post.header.byte_count -= call.carried_row_bytes;
      break;
    case InjectionKind::stale:
      for (std::byte& byte : own_payload(rank, post)) byte ^= std::byte{0x5a};
      post.header.sequence -= 2;
      break;
    case InjectionKind::reorder_sends:
      if (Post* next = next_of_kind(rank.posts, post)) {
        swap_messages(post, *next);
        return true;
      }
      return false;
    default:
      return false;
  }
  post.header.checksum = checksum(post.payload);
  return true;
}

bool meant(const Injection& injection, const Post& post, Direction direction) {
  return of_message(injection.kind) && injection.direction == direction && injection.sender == post.header.sender &&
         injection.receiver == post.header.receiver;
}

}  // namespace

void slow_down(Rank& rank, const Call& call) {
  for_each(rank, call, InjectionKind::slow, [&](const Injection& injection) {
    rank.clock_ns += injection.amount_ns;
    fire(rank, call, injection);
  });
}

bool crashes(Rank& rank, const Call& call, const ExchangePlace& place, Moment moment) {
  const InjectionKind kind = moment == Moment::before ? InjectionKind::crash_before : InjectionKind::crash_after;
  for_each(rank, call, kind, [&](const Injection& injection) {
    if (injection.direction != place.direction || injection.exchange != place.exchange) return;
    rank.crashed = true;
    fire(rank, call, injection);
  });
  return rank.crashed;
}

void mislead(Rank& rank, const Call& call) {
  for_each(rank, call, InjectionKind::other_version, [&](const Injection& injection) {
    rank.program.fingerprint ^= 1U;
    fire(rank, call, injection);
  });
}

bool goes_the_wrong_way(Rank& rank, const Call& call) {
  bool wrong = false;
  for_each(rank, call, InjectionKind::wrong_way, [&](const Injection& injection) {
    wrong = true;
    fire(rank, call, injection);
  });
  return wrong;
}

void damage_posts(Rank& rank, const Call& call, Direction direction) {
  for_each(rank, call, InjectionKind::wrong_group, [&](const Injection& injection) {
    const std::int32_t others = call.names.size() - 1;
    for (Post& post : rank.posts) {
      const std::int32_t place = post.peer - (post.peer > rank.index ? 1 : 0);
      const std::int32_t wrong = place + 1 < others ? place + 1 : 0;
      if (wrong == place) continue;
      post.peer = wrong + (wrong >= rank.index ? 1 : 0);
      fire(rank, call, injection);
    }
  });
  for (const Injection& injection : call.options.injections) {
    for (Post& post : rank.posts) {
      if (post.kind != OperationKind::send || !meant(injection, post, direction)) continue;
      if (damage(rank, call, post, injection)) fire(rank, call, injection);
      break;
    }
  }
}

void damage_received(Rank& rank, const Call& call, Direction direction) {
  for (const Injection& injection : call.options.injections) {
    if (injection.kind != InjectionKind::reorder_receives) continue;
    for (Post& post : rank.posts) {
      if (post.kind != OperationKind::receive || !meant(injection, post, direction)) continue;
      Post* const next = next_of_kind(rank.posts, post);
      if (next == nullptr) break;
      swap_messages(post, *next);
      fire(rank, call, injection);
      break;
    }
  }
}

}  // namespace relayout::sim
