// What a rank's callers and its lobby thread share: frames on their way out, and the news that came in.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "relayout/engine/lobby_wire.hpp"
#include "relayout/engine/socket.hpp"
#include "relayout/model/result.hpp"

namespace relayout::engine {

// "rank 2" or "ranks 2, 5, 6", cut after 16.
[[nodiscard]] std::string ranks_text(const std::set<std::int32_t>& ranks);

// How waiting for a gather ended.
struct Outcome {
  std::optional<std::vector<std::string>> answer;
  std::optional<Error> ended;  // it cannot come any more: a rank is gone or has left, or the lobby failed
  std::string missing;         // else: the ranks that were waited for in vain, as rank 0 says; empty where it does not
};

// Thread-safe.
class Board {
 public:
  Board();

  // By callers. `await` waits for the answer of a gather that was posted before; 0 is the coming of all ranks.
  void post(Frame frame);
  [[nodiscard]] Outcome await(std::uint64_t sequence, std::chrono::milliseconds patience);
  [[nodiscard]] std::vector<std::int32_t> gone() const;

  // By the lobby thread.
  void receive(Frame frame);
  [[nodiscard]] std::vector<Frame> take_posted();
  [[nodiscard]] Watch watch() const;  // something was posted

 private:
  [[nodiscard]] std::optional<Error> ended() const;  // mutex_ is held
  void wake() const;

  Descriptor wake_reader_;
  Descriptor wake_writer_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  // All below: under mutex_.
  std::vector<Frame> posted_;
  std::uint64_t awaited_ = 0;  // answers to other gathers are too late for anybody
  std::optional<std::vector<std::string>> answer_;
  std::optional<std::string> missing_;
  std::set<std::int32_t> gone_;
  std::set<std::int32_t> left_;
  std::optional<Error> failure_;
};

}  // namespace relayout::engine
