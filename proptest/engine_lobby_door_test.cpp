// Who may come in: strangers at the port, processes that do not fit, ranks that misbehave.
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "relayout/proptest/engine_lobby_scene.hpp"

namespace relayout::proptest {
namespace {

using engine::Descriptor;
using engine::Lobby;

// A TCP client that says what it likes.
class Raw {
 public:
  explicit Raw(const engine::Rendezvous& address) {
    while (!connection_.is_open()) {  // rank 0 may not listen yet
      auto connection = engine::connect_to({address.host, address.port}, in_long());
      if (connection) connection_ = std::move(connection).value();
    }
  }
  void say(const std::string& bytes) const {
    EXPECT_EQ(send(connection_.handle(), bytes.data(), bytes.size(), MSG_NOSIGNAL), std::ssize(bytes));
  }
  void say_slowly(const std::string& bytes) const {
    for (const char byte : bytes) say(std::string(1, byte));
  }
  // A line, or what came before the end.
  [[nodiscard]] std::string line() const {
    std::string line;
    char byte = 0;
    while (engine::wait_for({connection_.handle(), POLLIN}, in_long()) &&
           recv(connection_.handle(), &byte, 1, 0) == 1) {
      if (byte == '\n') return line;
      line += byte;
    }
    return line + "(end)";
  }

