// What goes over one connection, piece by piece, and what becomes of it when the other side is no longer there.
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "relayout/engine/lobby_greeting.hpp"
#include "relayout/proptest/engine_lobby_scene.hpp"

namespace relayout::proptest {
namespace {

using engine::Descriptor;
using engine::Frame;
using engine::FrameKind;
using engine::Wire;

struct Pair {
  Descriptor one;
  Descriptor other;
};
Pair connected() {
  std::array<int, 2> ends = {-1, -1};
  EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()), 0);
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

TEST(LobbyWire, survives_that_nobody_reads_any_more) {
  Pair pair = connected();
  Wire wire(std::move(pair.one));
  pair.other.close();
  for (int turn = 0; turn < 3; ++turn) {
    wire.send(std::make_shared<const std::string>("words"));
    wire.write_some();  // would end the process by SIGPIPE
  }
  EXPECT_TRUE(wire.finished());
  EXPECT_FALSE(wire.ended()) << "what was said before is still to be read";
  wire.read_some();
  EXPECT_TRUE(wire.ended());
}

TEST(LobbyWire, gives_frames_whole_wherever_they_are_cut) {
  const std::vector<Frame> frames = {{FrameKind::offer, 1, "abc"},
                                     {FrameKind::answer, (std::uint64_t{1} << 40) + 5, ""},
                                     {FrameKind::failed, 0, std::string(1000, '\0')}};
  std::string bytes = "a line\n";
  for (const Frame& frame : frames) bytes += *engine::encode(frame);
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    Pair pair = connected();
    Wire reader(std::move(pair.one));
    std::vector<Frame> found;
    std::optional<std::string> line;
    for (const std::string& part : {bytes.substr(0, cut), bytes.substr(cut)}) {
      ASSERT_EQ(send(pair.other.handle(), part.data(), part.size(), 0), std::ssize(part));
      reader.read_some();
      if (!line) line = reader.take_line();
      while (line) {
        auto frame = reader.take_frame();
        if (!frame) break;
        found.push_back(*std::move(frame));
      }
    }
    ASSERT_EQ(line, "a line");
    ASSERT_EQ(found.size(), frames.size()) << cut;
    for (std::size_t at = 0; at < frames.size(); ++at) {
      EXPECT_EQ(found[at].kind, frames[at].kind);
      EXPECT_EQ(found[at].sequence, frames[at].sequence);
      EXPECT_EQ(found[at].payload, frames[at].payload);
    }
  }
}

// Far more than the system buffers: each writes a part, then the other reads it.
TEST(LobbyWire, writes_on_where_it_stopped) {
  Pair pair = connected();
  Wire writer(std::move(pair.one));
  Wire reader(std::move(pair.other));
  std::string payload;
  while (payload.size() < 5'000'000) payload += std::to_string(payload.size()) + " ";
  for (const std::uint64_t sequence : {1U, 2U}) writer.send(engine::encode({FrameKind::offer, sequence, payload}));
  int writes = 0;
  for (const std::uint64_t sequence : {1U, 2U}) {
    std::optional<Frame> frame;
    while (!(frame = reader.take_frame()) && !reader.ended()) {
      writer.write_some();
      reader.read_some();
      ++writes;
    }
    ASSERT_TRUE(frame.has_value());
    EXPECT_EQ(frame->sequence, sequence);
    EXPECT_TRUE(frame->payload == payload);
  }
  EXPECT_GT(writes, 4) << "too large a buffer to show anything";
}

