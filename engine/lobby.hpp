// The lobby: where the ranks of a run meet before there is a communicator, and hear of each other's end after.
//
// Rank 0 listens; every other rank keeps one TCP connection to it. Over it go small host-side gathers (the NCCL unique
// id, tallies, strict agreement), and the connection's end is the news that a rank is gone: the kernel closes a killed
// process's sockets at once, so every survivor can name it. Nothing here touches a GPU or NCCL.
//
//   rank 1 ---\                 gather: each sends its bytes, rank 0 answers all with everybody's
//   rank 2 ----- rank 0         gone:   a connection ended without a farewell; rank 0 tells the others
//   rank 3 ---/
//
// What it does not do. It trusts whoever reaches the port and knows the job's name. A machine that vanishes without
// closing its connections is missed after about 20 seconds. After rank 0 has left, or is gone, the others hear of no
// further end: a barrier before the last farewell keeps it there. A process that a rank forked, and that runs no other
// program, holds the rank's connection open too: the rank's end is seen when both have ended.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "relayout/engine/launch.hpp"
#include "relayout/model/result.hpp"

namespace relayout::engine {

struct LobbyPlace {
  Rendezvous rendezvous;
  std::int32_t rank = 0;
  std::int32_t world_size = 1;
  std::chrono::milliseconds patience{60'000};  // for the others to come, and for each gather
};

// Thread-safe: `gone` may be asked from any thread; gathers come from one thread at a time, in the same order on all
// ranks. The destructor says farewell, and waits for the others' machines to take it (5 s without a sign at most).
class Lobby {
 public:
  // Returns when all ranks have come. A process of the same launch that does not fit (another version or world size, a
  // rank out of range or taken) ends the meeting for all; one of another launch, or a stranger, is sent away.
  // Errors: "rendezvous", naming address or file, how long it was waited, and the ranks that did not come, or what did
  // not fit; "peer_gone" naming a rank that came and ended, or left, before all had come; "other_job": another launch's
  // lobby is at this address.
  [[nodiscard]] static Result<std::shared_ptr<Lobby>> enter(const LobbyPlace& place);

  [[nodiscard]] std::int32_t rank() const;
  [[nodiscard]] std::int32_t world_size() const;

  // Everybody's bytes, by rank. Sizes may differ; 256 MiB / world size each is the limit.
  // Errors: "peer_gone" naming the ranks that are gone or have left, at once; "deadline" naming the ranks that were
  // waited for in vain, after the patience and at most 2 s for rank 0 to say who they are; "too_large". After a
  // deadline the lobby goes on: a late rank gets the answer, and `gone` stays true.
  [[nodiscard]] Result<std::vector<std::string>> gather(const std::string& mine);
  [[nodiscard]] std::optional<Error> barrier();

  // Ranks whose process ended, or left without a farewell, ascending. Cost: a lock; no system call.
  [[nodiscard]] std::vector<std::int32_t> gone() const;

  ~Lobby();
  Lobby(const Lobby&) = delete;  // one connection, one owner
  Lobby& operator=(const Lobby&) = delete;

 private:
  class State;
  explicit Lobby(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace relayout::engine
