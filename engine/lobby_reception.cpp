#include "relayout/engine/lobby_reception.hpp"

#include <poll.h>

#include <chrono>
#include <memory>
#include <thread>
#include <utility>

namespace relayout::engine {
namespace {

constexpr std::chrono::seconds hello_time{30};
constexpr std::size_t most_strangers = 256;
constexpr std::chrono::milliseconds exhausted_pause{10};

void say(Wire& wire, std::string line) {
  wire.send(std::make_shared<const std::string>(std::move(line)));
  wire.write_some();  // a line fits into what the system buffers
}

}  // namespace

std::vector<Watch> Reception::watches() const {
  std::vector<Watch> watches;
  if (door_.listener().is_open()) watches.push_back({.handle = door_.listener().handle(), .events = POLLIN});
  for (const Stranger& stranger : strangers_) watches.push_back(stranger.wire.watch());
  return watches;
}

void Reception::accept_all() {
  while (door_.listener().is_open()) {
    Arrival arrival = accept_at(door_.listener());
    if (arrival.outcome == Accepted::none) return;
    const bool exhausted = arrival.outcome == Accepted::exhausted;
    if ((exhausted || strangers_.size() >= most_strangers) && !strangers_.empty()) strangers_.erase(strangers_.begin());
    if (exhausted) {
      std::this_thread::sleep_for(exhausted_pause);
      return;
    }
    strangers_.push_back({.wire = Wire(std::move(arrival.connection)),
                          .from = std::move(arrival.from),
                          .until = std::chrono::steady_clock::now() + hello_time});
    say(strangers_.back().wire, banner_line(door_.key()));
  }
}

std::vector<Newcomer> Reception::greet() {
  accept_all();
  std::vector<Newcomer> newcomers;
  std::vector<Stranger> silent;
  for (Stranger& stranger : strangers_) {
    stranger.wire.read_some();
    const std::optional<std::string> line = stranger.wire.take_line();
    const std::optional<Hello> hello = line ? read_hello(*line) : std::nullopt;
    if (hello) {
      newcomers.push_back({.wire = std::move(stranger.wire), .from = std::move(stranger.from), .hello = *hello});
    } else if (!line && !stranger.wire.ended() && std::chrono::steady_clock::now() < stranger.until) {
      silent.push_back(std::move(stranger));
    }
  }
  strangers_ = std::move(silent);
  return newcomers;
}

void Reception::close() {
  door_.close();
  strangers_.clear();
}

void welcome(Newcomer& newcomer) { say(newcomer.wire, welcome_line()); }

void refuse(Newcomer newcomer, const Error& error) {
  say(newcomer.wire, refusal_line(error));
  newcomer.wire.finish();
  newcomer.wire.write_some();
}

}  // namespace relayout::engine
