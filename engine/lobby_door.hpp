// How ranks find each other: rank 0 opens a door, the others knock.
#pragma once

#include <cstdint>
#include <string>

#include "relayout/engine/launch.hpp"
#include "relayout/engine/lobby_file.hpp"
#include "relayout/engine/lobby_wire.hpp"
#include "relayout/engine/socket.hpp"
#include "relayout/model/result.hpp"

namespace relayout::engine {

// "127.0.0.1:29501 to 29508" or "file /shared/meeting".
[[nodiscard]] std::string place_text(const Rendezvous& rendezvous);

// 16 random hexadecimal digits.
[[nodiscard]] std::string random_key();

// Rank 0's: it listens, and the file that leads to it is there as long as it is open.
class Door {
 public:
  // Errors: "rendezvous": all ports in use, a file that cannot be written.
  [[nodiscard]] static Result<Door> open(const Rendezvous& rendezvous);
  ~Door() { close(); }
  Door(Door&&) noexcept = default;
  Door& operator=(Door&&) = delete;  // a door that is opened stays the same one

  void close();
  [[nodiscard]] const Descriptor& listener() const { return listener_; }
  [[nodiscard]] const std::string& key() const { return file_.key; }

 private:
  Door() = default;
  Descriptor listener_;
  std::string path_;
  LobbyFile file_;
};

// Who knocks at which door.
struct Visitor {
  Rendezvous rendezvous;
  std::int32_t rank = 0;
  std::int32_t world_size = 1;
};
// A connection that rank 0 has said welcome on. Tries until the deadline, since rank 0 may start later.
// Errors: "rendezvous", or what rank 0 refuses with.
[[nodiscard]] Result<Wire> knock(const Visitor& visitor, Deadline deadline);

}  // namespace relayout::engine
