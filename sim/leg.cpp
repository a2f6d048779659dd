#include "relayout/sim/leg.hpp"

#include <algorithm>
#include <utility>

#include "relayout/model/integer.hpp"
#include "relayout/model/limits.hpp"
#include "relayout/sim/inject.hpp"
#include "relayout/sim/judge.hpp"

namespace relayout::sim {
namespace {

std::int64_t row_count_of(const std::vector<Span>& spans) {
  std::int64_t count = 0;
  for (const Span& span : spans) count += span.size();
  return count;
}

std::int64_t row_count_of(const std::vector<Run>& runs) {
  std::int64_t count = 0;
  for (const Run& run : runs) count += run.count;
  return count;
}

Stage message_stage(Direction direction) {
  return direction == Direction::forward ? Stage::forward_message : Stage::backward_message;
}

}  // namespace

Leg::Leg(Rank& rank, const Call& call, Direction direction, std::int64_t call_number)
    : rank_(rank),
      call_(call),
      direction_(direction),
      call_number_(call_number),
      forward_(direction == Direction::forward),
      read_(forward_ ? rank.source : rank.target),
      written_(forward_ ? rank.target : rank.source),
      sends_(forward_ ? rank.program.sends : rank.program.receives),
      receives_(forward_ ? rank.program.receives : rank.program.sends),
      totals_(rank.totals[forward_ ? 0 : 1]),
      exchanges_(relayout::exchanges({.sends = sends_.messages, .receives = receives_.messages})) {
  std::int64_t rows = 0;
  for (const Message& message : sends_.messages) rows += message.row_count;
  rank_.packed[forward_ ? 0 : 1] =
      std::make_unique_for_overwrite<std::byte[]>(static_cast<std::size_t>(rows * call_.carried_row_bytes));
  rank_.past_ns += rank_.clock_ns;
  rank_.clock_ns = 0;
}

void Leg::begin() {
  copy_own_rows(read_.tensors, rank_.program.own, direction_, written_.tensors);
  advance({.activity = Activity::copy_own, .bytes = billed(row_count_of(rank_.program.own))});
  for (std::size_t tensor = 0; tensor < written_.tensors.size(); ++tensor) {
    fill_rows(written_.tensors[tensor], fills(), call_.fills[tensor]);
  }
  advance({.activity = Activity::fill, .bytes = billed(row_count_of(fills()))});
}

// Sequence numbers count exchanges of the whole group, so both ends know them without a word, and go on from the first
// direction to the second.
MessageHeader Leg::header(const Exchange& exchange, const Message& message, OperationKind kind) const {
  const std::int64_t in_a_direction =
      ceil_div<std::int64_t>(at_least<std::int64_t>(rank_.program.group_size - 1, 0), max_exchange_peers);
  const bool sends = kind == OperationKind::send;
  return {.fingerprint = rank_.program.fingerprint,
          .sequence = exchange.index + call_number_ * in_a_direction,
          .byte_count = message.row_count * call_.carried_row_bytes,
          .sender = sends ? rank_.world_rank : message.peer,
          .receiver = sends ? message.peer : rank_.world_rank,
          .direction = direction_,
          .checksum = 0};
}

Post Leg::make_post(const Exchange& exchange, const Message& message, OperationKind kind) const {
  return {.kind = kind,
          .rank = rank_.index,
          .peer = *call_.names.index_of(message.peer),
          .header = header(exchange, message, kind),
          .payload = {},
          .duration_ns = call_.options.cost.message_ns(billed(message.row_count))};
}

void Leg::pack(const Message& message, Post& post) {
  const auto size = static_cast<std::size_t>(post.header.byte_count);
  const std::span payload(rank_.packed[forward_ ? 0 : 1].get() + packed_bytes_, size);
  packed_bytes_ += post.header.byte_count;
  pack_rows(read_.tensors, sends_.runs_of(message), payload);
  post.header.checksum = checksum(payload);
  post.payload = payload;
  if (call_.options.tamper) call_.options.tamper(post.header, payload);
  advance({.activity = Activity::pack, .peer = message.peer, .bytes = billed(message.row_count)});
  totals_.rows_sent += message.row_count;
  totals_.bytes += billed(message.row_count);
  ++totals_.messages;
}

// The estimate lets a rank send one message after another, and receive likewise, both at once.
std::span<Post> Leg::post(const Exchange& exchange) {
  std::vector<Post>& posts = rank_.posts;
  posts.clear();
  for (const Message& message : exchange.receives)
    posts.push_back(make_post(exchange, message, OperationKind::receive));
  for (const Message& message : exchange.sends) {
    posts.push_back(make_post(exchange, message, OperationKind::send));
    pack(message, posts.back());
  }
  std::int64_t ready[2] = {rank_.clock_ns, rank_.clock_ns};
  for (Post& post : posts) {
    std::int64_t& next = ready[post.kind == OperationKind::send ? 0 : 1];
    post.earliest_ns = next;
    post.deadline_ns = rank_.clock_ns + call_.options.wait_limit_ns;
    next += post.duration_ns;
  }
  ++totals_.exchanges;
  rank_.exchange = exchange.index;
  damage_posts(rank_, call_, direction_);
  return posts;
}

bool Leg::accept(const Exchange& exchange) {
  pass_time(exchange);
  if (!in_time()) return false;
  damage_received(rank_, call_, direction_);
  for (std::size_t at = 0; at < exchange.receives.size(); ++at) {
    const Message& message = exchange.receives[at];
    if (!expected(exchange, message, rank_.posts[at])) return false;
    unpack(message, rank_.posts[at]);
    advance({.activity = Activity::unpack, .peer = message.peer, .bytes = billed(message.row_count)});
  }
  return true;
}

bool Leg::in_time() {
  const auto late = std::find_if(rank_.posts.begin(), rank_.posts.end(), [](const Post& post) { return post.late; });
  if (late == rank_.posts.end()) return true;
  give_up(rank_, call_, *late, "late");
  return false;
}

bool Leg::expected(const Exchange& exchange, const Message& message, const Post& post) {
  MessageHeader expected = header(exchange, message, OperationKind::receive);
  expected.checksum = checksum(post.payload);
  auto difference =
      first_difference({.found = post.header, .expected = expected, .unchecked = call_.options.unchecked});
  if (!difference && std::ssize(post.payload) != expected.byte_count && !call_.options.unchecked) {
    difference = {HeaderField::byte_count, "payload of another size"};
  }
  if (!difference) return true;
  rank_.blame({.stage = message_stage(direction_),
               .witness = make_witness("agreement", forward_ ? "forward" : "backward", " message ", message.peer,
                                       " -> ", rank_.world_rank, ", exchange ", exchange.index, ": ", difference->text),
               .sign = to_string(difference->field),
               .message = MessageName{direction_, message.peer, rank_.world_rank}});
  return false;
}

// Where a size went unchecked, what is too much is left, as by a receive of NCCL, and what is missing is zero.
void Leg::unpack(const Message& message, const Post& post) {
  const auto size = static_cast<std::size_t>(message.row_count * call_.carried_row_bytes);
  if (post.payload.size() == size) {
    unpack_rows(post.payload, receives_.runs_of(message), written_.tensors);
    return;
  }
  std::vector<std::byte> bytes(post.payload.begin(), post.payload.end());
  bytes.resize(size);
  unpack_rows(bytes, receives_.runs_of(message), written_.tensors);
}

// The rank goes on when the last of its messages has ended; a buffered send holds nobody up.
void Leg::pass_time(const Exchange& exchange) {
  const std::int64_t begin = rank_.clock_ns;
  for (std::size_t at = 0; at < rank_.posts.size(); ++at) {
    const Post& post = rank_.posts[at];
    const bool sends = post.kind == OperationKind::send;
    const std::size_t receive_count = exchange.receives.size();
    const Message& message = sends ? exchange.sends[at - receive_count] : exchange.receives[at];
    record({.activity = sends ? Activity::send : Activity::receive,
            .peer = message.peer,
            .bytes = billed(message.row_count)},
           {post.begin_ns, post.end_ns});
    if (sends && call_.options.channel == ChannelKind::buffered) continue;
    rank_.clock_ns = std::max(rank_.clock_ns, post.end_ns);
  }
  record({.activity = Activity::wait}, {begin, rank_.clock_ns});
}

void Leg::end() {
  totals_.end_ns = rank_.clock_ns;
  const Judgement judgement{.direction = direction_,
                            .world_rank = rank_.world_rank,
                            .token_count = rank_.belief->source().token_count(),
                            .payload_seed = call_.options.payload_seed};
  Verdict bad = judge_side(written_, call_, judgement);
  if (!bad) bad = judge_gaps(read_, judgement);
  if (!bad) bad = judge_writes();
  if (bad) rank_.blame(forward_ ? Stage::forward_content : Stage::backward_content, std::move(*bad));
}

// Where every row was written, one row written twice makes the sum too large.
Verdict Leg::judge_writes() const {
  const std::int64_t written = row_count_of(rank_.program.own) + row_count_of(fills()) + row_count_of(receives_.runs);
  if (written == written_.row_count) return std::nullopt;
  return make_witness(forward_ ? "join" : "adjoint", forward_ ? "forward" : "backward", ": rank ", rank_.world_rank,
                      " writes ", written, " rows, expected each of its ", written_.row_count, " rows once");
}

void Leg::advance(const Step& step) {
  const std::int64_t begin = rank_.clock_ns;
  rank_.clock_ns += call_.options.cost.copy_ns(step.bytes);
  if (step.bytes > 0) record(step, {begin, rank_.clock_ns});
}

void Leg::record(const Step& step, const Span& time) {
  if (call_.options.timeline == Recording::off) return;
  rank_.events.push_back({.rank = rank_.world_rank,
                          .activity = step.activity,
                          .direction = direction_,
                          .peer = step.peer,
                          .begin_ns = time.begin,
                          .end_ns = time.end,
                          .bytes = step.bytes});
}

void give_up(Rank& rank, const Call& call, const Post& post, const char* sign) {
  const MessageHeader& header = post.header;
  const bool forward = header.direction == Direction::forward;
  rank.clock_ns = post.deadline_ns;
  const char* missed =
      post.kind == OperationKind::send ? " could not hand it over within " : " did not have it within ";
  rank.blame({.stage = message_stage(header.direction),
              .witness = make_witness("progress", forward ? "forward" : "backward", " message ", header.sender, " -> ",
                                      header.receiver, ", exchange ", rank.exchange, ": rank ", rank.world_rank, missed,
                                      call.options.wait_limit_ns, " ns"),
              .sign = sign,
              .message = MessageName{header.direction, header.sender, header.receiver}});
}

}  // namespace relayout::sim
