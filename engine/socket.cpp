#include "relayout/engine/socket.hpp"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <system_error>

#include "relayout/engine/host_name.hpp"

namespace relayout::engine {
namespace {

std::string reason(int number) { return std::generic_category().message(number); }

// The peer's machine may vanish without a word; then its silence ends the connection after about 20 seconds.
// So does a peer that takes nothing for that long of what is sent to it: its lobby thread has nothing else to do.
constexpr int keepalive_idle_seconds = 10;
constexpr int keepalive_interval_seconds = 5;
constexpr int keepalive_probes = 2;
constexpr int unanswered_milliseconds = 20'000;

// A name may have several addresses, of which some may lead nowhere; each has its turn.
constexpr std::chrono::seconds address_time{2};

struct Option {
  int level;
  int name;
  int value;
};

void set(const Descriptor& socket, const Option& option) {
  // What a kernel does not know is left at its default: nothing here changes what is right, only how soon.
  static_cast<void>(setsockopt(socket.handle(), option.level, option.name, &option.value, sizeof option.value));
}

void prepare_connection(const Descriptor& connection) {
  set(connection, {IPPROTO_TCP, TCP_NODELAY, 1});
  set(connection, {SOL_SOCKET, SO_KEEPALIVE, 1});
  set(connection, {IPPROTO_TCP, TCP_KEEPIDLE, keepalive_idle_seconds});
  set(connection, {IPPROTO_TCP, TCP_KEEPINTVL, keepalive_interval_seconds});
  set(connection, {IPPROTO_TCP, TCP_KEEPCNT, keepalive_probes});
  set(connection, {IPPROTO_TCP, TCP_USER_TIMEOUT, unanswered_milliseconds});
}

using Addresses = std::unique_ptr<addrinfo, void (*)(addrinfo*)>;

Result<Addresses> resolve(const Endpoint& endpoint) {
  addrinfo wanted = {};
  wanted.ai_family = AF_UNSPEC;
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const std::string port = std::to_string(endpoint.port);
  const int status = getaddrinfo(endpoint.host.c_str(), port.c_str(), &wanted, &found);
  if (status != 0) return make_error("rendezvous", to_string(endpoint), ": ", gai_strerror(status));
  return Addresses(found, freeaddrinfo);
}

Descriptor open_socket(int family) { return Descriptor(socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)); }

Result<Descriptor> listen_on(const SocketAddress& bound, const Endpoint& endpoint) {
  Descriptor listener = open_socket(bound.address->sa_family);
  set(listener, {SOL_SOCKET, SO_REUSEADDR, 1});  // connections of an earlier run may still be closing
  if (bound.address->sa_family == AF_INET6) set(listener, {IPPROTO_IPV6, IPV6_V6ONLY, 0});
  if (bind(listener.handle(), bound.address, bound.size) == 0 && listen(listener.handle(), SOMAXCONN) == 0) {
    return listener;
  }
  const int number = errno;
  return make_error(number == EADDRINUSE ? "port_in_use" : "rendezvous", "cannot listen at ", to_string(endpoint), ": ",
                    reason(number));
}

// A connection to a port that nobody listens at may meet itself, where the system gives it that very port.
bool is_own_echo(const Descriptor& connection) {
  sockaddr_storage here = {};
  sockaddr_storage there = {};
  socklen_t here_size = sizeof here;
  socklen_t there_size = sizeof there;
  if (getsockname(connection.handle(), reinterpret_cast<sockaddr*>(&here), &here_size) != 0) return false;
  if (getpeername(connection.handle(), reinterpret_cast<sockaddr*>(&there), &there_size) != 0) return false;
  return here_size == there_size && std::memcmp(&here, &there, here_size) == 0;
}

// 0, or the errno that stood in the way.
int finish_connecting(const Descriptor& connection, const addrinfo& target, Deadline deadline) {
  if (!connection.is_open()) return errno;
  // Else a connection that met itself and was closed would keep rank 0 off the port for a minute.
  set(connection, {SOL_SOCKET, SO_REUSEADDR, 1});
  if (connect(connection.handle(), target.ai_addr, target.ai_addrlen) != 0) {
    if (errno != EINPROGRESS && errno != EINTR) return errno;
    if (!wait_for({connection.handle(), POLLOUT}, deadline)) return ETIMEDOUT;
    int number = 0;
    socklen_t size = sizeof number;
    if (getsockopt(connection.handle(), SOL_SOCKET, SO_ERROR, &number, &size) != 0) return errno;
    if (number != 0) return number;
  }
  return is_own_echo(connection) ? ECONNREFUSED : 0;
}

}  // namespace

