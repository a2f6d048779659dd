#include "relayout/engine/lobby_guest.hpp"

#include <poll.h>

#include <array>

namespace relayout::engine {

void GuestSide::run() {
  while (true) {
    take_frames();  // some may have come with the greeting
    if (wire_.ended()) break;
    const Watch posted = board_.watch();
    const Watch wire = wire_.watch();
    std::array<pollfd, 2> watched = {pollfd{posted.handle, posted.events, 0}, pollfd{wire.handle, wire.events, 0}};
    const auto farewell = wire_.finished() ? closing_time : delivery_time;
    const int patience = leaving_ ? static_cast<int>(farewell.count()) : -1;
    if (poll(watched.data(), watched.size(), patience) == 0) return;
    take_posted();
    wire_.write_some();
    wire_.read_some();
  }
  if (!host_left_ && !leaving_) board_.receive({.kind = FrameKind::gone, .sequence = 0, .payload = ""});
}

void GuestSide::take_posted() {
  for (const Frame& frame : board_.take_posted()) {
    wire_.send(encode(frame));
    if (frame.kind != FrameKind::farewell) continue;
    leaving_ = true;
    wire_.finish();
  }
}

void GuestSide::take_frames() {
  while (auto frame = wire_.take_frame()) {
    if (frame->kind == FrameKind::left && frame->sequence == 0) {
      host_left_ = true;
      wire_.finish();  // rank 0 waits for it
    }
    board_.receive(*std::move(frame));
  }
}

}  // namespace relayout::engine
