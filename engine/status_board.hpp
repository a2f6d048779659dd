// Where kernels write what they saw go wrong, for the host to read: one line a rank of a communicator.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>

#include "relayout/engine/communicator.hpp"
#include "relayout/engine/kernel/meeting.hpp"
#include "relayout/engine/owner.hpp"
#include "relayout/model/result.hpp"

namespace relayout::engine {

class StatusBoard {
 public:
  explicit StatusBoard(std::int32_t rank_count);

  // In host memory that the device sees: kernels take this address.
  [[nodiscard]] StatusBlock& block() const { return *reinterpret_cast<StatusBlock*>(memory_.data()); }
  [[nodiscard]] RankStatus& rank(std::int32_t rank) const;
  [[nodiscard]] bool raised() const { return std::atomic_ref(block().raised).load(std::memory_order_acquire) != 0; }
  // Nothing was seen any more: a disagreement was told, and the communicator is used on.
  void clear();

 private:
  Buffer memory_;  // pinned: a StatusBlock, then the ranks
  std::int32_t rank_count_;
};

// The board in words, with the ranks' names: "disagreement" names the odd ranks, "deadline" those that did not come.
// Requires: board.raised().
[[nodiscard]] Error news_of(const StatusBoard& board, const Communicator& communicator);

}  // namespace relayout::engine