void Descriptor::close() {
  if (handle_ >= 0) ::close(handle_);  // Linux closes it whatever it says, so it is never tried again
  handle_ = -1;
}

std::string to_string(const Endpoint& endpoint) {
  const bool colons = endpoint.host.find(':') != std::string::npos;
  return (colons ? "[" + endpoint.host + "]" : endpoint.host) + ":" + std::to_string(endpoint.port);
}

Result<Descriptor> listen_at(const Endpoint& endpoint) {
  if (is_loopback(endpoint.host)) {
    const Result<Addresses> found = resolve(endpoint);
    if (!found) return found.error();
    return listen_on({(*found)->ai_addr, (*found)->ai_addrlen}, endpoint);
  }
  sockaddr_in6 all = {};
  all.sin6_family = AF_INET6;
  all.sin6_port = htons(static_cast<std::uint16_t>(endpoint.port));
  Result<Descriptor> listener = listen_on({reinterpret_cast<const sockaddr*>(&all), sizeof all}, endpoint);
  if (listener || listener.error().code == "port_in_use") return listener;
  sockaddr_in all_4 = {};  // a machine without IPv6
  all_4.sin_family = AF_INET;
  all_4.sin_port = all.sin6_port;
  return listen_on({reinterpret_cast<const sockaddr*>(&all_4), sizeof all_4}, endpoint);
}

std::int32_t port_of(const Descriptor& listener) {
  sockaddr_storage address = {};
  socklen_t size = sizeof address;
  if (getsockname(listener.handle(), reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  // The port stands at the same place in both families.
  return ntohs(reinterpret_cast<const sockaddr_in*>(&address)->sin_port);
}

Arrival accept_at(const Descriptor& listener) {
  sockaddr_storage address = {};
  socklen_t size = sizeof address;
  auto* const from = reinterpret_cast<sockaddr*>(&address);
  Descriptor connection(accept4(listener.handle(), from, &size, SOCK_CLOEXEC | SOCK_NONBLOCK));
  if (!connection.is_open()) {
    const bool exhausted = errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
    return {.outcome = exhausted ? Accepted::exhausted : Accepted::none, .connection = {}, .from = ""};
  }
  prepare_connection(connection);
  const std::int32_t port = ntohs(reinterpret_cast<const sockaddr_in*>(&address)->sin_port);
  return {.outcome = Accepted::connection,
          .connection = std::move(connection),
          .from = to_string({numeric_host({from, size}), port})};
}

Result<Descriptor> connect_to(const Endpoint& endpoint, Deadline deadline) {
  const Result<Addresses> found = resolve(endpoint);
  if (!found) return found.error();
  int number = EHOSTUNREACH;
  for (const addrinfo* target = found->get(); target != nullptr; target = target->ai_next) {
    Descriptor connection = open_socket(target->ai_family);
    const Deadline its_turn = std::chrono::steady_clock::now() + address_time;
    number = finish_connecting(connection, *target, std::min(deadline, its_turn));
    if (number != 0) continue;
    prepare_connection(connection);
    return connection;
  }
  return make_error("rendezvous", to_string(endpoint), ": ", reason(number));
}

bool wait_for(const Watch& watch, Deadline deadline) {
  pollfd entry = {.fd = watch.handle, .events = watch.events, .revents = 0};
  while (true) {
    const int count = poll(&entry, 1, left_until(deadline));
    if (count > 0) return true;
    if (count == 0 && left_until(deadline) == 0) return false;
    if (count < 0 && errno != EINTR) return false;
  }
}

int left_until(Deadline deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 1'000'000'000));
}

}  // namespace relayout::engine
