// Window memory: what peers write into. One allocation, registered once; slots of it are handed out by offset.
//
// Only memory of ncclMemAlloc can be a window, so outputs that others write straight into live here. A slot has the
// same offset on all ranks as long as all of them allocate and release the same sizes in the same order.
#pragma once

#include <nccl.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "relayout/engine/communicator.hpp"
#include "relayout/engine/kernel/meeting.hpp"
#include "relayout/engine/owner.hpp"
#include "relayout/engine/status_board.hpp"

namespace relayout::engine {

// Why the ranks of a communicator cannot write into each other's memory; empty: they can.
[[nodiscard]] std::string no_window_reason(Communicator& communicator);

struct ArenaSize {
  std::int64_t slot_bytes = 0;   // for all slots together
  std::int32_t most_ctas = 132;  // that meet at once
};

class Arena {
 public:
  // Collective. Requires: no_window_reason(communicator) is empty. Throws EngineError.
  [[nodiscard]] static std::shared_ptr<Arena> make(const std::shared_ptr<Communicator>& communicator,
                                                   const ArenaSize& size);
  // Over windows that are mapped here already, by rank, this one's too: a framework's symmetric memory. They stay the
  // framework's. The begin of this rank's own is cleared: nobody may move before everybody's arena is made.
  // Requires: each has size_bytes(size, rank count) bytes and is aligned to 256.
  [[nodiscard]] static std::shared_ptr<Arena> borrow(const std::shared_ptr<Communicator>& communicator,
                                                     std::vector<std::byte*> windows, const ArenaSize& size);
  // Of a window: its slots, and the flags of the ranks that meet there.
  [[nodiscard]] static std::int64_t size_bytes(const ArenaSize& size, std::int32_t rank_count);

  // Throws "too_large" naming what was asked for and what is free. Aligned to 256 bytes. Cost: O(log slots).
  [[nodiscard]] std::int64_t allocate(std::int64_t size_bytes);
  void release(std::int64_t offset);
  [[nodiscard]] std::byte* local(std::int64_t offset) const { return base_ + offset; }
  // Bytes from this offset to the end of the slot that holds it; 0 where none does. Cost: O(log slots).
  [[nodiscard]] std::int64_t room_at(std::int64_t offset) const;
  // The offset of an address within it, or -1.
  [[nodiscard]] std::int64_t offset_of(const void* address) const;
  [[nodiscard]] std::int64_t size_bytes() const { return size_bytes_; }
  [[nodiscard]] std::int32_t most_ctas() const { return most_ctas_; }

  [[nodiscard]] const Meeting& meeting() const { return meeting_; }
  // Ends the kernels that meet here, and those that are still queued before they touch a window: to be called before
  // the communicator is aborted, which takes the windows away from under them. Waits for them, a fraction of a second.
  void call_off();
  // What its meetings saw. It outlives the arena where the watchdog still knows it.
  [[nodiscard]] const std::shared_ptr<StatusBoard>& board() const { return board_; }
  // Where each rank's window is mapped here, by rank.
  [[nodiscard]] std::byte* window(std::int32_t rank) const { return windows_[static_cast<std::size_t>(rank)]; }

  ~Arena();
  Arena(const Arena&) = delete;  // registered by address
  Arena& operator=(const Arena&) = delete;

 private:
  Arena(std::shared_ptr<Communicator> communicator, const ArenaSize& size);
  void register_window();
  void map_windows();
  // Clears what meetings count, and the flags in this rank's window.
  void open_meeting(cudaStream_t stream);

  std::shared_ptr<Communicator> communicator_;
  std::shared_ptr<StatusBoard> board_;
  std::int64_t size_bytes_;
  std::int64_t slots_begin_;
  std::int32_t most_ctas_;
  std::byte* base_ = nullptr;
  ncclWindow_t window_handle_ = nullptr;
  bool borrowed_ = false;
  std::vector<std::byte*> windows_;
  Buffer pointers_;  // device: windows_
  Buffer epochs_;    // device: epochs, then the words `failed` and `stored`
  Meeting meeting_{};
  std::map<std::int64_t, std::int64_t> free_;  // offset -> size
  std::map<std::int64_t, std::int64_t> used_;
};

}  // namespace relayout::engine
