// Lobbies among threads, where nothing goes wrong.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/time.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "relayout/proptest/engine_lobby_scene.hpp"

namespace relayout::proptest {
namespace {

using engine::Lobby;

// Bytes that say whose they are, in which gather.
struct Payload {
  std::int32_t rank = 0;
  std::int32_t turn = 0;
  std::size_t size = 0;
};
std::string bytes_of(const Payload& payload) {
  std::string bytes(payload.size, '\0');
  auto state = static_cast<std::uint32_t>(payload.rank * 7919 + payload.turn * 104'729 + 1);
  for (char& byte : bytes) {
    state = state * 1'664'525U + 1'013'904'223U;
    byte = static_cast<char>(state >> 24U);
  }
  return bytes;
}

struct Gathers {
  std::int32_t world_size = 1;
  std::int32_t turns = 1;
  std::function<std::size_t(std::int32_t rank, std::int32_t turn)> size_of;
};

// Every rank gathers, and compares what it gets with what all must have sent.
std::string gather_all(Lobby& lobby, const Gathers& gathers) {
  for (std::int32_t turn = 0; turn < gathers.turns; ++turn) {
    const auto sent = [&](std::int32_t rank) { return bytes_of({rank, turn, gathers.size_of(rank, turn)}); };
    const auto all = lobby.gather(sent(lobby.rank()));
    if (!all) return text_of(all.error());
    if (all->size() != static_cast<std::size_t>(gathers.world_size)) return "not everybody's";
    for (std::int32_t rank = 0; rank < gathers.world_size; ++rank) {
      if ((*all)[static_cast<std::size_t>(rank)] != sent(rank)) return "rank " + std::to_string(rank) + " differs";
    }
  }
  return good;
}

std::vector<std::string> run(const Gathers& gathers) {
  const engine::Rendezvous address = fresh_address();
  return said_by_ranks(gathers.world_size, [&](std::int32_t rank) {
    const LobbyOrError lobby = Lobby::enter(
        {.rendezvous = address, .rank = rank, .world_size = gathers.world_size, .patience = long_patience});
    return lobby ? gather_all(**lobby, gathers) : text_of(lobby.error());
  });
}

TEST(Lobby, gathers_everybodys_bytes_by_rank) {
  for (const std::int32_t world_size : {1, 2, 3, 4, 7, 16}) {
    const auto sizes = [](std::int32_t rank, std::int32_t turn) {
      return static_cast<std::size_t>((rank * turn * 37) % 501);
    };
    EXPECT_EQ(run({.world_size = world_size, .turns = 20, .size_of = sizes}), all_good(world_size));
  }
}

TEST(Lobby, holds_sixty_four_ranks) {
  const auto sizes = [](std::int32_t rank, std::int32_t) { return static_cast<std::size_t>(rank); };
  EXPECT_EQ(run({.world_size = 64, .turns = 5, .size_of = sizes}), all_good(64));
}

TEST(Lobby, gathers_a_mebibyte_from_each) {
  const auto sizes = [](std::int32_t rank, std::int32_t) {
    return (std::size_t{1} << 20) + static_cast<std::size_t>(rank);
  };
  EXPECT_EQ(run({.world_size = 5, .turns = 1, .size_of = sizes}), all_good(5));
}

TEST(Lobby, gathers_nothing_from_most_and_much_from_one) {
  const auto sizes = [](std::int32_t rank, std::int32_t turn) {
    return rank == turn ? std::size_t{3'000'001} : std::size_t{0};
  };
  EXPECT_EQ(run({.world_size = 3, .turns = 3, .size_of = sizes}), all_good(3));
}

// Nobody is past a barrier that somebody has not come to.
TEST(Lobby, keeps_everybody_at_a_barrier_until_all_are_there) {
  constexpr std::int32_t world_size = 5;
  const engine::Rendezvous address = fresh_address();
  std::atomic<int> before = 0;
  const auto said = said_by_ranks(world_size, [&](std::int32_t rank) {
    const LobbyOrError lobby = Lobby::enter({.rendezvous = address, .rank = rank, .world_size = world_size});
    if (!lobby) return text_of(lobby.error());
    for (int turn = 1; turn <= 50; ++turn) {
      ++before;
      if (auto error = (*lobby)->barrier()) return text_of(*error);
      if (before < turn * world_size) return std::string("past a barrier too early");
    }
    return good;
  });
  EXPECT_EQ(said, all_good(world_size));
}

TEST(Lobby, of_one_rank_needs_no_address) {
  const LobbyOrError lobby = Lobby::enter({.rendezvous = {}, .rank = 0, .world_size = 1});
  ASSERT_TRUE(lobby.has_value()) << lobby.error().message;
  EXPECT_EQ(*(*lobby)->gather("mine"), std::vector<std::string>{"mine"});
  EXPECT_FALSE((*lobby)->barrier().has_value());
  EXPECT_TRUE((*lobby)->gone().empty());
}

TEST(Lobby, is_one_of_two_that_the_same_ranks_hold) {
  constexpr std::int32_t world_size = 4;
  const engine::Rendezvous first_address = fresh_address();
  const engine::Rendezvous second_address = fresh_address();
  const auto sizes = [](std::int32_t rank, std::int32_t turn) { return static_cast<std::size_t>(rank + turn); };
  const auto said = said_by_ranks(world_size, [&](std::int32_t rank) {
    const LobbyOrError first = Lobby::enter({.rendezvous = first_address, .rank = rank, .world_size = world_size});
    // Ranks turned round: rank 0 of the second is another thread.
    const LobbyOrError second =
        Lobby::enter({.rendezvous = second_address, .rank = world_size - 1 - rank, .world_size = world_size});
    if (!first || !second) return text_of(first ? second.error() : first.error());
    for (int turn = 0; turn < 20; ++turn) {
      for (Lobby* lobby : {first->get(), second->get()}) {
        const std::string one = gather_all(*lobby, {.world_size = world_size, .turns = 1, .size_of = sizes});
        if (one != good) return one;
      }
    }
    return good;
  });
  EXPECT_EQ(said, all_good(world_size));
}

TEST(Lobby, comes_again_at_the_same_address) {
  const engine::Rendezvous address = fresh_address();
  const auto sizes = [](std::int32_t, std::int32_t) { return std::size_t{100}; };
  const auto said = said_by_ranks(3, [&](std::int32_t rank) {
    std::vector<std::shared_ptr<Lobby>> kept;
    for (int turn = 0; turn < 15; ++turn) {
      LobbyOrError lobby = Lobby::enter({.rendezvous = address, .rank = rank, .world_size = 3});
      if (!lobby) return text_of(lobby.error());
      const std::string one = gather_all(**lobby, {.world_size = 3, .turns = 2, .size_of = sizes});
      if (one != good) return one;
      if (turn % 2 == 0) kept.push_back(std::move(lobby).value());  // some last on beside the next
    }
    return good;
  });
  EXPECT_EQ(said, all_good(3));
}

TEST(Lobby, refuses_to_gather_what_does_not_fit) {
  constexpr std::int32_t world_size = 16;
  const engine::Rendezvous address = fresh_address();
  const auto said = said_by_ranks(world_size, [&](std::int32_t rank) {
    const LobbyOrError lobby = Lobby::enter({.rendezvous = address, .rank = rank, .world_size = world_size});
    if (!lobby) return text_of(lobby.error());
    if (rank != 3) return good;
    const auto all = (*lobby)->gather(std::string((std::size_t{1} << 24) - 7, 'x'));
    return all ? good : text_of(all.error());
  });
  EXPECT_EQ(said[3], "too_large: rank 3 gathers 16777209 bytes; among 16 ranks at most 16777208 fit");
}

// Signals that interrupt system calls, every other millisecond.
TEST(Lobby, does_not_mind_signals) {
  struct sigaction action = {};
  action.sa_handler = [](int) {};  // without SA_RESTART
  ASSERT_EQ(sigaction(SIGALRM, &action, nullptr), 0);
  const itimerval often = {{0, 2'000}, {0, 2'000}};
  ASSERT_EQ(setitimer(ITIMER_REAL, &often, nullptr), 0);
  const auto sizes = [](std::int32_t rank, std::int32_t) { return static_cast<std::size_t>(rank * 5'000); };
  const auto said = run({.world_size = 8, .turns = 20, .size_of = sizes});
  const itimerval never = {};
  ASSERT_EQ(setitimer(ITIMER_REAL, &never, nullptr), 0);
  EXPECT_EQ(said, all_good(8));
}

}  // namespace
}  // namespace relayout::proptest
