#include "relayout/engine/lobby_door.hpp"

#include <chrono>
#include <random>
#include <thread>
#include <utility>

#include "relayout/engine/host_name.hpp"
#include "relayout/engine/lobby_greeting.hpp"

namespace relayout::engine {
namespace {

// A port in use may be about to be free: a run that ended, a connection that went out through it.
constexpr std::chrono::seconds port_patience{2};
constexpr std::chrono::milliseconds port_pause{50};

Result<Descriptor> listen_at_one_of(const Rendezvous& rendezvous) {
  const Deadline deadline = std::chrono::steady_clock::now() + port_patience;
  while (true) {
    for (std::int32_t turn = 0; turn < rendezvous.port_count; ++turn) {
      Result<Descriptor> listener = listen_at({rendezvous.host, rendezvous.port + turn});
      if (listener || listener.error().code != "port_in_use") return listener;
    }
    if (std::chrono::steady_clock::now() >= deadline) break;
    std::this_thread::sleep_for(port_pause);
  }
  return make_error("rendezvous", "rank 0 cannot listen at ", place_text(rendezvous), ": ",
                    rendezvous.port_count == 1 ? "the port is" : "all of these ports are",
                    " in use; is an earlier run still there? Else set RELAYOUT_RENDEZVOUS to another port");
}

}  // namespace

std::string random_key() {
  std::random_device random;
  std::string key;
  for (int digit = 0; digit < 16; ++digit) key += "0123456789abcdef"[random() & 0xFU];
  return key;
}

std::string place_text(const Rendezvous& rendezvous) {
  if (rendezvous.host.empty()) return "file " + rendezvous.file;
  std::string first = to_string(Endpoint{rendezvous.host, rendezvous.port});
  if (rendezvous.port_count == 1) return first;
  return first + " to " + std::to_string(rendezvous.port + rendezvous.port_count - 1);
}

Result<Door> Door::open(const Rendezvous& rendezvous) {
  Door door;
  door.file_.job = job_word(rendezvous.job);
  door.file_.key = random_key();
  const bool by_file = rendezvous.host.empty();
  Result<Descriptor> listener = by_file ? listen_at({"", 0}) : listen_at_one_of(rendezvous);
  if (!listener) return listener.error();
  door.listener_ = std::move(listener).value();
  if (by_file) {
    door.file_.port = port_of(door.listener_);
    door.file_.hosts = own_hosts();
    if (auto error = write_lobby_file(rendezvous.file, door.file_)) return *std::move(error);
    door.path_ = rendezvous.file;
  }
  return door;
}

void Door::close() {
  if (!listener_.is_open()) return;
  if (!path_.empty()) remove_lobby_file(path_, file_);
  listener_.close();
}

}  // namespace relayout::engine
