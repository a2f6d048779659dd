// The side of every rank but 0.
#pragma once

#include <utility>

#include "relayout/engine/lobby_board.hpp"
#include "relayout/engine/lobby_side.hpp"
#include "relayout/engine/lobby_wire.hpp"

namespace relayout::engine {

class GuestSide : public LobbySide {
 public:
  GuestSide(Board& board, Wire wire) : board_(board), wire_(std::move(wire)) {}
  void run() override;

 private:
  void take_posted();
  void take_frames();

  Board& board_;
  Wire wire_;
  bool leaving_ = false;
  bool host_left_ = false;
};

}  // namespace relayout::engine
