// The side of rank 0.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "relayout/engine/lobby_board.hpp"
#include "relayout/engine/lobby_reception.hpp"
#include "relayout/engine/lobby_side.hpp"
#include "relayout/engine/lobby_switchboard.hpp"

namespace relayout::engine {

struct HostPlace {
  std::string job;
  std::int32_t world_size = 1;
};

class HostSide : public LobbySide {
 public:
  HostSide(Board& board, Door door, const HostPlace& place);
  void run() override;

 private:
  struct Seat {
    std::optional<Wire> wire;  // as long as the rank's connection lasts
    std::string from;
  };

  [[nodiscard]] bool is_done() const;
  [[nodiscard]] int farewell_milliseconds() const;
  void deliver(const std::vector<std::int32_t>& ranks, const Frame& frame);
  void take_posted();
  void leave();
  void admit(Newcomer newcomer);
  [[nodiscard]] std::optional<Error> misfit(const Newcomer& newcomer) const;
  void serve(std::int32_t rank);

  Board& board_;
  Reception reception_;
  std::string job_;  // as job_word writes it
  Switchboard switchboard_;
  std::vector<Seat> seats_;  // by rank; nobody sits at 0
  bool leaving_ = false;
};

}  // namespace relayout::engine