TEST(LobbyWire, ends_where_a_frame_or_a_line_is_none) {
  const std::string huge = engine::encode({FrameKind::offer, 1, ""})->substr(0, 12) + std::string(8, '\x7F');
  for (const std::string& bytes : {std::string(20, '\x7F'), huge}) {
    Pair pair = connected();
    Wire reader(std::move(pair.one));
    ASSERT_EQ(send(pair.other.handle(), bytes.data(), bytes.size(), 0), std::ssize(bytes));
    reader.read_some();
    EXPECT_FALSE(reader.take_frame().has_value());
    EXPECT_TRUE(reader.ended());
  }
  Pair pair = connected();
  Wire reader(std::move(pair.one));
  const std::string endless(5'000, 'x');
  ASSERT_EQ(send(pair.other.handle(), endless.data(), endless.size(), 0), std::ssize(endless));
  reader.read_some();
  EXPECT_FALSE(reader.take_line().has_value());
  EXPECT_TRUE(reader.ended());
}

TEST(LobbyWire, says_nothing_after_its_end) {
  Pair pair = connected();
  Wire writer(std::move(pair.one));
  writer.send(std::make_shared<const std::string>("last\n"));
  writer.finish();
  writer.send(std::make_shared<const std::string>("too late\n"));
  writer.write_some();
  Wire reader(std::move(pair.other));
  reader.read_some();
  EXPECT_EQ(reader.take_line(), "last");
  EXPECT_FALSE(reader.take_line().has_value());
  reader.read_some();
  EXPECT_TRUE(reader.ended());
}

TEST(LobbyWire, splits_what_it_joined) {
  const std::vector<std::vector<std::string>> lists = {{}, {""}, {"", "", "a"}, {std::string("\0b", 2), "c"}};
  for (const std::vector<std::string>& parts : lists) {
    EXPECT_EQ(engine::split_parts(engine::join_parts(parts)), parts);
  }
  const std::string whole = engine::join_parts({"abc"});
  for (std::size_t size = 1; size < whole.size(); ++size) {
    EXPECT_FALSE(engine::split_parts(whole.substr(0, size)).has_value()) << size;
  }
}

TEST(LobbyWire, greets_in_words_that_it_reads_itself) {
  EXPECT_EQ(engine::key_in_banner("relayout lobby 7 key abc"), "abc");
  for (const char* line :
       {"", "relayout lobby", "relayout hall 1 key abc", "relayout lobby x key abc", "HTTP/1.1 200"}) {
    EXPECT_FALSE(engine::key_in_banner(line).has_value()) << line;
    EXPECT_FALSE(engine::read_hello(line).has_value()) << line;
  }
  EXPECT_FALSE(engine::read_hello("relayout lobby 1 job j rank 1").has_value());
  EXPECT_FALSE(engine::read_hello("relayout lobby 1 job j rank 1 of x").has_value());
  const auto hello = engine::read_hello("relayout lobby 1 job j rank 3 of 4");
  ASSERT_TRUE(hello.has_value());
  EXPECT_EQ(hello->rank, 3);
  EXPECT_EQ(hello->world_size, 4);
  EXPECT_EQ(engine::job_word(""), "-");
  EXPECT_EQ(engine::job_word("a b\nc"), "a_b<U+000A>c");
  const auto refusal = engine::read_verdict("refused code and why");
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(*refusal, (Error{"code", "and why"}));
  EXPECT_FALSE(engine::read_verdict("welcome").has_value());
  EXPECT_TRUE(engine::read_verdict("hello").has_value());
}

// Signals come every millisecond; the wait is for 200 of them.
TEST(LobbyWire, waits_its_whole_time_although_signals_interrupt_it) {
  struct sigaction action = {};
  action.sa_handler = [](int) {};  // without SA_RESTART
  ASSERT_EQ(sigaction(SIGALRM, &action, nullptr), 0);
  const itimerval often = {{0, 1'000}, {0, 1'000}};
  const Pair pair = connected();
  const auto deadline = std::chrono::steady_clock::now() + Milliseconds(200);
  ASSERT_EQ(setitimer(ITIMER_REAL, &often, nullptr), 0);
  EXPECT_FALSE(engine::wait_for({pair.one.handle(), POLLIN}, deadline));
  const itimerval never = {};
  ASSERT_EQ(setitimer(ITIMER_REAL, &never, nullptr), 0);
  EXPECT_GE(std::chrono::steady_clock::now(), deadline);
}

}  // namespace
}  // namespace relayout::proptest
