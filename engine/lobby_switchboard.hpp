// What rank 0 makes of what the ranks say, without a socket: who is here, what gathers wait for, and who is told what.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "relayout/engine/lobby_wire.hpp"
#include "relayout/model/result.hpp"

namespace relayout::engine {

class Switchboard {
 public:
  // Told which ranks a frame goes to. It queues; it must not call back.
  using Deliver = std::function<void(const std::vector<std::int32_t>& ranks, const Frame& frame)>;

  // Rank 0 is here from the beginning.
  Switchboard(std::int32_t world_size, Deliver deliver);

  // Requires: 0 <= rank < world size. `arrive`: absent(rank).
  void arrive(std::int32_t rank);
  void hear(std::int32_t rank, Frame frame);
  void lose(std::int32_t rank);  // its connection ended
  void fail(const Error& error);
  void remark(std::string text);  // joins the answer to who is missing while ranks are still to come

  [[nodiscard]] bool absent(std::int32_t rank) const { return presence_of(rank) == Presence::absent; }
  [[nodiscard]] bool left(std::int32_t rank) const { return presence_of(rank) == Presence::left; }
  [[nodiscard]] std::int32_t absent_count() const { return absent_count_; }
  [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }

 private:
  enum class Presence : std::uint8_t { absent, here, left, gone };
  struct Gather {
    std::vector<std::optional<std::string>> offers;  // by rank
    std::int32_t count = 0;
  };

  [[nodiscard]] Presence presence_of(std::int32_t rank) const { return presence_[static_cast<std::size_t>(rank)]; }
  [[nodiscard]] std::vector<std::int32_t> all_here() const;
  [[nodiscard]] std::string missing_in(std::uint64_t sequence) const;
  void take_offer(std::int32_t rank, Frame frame);
  void depart(std::int32_t rank, Presence how);

  Deliver deliver_;
  std::vector<Presence> presence_;
  std::int32_t absent_count_ = 0;
  bool broken_ = false;  // a rank is gone or has left: no gather ends any more
  std::map<std::uint64_t, Gather> gathers_;
  std::vector<std::string> remarks_;
  std::optional<Error> failure_;
};

}  // namespace relayout::engine