 private:
  Descriptor connection_;
};

TEST(LobbyDoor, lets_strangers_disturb_nobody) {
  const engine::Rendezvous address = one_port();
  std::vector<std::string> said(3);
  std::thread host([&] { said[0] = enter_and_gather(place_of(address, {0, 3})); });
  const Raw http(address);
  http.say("GET / HTTP/1.1\r\nHost: here\r\n\r\n");
  EXPECT_EQ(http.line().rfind("relayout lobby 1 key ", 0), 0U);
  EXPECT_EQ(http.line(), "(end)");
  const Raw endless(address);
  endless.say(std::string(10'000, 'x'));
  EXPECT_EQ(endless.line().rfind("relayout lobby 1 key ", 0), 0U);
  EXPECT_EQ(endless.line(), "(end)");
  const Raw binary(address);
  binary.say(std::string("\0\n\xFF\n", 4));
  const Raw half(address);
  half.say("relayout lobby 1 job ours ra");
  { const Raw hasty(address); }
  std::vector<Raw> silent;
  for (int count = 0; count < 300; ++count) silent.emplace_back(address);
  std::thread guest([&] { said[1] = enter_and_gather(place_of(address, {1, 3})); });
  said[2] = enter_and_gather(place_of(address, {2, 3}));
  host.join();
  guest.join();
  EXPECT_EQ(said, all_good(3));
}

TEST(LobbyDoor, reads_what_comes_in_single_bytes) {
  const engine::Rendezvous address = one_port();
  std::string said;
  std::thread host([&] { said = enter_and_gather(place_of(address, {0, 2})); });
  const Raw slow(address);
  EXPECT_EQ(slow.line().rfind("relayout lobby 1 key ", 0), 0U);
  slow.say_slowly("relayout lobby 1 job ours rank 1 of 2\n");
  EXPECT_EQ(slow.line(), "welcome");
  slow.say_slowly(*engine::encode({.kind = engine::FrameKind::offer, .sequence = 1, .payload = "1"}));
  host.join();
  EXPECT_EQ(said, good);
}

struct Misfit {
  std::string hello;
  std::string refusal;  // after the address it comes from
};

TEST(LobbyDoor, ends_the_meeting_for_all_where_a_process_does_not_fit) {
  for (const Misfit& misfit : {
           Misfit{"relayout lobby 2 job ours rank 2 of 3",
                  " speaks version 2 of the lobby, rank 0 version 1; all ranks need the same relayout"},
           Misfit{"relayout lobby 2 job ours in words of its own",
                  " speaks version 2 of the lobby, rank 0 version 1; all ranks need the same relayout"},
           Misfit{"relayout lobby 1 job ours rank 2 of 4",
                  " says that it is rank 2 of 4, rank 0 that it is one of 3; all ranks need the same world size"},
           Misfit{"relayout lobby 1 job ours rank 3 of 3", " says that it is rank 3 of 3; expected 1 to 2"},
           Misfit{"relayout lobby 1 job ours rank -1 of 3", " says that it is rank -1 of 3; expected 1 to 2"},
           Misfit{"relayout lobby 1 job ours rank 0 of 3",
                  " says that it is rank 0, which listens here; each process needs a rank of its own"},
       }) {
    const engine::Rendezvous address = one_port();
    std::string said;
    std::thread host([&] { said = enter_and_gather(place_of(address, {0, 3})); });
    const Result<engine::Wire> other = bare_rank(place_of(address, {1, 3}));
    EXPECT_TRUE(other.has_value());
    const Raw raw(address);
    raw.say(misfit.hello + "\n");
    EXPECT_EQ(raw.line().rfind("relayout lobby 1 key ", 0), 0U);
    const std::string verdict = raw.line();
    host.join();
    EXPECT_EQ(verdict.rfind("refused rendezvous 127.0.0.1:", 0), 0U) << verdict;
    EXPECT_EQ(verdict.substr(verdict.find(' ', 30)), misfit.refusal);
    EXPECT_EQ(said, "rendezvous: " + verdict.substr(std::string("refused rendezvous ").size())) << "both ends hear it";
  }
}

// Two processes say that they are rank 2. The second of them ends the meeting, so all three are there to hear it.
TEST(LobbyDoor, names_the_rank_that_comes_twice_to_all) {
  const engine::Rendezvous address = one_port();
  const auto said = said_by_ranks(3, [&](std::int32_t process) {
    return enter_and_gather(place_of(address, {process == 0 ? 0 : 2, 4}));
  });
  for (const std::string& words : said) {
    EXPECT_NE(words.find("says that it is rank 2, which 127.0.0.1:"), std::string::npos) << words;
    EXPECT_NE(words.find(" is already; each process needs a rank of its own"), std::string::npos) << words;
  }
}

// Rank 2 offers and never reads: what others gather piles up at its connection, not on them. Then it ends, in the
// middle of what it is sent.
TEST(LobbyDoor, does_not_wait_for_a_rank_that_does_not_read) {
  constexpr std::uint64_t turns = 4;
  const engine::Rendezvous address = fresh_address();
  std::atomic<int> done = 0;
  const auto said = said_by_ranks(3, [&](std::int32_t rank) {
    if (rank == 2) {
      Result<engine::Wire> wire = bare_rank(place_of(address, {2, 3}));
      if (!wire) return text_of(wire.error());
      engine::Wire mute = std::move(wire).value();
      for (std::uint64_t turn = 1; turn <= turns; ++turn) {
        mute.send(engine::encode({.kind = engine::FrameKind::offer, .sequence = turn, .payload = ""}));
      }
      mute.write_some();
      while (done < 2) std::this_thread::sleep_for(Milliseconds(1));
      return good;
    }
    const LobbyOrError lobby = Lobby::enter(place_of(address, {rank, 3}));
    if (!lobby) return text_of(lobby.error());
    for (std::uint64_t turn = 1; turn <= turns; ++turn) {
      const auto all = (*lobby)->gather(std::string(std::size_t{4} << 20, 'x'));
      if (!all) return text_of(all.error());
    }
    ++done;
    return first_gone(**lobby);
  });
  EXPECT_EQ(said, (std::vector<std::string>{"2", "2", good}));
}

TEST(LobbyDoor, takes_a_rank_for_gone_that_talks_nonsense) {
  const engine::Rendezvous address = fresh_address();
  const auto said = said_by_ranks(3, [&](std::int32_t rank) {
    if (rank == 2) {
      Result<engine::Wire> wire = bare_rank(place_of(address, {2, 3}));
      if (!wire) return text_of(wire.error());
      engine::Wire mad = std::move(wire).value();
      while (!mad.take_frame() && engine::wait_for(mad.watch(), in_long())) mad.read_some();  // all have come
      mad.send(std::make_shared<const std::string>(64, '\x7F'));
      while (!mad.ended() && engine::wait_for(mad.watch(), in_long())) {
        mad.write_some();
        mad.read_some();
      }
      return good;
    }
    const LobbyOrError lobby = Lobby::enter(place_of(address, {rank, 3}));
    return lobby ? first_gone(**lobby) : text_of(lobby.error());
  });
  EXPECT_EQ(said, (std::vector<std::string>{"2", "2", good}));
}

}  // namespace
}  // namespace relayout::proptest
