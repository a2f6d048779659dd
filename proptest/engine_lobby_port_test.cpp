// Ports that others want too: other launches, other servers.
#include <gtest/gtest.h>
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
using engine::Endpoint;

// Somebody else's server: says one thing to whoever connects, and nothing more.
class Server {
 public:
  Server(const Endpoint& at, std::string words) : listener_(engine::listen_at(at)), words_(std::move(words)) {
    EXPECT_TRUE(listener_.has_value());
    thread_ = std::thread([this] { serve(); });
  }
  ~Server() {
    ending_ = true;
    thread_.join();
  }
  Server(const Server&) = delete;  // a thread
  Server& operator=(const Server&) = delete;

 private:
  void serve() {
    std::vector<Descriptor> kept;
    while (!ending_) {
      engine::Arrival arrival = engine::accept_at(*listener_);
      if (arrival.outcome == engine::Accepted::connection) {
        send(arrival.connection.handle(), words_.data(), words_.size(), MSG_NOSIGNAL);
        kept.push_back(std::move(arrival.connection));
      }
      std::this_thread::sleep_for(Milliseconds(1));
    }
  }
  Result<Descriptor> listener_;
  std::string words_;
  std::atomic<bool> ending_ = false;
  std::thread thread_;
};

TEST(LobbyPort, sends_another_launch_away_and_goes_on) {
  const engine::Rendezvous address = one_port();
  engine::Rendezvous theirs = address;
  theirs.job = "the other one";
  std::string said;
  std::thread host([&] { said = enter_and_gather(place_of(address, {0, 2})); });
  const std::string lost = enter_and_gather(place_of(theirs, {1, 2}));
  EXPECT_EQ(lost.rfind("other_job: rank 1 of 2 cannot enter the lobby at 127.0.0.1:", 0), 0U) << lost;
  EXPECT_NE(lost.find(" is of job the_other_one, the lobby there of job ours"), std::string::npos) << lost;
  EXPECT_EQ(enter_and_gather(place_of(address, {1, 2})), good);
  host.join();
  EXPECT_EQ(said, good);
}

TEST(LobbyPort, says_whom_it_sent_away_where_a_rank_does_not_come) {
  const engine::Rendezvous address = one_port();
  engine::Rendezvous theirs = address;
  theirs.job = "theirs";
  std::string said;
  std::thread host([&] {
    engine::LobbyPlace place = place_of(address, {0, 2});
    place.patience = Milliseconds(3'000);
    said = enter_and_gather(place);
  });
  const std::string lost = enter_and_gather(place_of(theirs, {1, 2}));
  host.join();
  EXPECT_EQ(lost.rfind("other_job", 0), 0U) << lost;
  EXPECT_NE(said.find("in vain for rank 1; 127.0.0.1:"), std::string::npos) << said;
  EXPECT_NE(said.find(" is of job theirs and was refused"), std::string::npos) << said;
}

TEST(LobbyPort, is_found_by_each_of_two_launches_at_the_same_ports) {
  engine::Rendezvous address = fresh_address();
  const auto said = said_by_ranks(8, [&](std::int32_t process) {
    engine::Rendezvous ours = address;
    ours.job = process < 4 ? "one" : "two";
    return enter_and_gather(place_of(ours, {process < 4 ? process : process - 4, 4}));
  });
  EXPECT_EQ(said, all_good(8));
}

TEST(LobbyPort, is_at_the_next_port_where_somebody_else_is_at_the_first) {
  const engine::Rendezvous address = fresh_address();
  const Server other({address.host, address.port}, "220 mail at your service\r\n");
  const auto said = said_by_ranks(3, [&](std::int32_t rank) { return enter_and_gather(place_of(address, {rank, 3})); });
  EXPECT_EQ(said, all_good(3));
}

TEST(LobbyPort, says_that_its_port_is_in_use) {
  const engine::Rendezvous address = one_port();
  const Server other({address.host, address.port}, "220 mail at your service\r\n");
  const std::string port = "127.0.0.1:" + std::to_string(address.port);
  EXPECT_EQ(enter_and_gather(place_of(address, {0, 2})),
            "rendezvous: rank 0 cannot listen at " + port +
                ": the port is in use; is an earlier run still there? Else set RELAYOUT_RENDEZVOUS to another port");
  engine::LobbyPlace guest = place_of(address, {1, 2});
  guest.patience = Milliseconds(100);
  EXPECT_EQ(enter_and_gather(guest), "rendezvous: rank 1 of 2 cannot enter the lobby at " + port +
                                         " (patience 100 ms): it has not found rank 0; at last: " + port +
                                         ": what answers there is no lobby");
}

}  // namespace
}  // namespace relayout::proptest
