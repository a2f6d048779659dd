// How a lobby, or the waiting for it, ends: farewells, ranks that do not come, deadlines.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>

#include "relayout/proptest/engine_lobby_scene.hpp"

namespace relayout::proptest {
namespace {

using engine::Lobby;

// Rank 2 leaves in peace: it is not gone, but nobody gathers with it any more.
TEST(LobbyEnd, tells_a_farewell_from_an_end) {
  const engine::Rendezvous address = fresh_address();
  const auto said = said_by_ranks(4, [&](std::int32_t rank) {
    const LobbyOrError lobby =
        Lobby::enter({.rendezvous = address, .rank = rank, .world_size = 4, .patience = long_patience});
    if (!lobby) return text_of(lobby.error());
    if (auto error = (*lobby)->barrier()) return text_of(*error);
    if (rank == 2) return good;
    const auto all = (*lobby)->gather("x");
    return (all ? good : text_of(all.error())) + " gone: " + text_of((*lobby)->gone());
  });
  for (const std::size_t rank : {0U, 1U, 3U}) {
    // Others leave as soon as they know, and may be named too.
    EXPECT_EQ(said[rank].rfind("peer_gone: rank", 0), 0U) << said[rank];
    EXPECT_NE(said[rank].find("2"), std::string::npos) << said[rank];
    EXPECT_NE(said[rank].find("left the lobby gone: "), std::string::npos) << said[rank];
    EXPECT_EQ(said[rank].back(), ' ') << said[rank];
  }
}

TEST(LobbyEnd, lets_rank_0_leave_in_peace) {
  const engine::Rendezvous address = fresh_address();
  const auto said = said_by_ranks(3, [&](std::int32_t rank) {
    const LobbyOrError lobby =
        Lobby::enter({.rendezvous = address, .rank = rank, .world_size = 3, .patience = long_patience});
    if (!lobby) return text_of(lobby.error());
    if (rank == 0) return good;
    const auto all = (*lobby)->gather("x");
    return (all ? good : text_of(all.error())) + " gone: " + text_of((*lobby)->gone());
  });
  EXPECT_EQ(said[1], "peer_gone: rank 0 has left the lobby gone: ");
  EXPECT_EQ(said[2], said[1]);
}

TEST(LobbyEnd, names_who_did_not_come) {
  engine::Rendezvous address = fresh_address();
  address.port_count = 1;
  const auto said = said_by_ranks(4, [&](std::int32_t rank) {
    if (rank == 2) return good;
    // Rank 0 loses patience first and tells the others.
    const LobbyOrError lobby = Lobby::enter({.rendezvous = address,
                                             .rank = rank,
                                             .world_size = 4,
                                             .patience = rank == 0 ? Milliseconds(3'000) : long_patience});
    return lobby ? good : text_of(lobby.error());
  });
  const std::string expected = "rendezvous: rank 0 waited 3000 ms at 127.0.0.1:" + std::to_string(address.port) +
                               " for 4 ranks to come, in vain for rank";
  EXPECT_EQ(said[0].rfind(expected, 0), 0U) << said[0];
  EXPECT_NE(said[0].find('2', expected.size()), std::string::npos) << said[0];
  // On a machine so slow that rank 1 knocks only after rank 0 has given up, nobody opens, and it would wait long.
  for (const std::size_t rank : {1U, 3U}) EXPECT_EQ(said[rank], said[0]);
}

TEST(LobbyEnd, tells_a_guest_whose_patience_ends_who_is_missing) {
  const engine::Rendezvous address = fresh_address();
  const auto said = said_by_ranks(3, [&](std::int32_t rank) {
    if (rank == 2) return good;
    const LobbyOrError lobby = Lobby::enter({.rendezvous = address,
                                             .rank = rank,
                                             .world_size = 3,
                                             .patience = rank == 1 ? Milliseconds(4'000) : long_patience});
    return lobby ? good : text_of(lobby.error());
  });
  EXPECT_NE(said[1].find("in vain for rank 2"), std::string::npos) << said[1];
  EXPECT_EQ(said[0], "peer_gone: rank 1 has left the lobby, before all 3 ranks had come");
}

TEST(LobbyEnd, without_rank_0_says_so) {
  engine::Rendezvous address = fresh_address();
  address.port_count = 2;
  const LobbyOrError lobby =
      Lobby::enter({.rendezvous = address, .rank = 1, .world_size = 2, .patience = Milliseconds(200)});
  ASSERT_FALSE(lobby.has_value());
  EXPECT_EQ(lobby.error().code, "rendezvous");
  const std::string port = std::to_string(address.port);
  EXPECT_EQ(lobby.error().message,
            "rank 1 of 2 cannot enter the lobby at 127.0.0.1:" + port + " to " + std::to_string(address.port + 1) +
                " (patience 200 ms): it has not found rank 0; at last: 127.0.0.1:" + port + ": Connection refused");
}

TEST(LobbyEnd, without_a_place_in_it_says_so) {
  for (const std::int32_t rank : {-1, 2}) {
    const LobbyOrError lobby = Lobby::enter({.rendezvous = {}, .rank = rank, .world_size = 2});
    ASSERT_FALSE(lobby.has_value());
    EXPECT_EQ(lobby.error().message, "there is no rank " + std::to_string(rank) + " of 2");
  }
}

// Rank 2 is late for the second gather; the others' patience ends, and the lobby goes on.
//
//   rank 0, 1:  barrier  gather 2 ... deadline           gather 3
//   rank 2:     barrier                        gather 2, gather 3
TEST(LobbyEnd, goes_on_after_a_deadline) {
  const engine::Rendezvous address = fresh_address();
  std::atomic<int> waited_in_vain = 0;
  const auto said = said_by_ranks(3, [&](std::int32_t rank) {
    const Milliseconds patience = rank == 2 ? long_patience : Milliseconds(4'000);
    const LobbyOrError lobby =
        Lobby::enter({.rendezvous = address, .rank = rank, .world_size = 3, .patience = patience});
    if (!lobby) return text_of(lobby.error());
    if (auto error = (*lobby)->barrier()) return text_of(*error);
    while (rank == 2 && waited_in_vain < 2) std::this_thread::sleep_for(Milliseconds(1));
    const auto first = (*lobby)->gather("first");
    if (rank != 2) ++waited_in_vain;
    const auto second = (*lobby)->gather("second");
    return (first ? good : text_of(first.error())) + "; " + (second ? (*second)[2] : text_of(second.error())) +
           "; gone: " + text_of((*lobby)->gone());
  });
  EXPECT_EQ(said[2], "good; second; gone: ");
  for (const std::string rank : {"0", "1"}) {
    EXPECT_EQ(said[rank == "0" ? 0 : 1], "deadline: rank " + rank +
                                             " waited 4000 ms in gather 2 of the lobby, in vain for rank 2; second; "
                                             "gone: ");
  }
}

}  // namespace
}  // namespace relayout::proptest
