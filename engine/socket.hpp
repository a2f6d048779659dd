// TCP, as far as the lobby needs it: owners of descriptors, listening, connecting with a deadline.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

#include "relayout/model/result.hpp"

namespace relayout::engine {

using Deadline = std::chrono::steady_clock::time_point;

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int handle) : handle_(handle) {}
  ~Descriptor() { close(); }
  Descriptor(Descriptor&& other) noexcept : handle_(std::exchange(other.handle_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  [[nodiscard]] int handle() const { return handle_; }
  [[nodiscard]] bool is_open() const { return handle_ >= 0; }
  void close();

 private:
  int handle_ = -1;
};

struct Endpoint {
  std::string host;
  std::int32_t port = 0;
};
[[nodiscard]] std::string to_string(const Endpoint& endpoint);

// Listens where others reach `host`: on that address alone where it is this machine's loopback, else on all addresses.
// Port 0 lets the system choose. Errors: "port_in_use"; "rendezvous" for all else.
[[nodiscard]] Result<Descriptor> listen_at(const Endpoint& endpoint);
[[nodiscard]] std::int32_t port_of(const Descriptor& listener);

// The next connection that waits at a listener, if there is one. Its descriptor never blocks.
enum class Accepted : std::uint8_t { connection, none, exhausted };
struct Arrival {
  Accepted outcome = Accepted::none;  // exhausted: this process may open no more descriptors
  Descriptor connection;
  std::string from;  // the other side's address
};
[[nodiscard]] Arrival accept_at(const Descriptor& listener);

// A connection whose descriptor never blocks. Resolving a name is bounded by the resolver's own time-outs alone.
[[nodiscard]] Result<Descriptor> connect_to(const Endpoint& endpoint, Deadline deadline);

// Waits for poll's events. False at the deadline.
struct Watch {
  int handle = -1;
  short events = 0;
};
[[nodiscard]] bool wait_for(const Watch& watch, Deadline deadline);

// Milliseconds left, rounded up, for poll; 0 past the deadline.
[[nodiscard]] int left_until(Deadline deadline);

}  // namespace relayout::engine
