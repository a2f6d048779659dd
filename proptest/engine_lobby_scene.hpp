// What the tests of the lobby share: ranks as threads, addresses, and a rank made by hand that may misbehave.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "relayout/engine/lobby.hpp"
#include "relayout/engine/lobby_door.hpp"
#include "relayout/engine/socket.hpp"

namespace relayout::proptest {

using Milliseconds = std::chrono::milliseconds;
using LobbyOrError = Result<std::shared_ptr<engine::Lobby>>;

// Far past anything that a loaded machine needs: a test that comes here has found a fault.
inline constexpr Milliseconds long_patience{120'000};

// For ranks that are threads of this process, or its children: a free port of this machine, and a job's name that
// nobody else has.
[[nodiscard]] inline engine::Rendezvous fresh_address() {
  const std::string here = "127.0.0.1";
  const engine::Descriptor listener = engine::listen_at({here, 0}).value();
  return {.host = here,
          .port = engine::port_of(listener),
          .file = "",
          .job = "local-" + engine::random_key(),
          .port_count = 16};
}

// Runs one thread a rank and returns what each says.
[[nodiscard]] inline std::vector<std::string> said_by_ranks(
    std::int32_t world_size, const std::function<std::string(std::int32_t rank)>& rank_body) {
  std::vector<std::string> said(static_cast<std::size_t>(world_size));
  std::vector<std::thread> threads;
  for (std::int32_t rank = 0; rank < world_size; ++rank) {
    threads.emplace_back([&, rank] { said[static_cast<std::size_t>(rank)] = rank_body(rank); });
  }
  for (std::thread& thread : threads) thread.join();
  return said;
}

// What a rank says that found nothing wrong.
inline const std::string good = "good";
[[nodiscard]] inline std::vector<std::string> all_good(std::int32_t world_size) {
  return std::vector<std::string>(static_cast<std::size_t>(world_size), good);
}

[[nodiscard]] inline std::string text_of(const Error& error) { return error.code + ": " + error.message; }

// "0 2": ranks in a list.
[[nodiscard]] inline std::string text_of(const std::vector<std::int32_t>& ranks) {
  std::string text;
  for (const std::int32_t rank : ranks) text += (text.empty() ? "" : " ") + std::to_string(rank);
  return text;
}

// A fixed port, so that nobody looks elsewhere.
[[nodiscard]] inline engine::Rendezvous one_port() {
  engine::Rendezvous address = fresh_address();
  address.port_count = 1;
  address.job = "ours";
  return address;
}

struct Seat {
  std::int32_t rank = 0;
  std::int32_t world_size = 1;
};
[[nodiscard]] inline engine::LobbyPlace place_of(const engine::Rendezvous& address, const Seat& seat) {
  return {.rendezvous = address, .rank = seat.rank, .world_size = seat.world_size, .patience = long_patience};
}

// Good where everybody's name comes back, by rank.
[[nodiscard]] inline std::string enter_and_gather(const engine::LobbyPlace& place) {
  const LobbyOrError lobby = engine::Lobby::enter(place);
  if (!lobby) return text_of(lobby.error());
  const auto all = (*lobby)->gather(std::to_string(place.rank));
  if (!all) return text_of(all.error());
  for (std::size_t rank = 0; rank < all->size(); ++rank) {
    if ((*all)[rank] != std::to_string(rank)) return "rank " + std::to_string(rank) + " differs";
  }
  return good;
}

// Waits until the lobby names somebody, and says whom.
[[nodiscard]] inline std::string first_gone(const engine::Lobby& lobby) {
  const auto end = std::chrono::steady_clock::now() + long_patience;
  while (lobby.gone().empty() && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(Milliseconds(1));
  }
  return text_of(lobby.gone());
}

[[nodiscard]] inline engine::Deadline in_long() { return std::chrono::steady_clock::now() + long_patience; }

// A rank's connection, welcomed by rank 0, without a lobby behind it: what is not written on it is not said.
[[nodiscard]] inline Result<engine::Wire> bare_rank(const engine::LobbyPlace& place) {
  return engine::knock({.rendezvous = place.rendezvous, .rank = place.rank, .world_size = place.world_size}, in_long());
}

}  // namespace relayout::proptest
