#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "relayout/engine/lobby_door.hpp"
#include "relayout/engine/lobby_greeting.hpp"

namespace relayout::engine {
namespace {

using std::chrono::milliseconds;

// For a connection, and for the first line on it: rank 0's thread does nothing else meanwhile.
constexpr milliseconds greeting_time{2'000};
constexpr milliseconds shortest_pause{20};
constexpr milliseconds longest_pause{250};

// Where rank 0 may be now. With a key, only the door that answers with it is meant.
struct Places {
  std::vector<Endpoint> endpoints;
  std::string key;
  std::string note;  // why there is none
};

Places places_now(const Rendezvous& rendezvous) {
  Places places;
  if (!rendezvous.host.empty()) {
    for (std::int32_t turn = 0; turn < rendezvous.port_count; ++turn) {
      places.endpoints.push_back({rendezvous.host, rendezvous.port + turn});
    }
    return places;
  }
  const Result<LobbyFile> file = read_lobby_file(rendezvous.file);
  if (!file) {
    places.note = file.error().message;
  } else if (file->job != job_word(rendezvous.job)) {
    places.note = "the file there is of job " + file->job + ", ours is " + job_word(rendezvous.job);
  } else {
    places.key = file->key;
    // The loopback first: it is right where rank 0 is on this machine, and else refuses at once or has another key.
    places.endpoints.push_back({"127.0.0.1", file->port});
    for (const std::string& host : file->hosts) places.endpoints.push_back({host, file->port});
  }
  return places;
}

std::optional<std::string> next_line(Wire& wire, Deadline deadline) {
  while (true) {
    if (auto line = wire.take_line()) return line;
    if (wire.ended() || !wait_for(wire.watch(), deadline)) return std::nullopt;
    wire.write_some();
    wire.read_some();
  }
}

struct Knock {
  std::optional<Wire> wire = {};  // welcome
  Error refusal = {};             // else
  bool is_answered = false;       // somebody is there
  bool is_final = false;          // no use in trying again, or elsewhere
};

Knock knock_at(const Endpoint& endpoint, const std::string& key, const Visitor& visitor, Deadline deadline) {
  const auto elsewhere = [&](const std::string& why) {
    return Knock{.refusal = {"rendezvous", to_string(endpoint) + ": " + why}, .is_answered = true};
  };
  const Deadline soon = std::min(deadline, std::chrono::steady_clock::now() + greeting_time);
  Result<Descriptor> connection = connect_to(endpoint, soon);
  if (!connection) return Knock{.refusal = connection.error()};
  Wire wire(std::move(connection).value());
  const std::optional<std::string> banner = next_line(wire, soon);
  const std::optional<std::string> found_key = banner ? key_in_banner(*banner) : std::nullopt;
  if (!found_key) return elsewhere("what answers there is no lobby");
  if (!key.empty() && *found_key != key) return elsewhere("another lobby answers there; the file is a left-over");
  wire.send(std::make_shared<const std::string>(hello_line({.version = lobby_version,
                                                            .job = job_word(visitor.rendezvous.job),
                                                            .rank = visitor.rank,
                                                            .world_size = visitor.world_size})));
  const std::optional<std::string> verdict = next_line(wire, deadline);
  if (!verdict) return elsewhere("rank 0 has closed the door");
  if (auto refusal = read_verdict(*verdict)) {
    // Several doors to try: another launch may have taken the first.
    const bool is_final = refusal->code != other_job || visitor.rendezvous.port_count == 1;
    return Knock{.refusal = *std::move(refusal), .is_answered = true, .is_final = is_final};
  }
  return Knock{.wire = std::move(wire)};
}

}  // namespace

Result<Wire> knock(const Visitor& visitor, Deadline deadline) {
  milliseconds pause = shortest_pause;
  while (true) {
    const Places places = places_now(visitor.rendezvous);
    std::string note = places.note;
    for (const Endpoint& endpoint : places.endpoints) {
      Knock answer = knock_at(endpoint, places.key, visitor, deadline);
      if (answer.wire) return *std::move(answer.wire);
      if (answer.is_final) return std::move(answer.refusal);
      if (note.empty() || answer.is_answered) note = std::move(answer.refusal.message);
    }
    if (std::chrono::steady_clock::now() >= deadline) {
      return make_error("rendezvous", "it has not found rank 0; at last: ", note);
    }
    std::this_thread::sleep_for(std::min(pause, milliseconds(left_until(deadline))));
    pause = std::min(2 * pause, longest_pause);
  }
}

}  // namespace relayout::engine
