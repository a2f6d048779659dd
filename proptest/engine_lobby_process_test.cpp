// Ranks as processes, one of which is killed: before all have come, while nobody waits, during a gather. Each survivor
// must name it. How soon is printed; what is asserted is only that it is not by patience, which is minutes.
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "relayout/proptest/engine_lobby_scene.hpp"

namespace relayout::proptest {
namespace {

using engine::Lobby;
using Clock = std::chrono::steady_clock;

// Loaded machines are slow; patience is slower.
constexpr Milliseconds soon{20'000};

// A child's line to its parent.
class Voice {
 public:
  explicit Voice(int channel) : channel_(channel) {}
  void say(const std::string& line) const {
    const std::string bytes = line + "\n";
    if (send(channel_, bytes.data(), bytes.size(), MSG_NOSIGNAL) < 0) _exit(2);
  }
  void wait_for_word() const {
    char byte = 0;
    if (recv(channel_, &byte, 1, 0) != 1) _exit(2);
  }

 private:
  int channel_;
};

// One rank. The process ends with the body, or is killed with the object.
class RankProcess {
 public:
  explicit RankProcess(const std::function<void(const Voice&)>& body) {
    std::array<int, 2> ends = {-1, -1};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) std::abort();
    process_ = fork();
    if (process_ == 0) {
      ::close(ends[0]);
      body(Voice(ends[1]));
      _exit(0);
    }
    ::close(ends[1]);
    channel_ = engine::Descriptor(ends[0]);
  }
  ~RankProcess() {
    if (process_ <= 0) return;
    kill(SIGKILL);
    waitpid(process_, nullptr, 0);
  }
  RankProcess(RankProcess&& other) noexcept
      : process_(std::exchange(other.process_, 0)),
        channel_(std::move(other.channel_)),
        unread_(std::move(other.unread_)) {}
  RankProcess& operator=(RankProcess&&) = delete;  // a process is nobody else's

  void kill(int signal) const { ::kill(process_, signal); }
  void give_word() const {
    const char byte = 0;
    if (send(channel_.handle(), &byte, 1, MSG_NOSIGNAL) != 1) std::abort();
  }
  // The next line the process says; what came until then where it ends or is silent too long.
  std::string line() {
    const auto deadline = Clock::now() + soon;
    while (unread_.find('\n') == std::string::npos) {
      std::array<char, 512> bytes = {};
      if (!engine::wait_for({channel_.handle(), POLLIN}, deadline)) return unread_ + " (and then silence)";
      const ssize_t count = recv(channel_.handle(), bytes.data(), bytes.size(), 0);
      if (count <= 0) return unread_ + " (and then its end)";
      unread_.append(bytes.data(), static_cast<std::size_t>(count));
    }
    const std::size_t end = unread_.find('\n');
    const std::string line = unread_.substr(0, end);
    unread_.erase(0, end + 1);
    return line;
  }

 private:
  pid_t process_ = 0;
  engine::Descriptor channel_;
  std::string unread_;
};

using Processes = std::vector<RankProcess>;
using Body = std::function<void(Lobby& lobby, const Voice& voice)>;

// A process a rank, each in the lobby.
Processes in_a_lobby(std::int32_t world_size, const Body& body) {
  const engine::Rendezvous address = fresh_address();
  Processes processes;
  for (std::int32_t rank = 0; rank < world_size; ++rank) {
    processes.emplace_back([&, rank](const Voice& voice) {
      const LobbyOrError lobby =
          Lobby::enter({.rendezvous = address, .rank = rank, .world_size = world_size, .patience = long_patience});
      if (!lobby) return voice.say(text_of(lobby.error()));
      voice.say("in");
      body(**lobby, voice);
    });
  }
  for (RankProcess& process : processes) EXPECT_EQ(process.line(), "in");
  return processes;
}

struct Death {
  std::size_t rank = 0;
  int signal = SIGKILL;
};
// Kills one and returns what each of the others says next.
std::vector<std::string> last_words(Processes& processes, const Death& death) {
  const auto began = Clock::now();
  processes[death.rank].kill(death.signal);
  std::vector<std::string> said;
  for (std::size_t rank = 0; rank < processes.size(); ++rank) {
    if (rank != death.rank) said.push_back(processes[rank].line());
  }
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began);
  std::cout << "rank " << death.rank << " of " << processes.size() << ": named by all after " << took.count()
            << " us\n";
  return said;
}

void name_the_gone(Lobby& lobby, const Voice& voice) {
  voice.say("gone " + first_gone(lobby));
  voice.wait_for_word();  // nobody ends before all have said it
}

TEST(LobbyOfProcesses, names_a_rank_that_is_killed_while_nobody_waits) {
  for (const std::int32_t world_size : {2, 4, 16}) {
    for (const std::size_t victim : {std::size_t{0}, static_cast<std::size_t>(world_size) - 1}) {
      Processes processes = in_a_lobby(world_size, name_the_gone);
      const std::vector<std::string> expected(static_cast<std::size_t>(world_size) - 1,
                                              "gone " + std::to_string(victim));
      EXPECT_EQ(last_words(processes, {.rank = victim}), expected);
    }
  }
}

TEST(LobbyOfProcesses, ends_a_gather_by_naming_the_rank_that_is_killed) {
  for (const std::size_t victim : {0U, 2U}) {
    Processes processes = in_a_lobby(4, [&](Lobby& lobby, const Voice& voice) {
      if (lobby.rank() == static_cast<std::int32_t>(victim)) voice.wait_for_word();  // which never comes
      const auto all = lobby.gather(std::string(100'000, 'x'));
      voice.say(all ? good : text_of(all.error()));
      const auto again = lobby.gather("");
      voice.say(again ? good : text_of(again.error()));
      voice.wait_for_word();
    });
    const std::string expected =
        "peer_gone: rank " + std::to_string(victim) + " is gone: its process ended, or the connection to it";
    EXPECT_EQ(last_words(processes, {.rank = victim}), std::vector<std::string>(3, expected));
    for (std::size_t rank = 0; rank < processes.size(); ++rank) {
      if (rank == victim) continue;
      EXPECT_EQ(processes[rank].line(), expected) << "a later gather ends at once, too";
    }
  }
}

// Who has not come yet, as rank 0 tells a rank that asks.
std::string missing(engine::Wire& wire) {
  wire.send(engine::encode({.kind = engine::FrameKind::question, .sequence = 0, .payload = ""}));
  while (!wire.ended()) {
    wire.write_some();
    wire.read_some();
    if (auto frame = wire.take_frame()) return frame->payload;
    if (!engine::wait_for(wire.watch(), in_long())) break;
  }
  return "no answer";
}

// Ranks 0 to 2 are processes, rank 3 is this one, and rank 4 never comes. Once all sit, one is killed.
TEST(LobbyOfProcesses, ends_the_meeting_by_naming_the_rank_that_is_killed) {
  for (const std::size_t victim : {0U, 2U}) {
    const engine::Rendezvous address = fresh_address();
    Processes processes;
    for (std::int32_t rank = 0; rank < 3; ++rank) {
      processes.emplace_back([&, rank](const Voice& voice) {
        const LobbyOrError lobby =
            Lobby::enter({.rendezvous = address, .rank = rank, .world_size = 5, .patience = long_patience});
        voice.say(lobby ? good : text_of(lobby.error()));
        voice.wait_for_word();
      });
    }
    Result<engine::Wire> wire = bare_rank({.rendezvous = address, .rank = 3, .world_size = 5});
    ASSERT_TRUE(wire.has_value()) << wire.error().message;
    engine::Wire fourth = std::move(wire).value();
    while (missing(fourth) != "rank 4") std::this_thread::sleep_for(Milliseconds(1));
    const std::string expected = "peer_gone: rank " + std::to_string(victim) +
                                 " is gone: its process ended, or the connection to it, before all 5 ranks had come";
    EXPECT_EQ(last_words(processes, {.rank = victim}), std::vector<std::string>(2, expected));
  }
}

// _exit and not a destructor: no farewell, whatever the status.
TEST(LobbyOfProcesses, names_a_rank_that_ends_without_a_farewell) {
  Processes processes = in_a_lobby(3, [](Lobby& lobby, const Voice& voice) {
    if (lobby.rank() == 1) {
      voice.wait_for_word();
      _exit(0);
    }
    name_the_gone(lobby, voice);
  });
  processes[1].give_word();
  EXPECT_EQ(processes[0].line(), "gone 1");
  EXPECT_EQ(processes[2].line(), "gone 1");
}

TEST(LobbyOfProcesses, names_one_after_the_other) {
  Processes processes = in_a_lobby(5, [](Lobby& lobby, const Voice& voice) {
    std::string known;
    while (true) {
      const std::string now = text_of(lobby.gone());
      if (now != known) voice.say(now);
      known = now;
      std::this_thread::sleep_for(Milliseconds(1));
    }
  });
  processes[3].kill(SIGKILL);
  for (const std::size_t rank : {0U, 1U, 2U, 4U}) EXPECT_EQ(processes[rank].line(), "3");
  processes[1].kill(SIGKILL);
  for (const std::size_t rank : {0U, 2U, 4U}) EXPECT_EQ(processes[rank].line(), "1 3");
}

// A stopped process is not gone: gathers end by patience, and name it. When it is killed, all know.
TEST(LobbyOfProcesses, tells_a_rank_that_is_stuck_from_one_that_is_gone) {
  const engine::Rendezvous address = fresh_address();
  Processes processes;
  for (std::int32_t rank = 0; rank < 3; ++rank) {
    processes.emplace_back([&, rank](const Voice& voice) {
      const LobbyOrError lobby =
          Lobby::enter({.rendezvous = address, .rank = rank, .world_size = 3, .patience = Milliseconds(3'000)});
      voice.say(lobby ? "in" : text_of(lobby.error()));
      voice.wait_for_word();
      const auto all = (*lobby)->gather("");
      voice.say((all ? good : text_of(all.error())) + "; gone: " + text_of((*lobby)->gone()));
      name_the_gone(**lobby, voice);
    });
  }
  for (RankProcess& process : processes) EXPECT_EQ(process.line(), "in");
  processes[2].kill(SIGSTOP);
  processes[0].give_word();
  processes[1].give_word();
  for (const std::size_t rank : {0U, 1U}) {
    EXPECT_EQ(processes[rank].line(), "deadline: rank " + std::to_string(rank) +
                                          " waited 3000 ms in gather 1 of the lobby, in vain for rank 2; gone: ");
  }
  EXPECT_EQ(last_words(processes, {.rank = 2}), std::vector<std::string>(2, "gone 2"));
}

// Rank 0 is stuck: nobody can say who is missing, but the others still end, by their own patience.
TEST(LobbyOfProcesses, ends_by_patience_where_rank_0_is_stuck) {
  const engine::Rendezvous address = fresh_address();
  Processes processes;
  for (std::int32_t rank = 0; rank < 2; ++rank) {
    processes.emplace_back([&, rank](const Voice& voice) {
      const LobbyOrError lobby =
          Lobby::enter({.rendezvous = address, .rank = rank, .world_size = 2, .patience = Milliseconds(3'000)});
      voice.say(lobby ? "in" : text_of(lobby.error()));
      voice.wait_for_word();
      const auto all = (*lobby)->gather("");
      voice.say(all ? good : text_of(all.error()));
    });
  }
  for (RankProcess& process : processes) EXPECT_EQ(process.line(), "in");
  processes[0].kill(SIGSTOP);
  processes[1].give_word();
  EXPECT_EQ(processes[1].line(),
            "deadline: rank 1 waited 3000 ms in gather 1 of the lobby, in vain for rank 0, which does not answer");
}

}  // namespace
}  // namespace relayout::proptest
