// What machines are called.
#pragma once

#include <sys/socket.h>

#include <string>
#include <vector>

#include "relayout/engine/launch.hpp"

namespace relayout::engine {

struct SocketAddress {
  const sockaddr* address = nullptr;
  socklen_t size = 0;
};

// This machine as nobody else can reach it: localhost, 127.0.0.1, ::1.
[[nodiscard]] bool is_loopback(const std::string& host);

// As digits; empty where it cannot be said.
[[nodiscard]] std::string numeric_host(const SocketAddress& of);

// This machine, as NCCL tells machines apart: NCCL_HOSTID where it is set, else its name and the boot it runs since.
[[nodiscard]] std::string node_identity(const Environment& environment);

// What other machines may know this one by: its name, then its addresses.
[[nodiscard]] std::vector<std::string> own_hosts();

}  // namespace relayout::engine
