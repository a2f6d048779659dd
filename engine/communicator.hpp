// A NCCL communicator, owned or borrowed, whose every wait is bounded.
//
// NCCL's kernels wait for a dead peer for ever, and so do its host calls at first contact. A watchdog thread ends both:
// it aborts the communicator when a call passed its deadline or when the lobby says that a rank is gone.
#pragma once

#include <cuda_runtime_api.h>
#include <nccl.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "relayout/engine/owner.hpp"
#include "relayout/engine/watchdog.hpp"
#include "relayout/model/result.hpp"

namespace relayout::engine {

// Ranks of the communicator whose process is gone; empty where nobody can tell.
using GoneRanks = std::function<std::vector<std::int32_t>()>;

struct CommunicatorPlace {
  int device = 0;
  std::int32_t rank = 0;
  std::int32_t rank_count = 1;
  std::vector<std::int32_t> world_ranks{};  // by rank; empty: the same numbers
  std::chrono::milliseconds patience{30'000};
  GoneRanks gone{};
};

// Thread-safe: one thread makes calls, any thread may ask for failure().
class Communicator {
 public:
  // Collective over all ranks; `id` is the same on all of them. Throws EngineError: "deadline" where a rank does not
  // come within the patience, "peer_gone" naming it where the lobby knows.
  [[nodiscard]] static std::shared_ptr<Communicator> make(const CommunicatorPlace& place, const ncclUniqueId& id);
  // A framework's communicator. It stays the framework's: it is never destroyed here, but it is aborted where a
  // deadline passes, for nothing else ends its kernels.
  [[nodiscard]] static std::shared_ptr<Communicator> borrow(const CommunicatorPlace& place, ncclComm_t communicator);

  // The ranks that give the same color, in their order here. Collective over this one's ranks. Setting up: it waits.
  [[nodiscard]] std::shared_ptr<Communicator> split(std::int32_t color);
  // Everybody's number, by rank. Collective. Setting up: it waits.
  [[nodiscard]] std::vector<std::int64_t> gather(std::int64_t mine);

  [[nodiscard]] const CommunicatorPlace& place() const { return place_; }
  [[nodiscard]] ncclComm_t handle() const { return handle_; }
  // Rank of the communicator. Throws "bad_call" where the world rank is not in it.
  [[nodiscard]] std::int32_t rank_of_world(std::int32_t world_rank) const;
  [[nodiscard]] std::int32_t world_rank(std::int32_t rank) const;
  [[nodiscard]] bool contains(std::int32_t world_rank) const;
  // By world rank; empty: the same numbers.
  [[nodiscard]] const std::vector<std::int32_t>& ranks_of_world() const { return rank_of_world_; }

  // Waits on the host until a call that NCCL goes on with in the background is done.
  void settle(const char* what) const;
  // Waits for a collective that was enqueued with this outcome, in the background too: then the outcome.
  [[nodiscard]] ncclResult_t enqueued(ncclResult_t status, const Stream& stream) const;
  // Runs a host call of NCCL that may wait for peers, under the deadline.
  template <class Call>
  void guarded(const char* what, Call&& call) {
    begin_call(what);
    end_call(what, call());
  }
  // Work between the two events is to end within the patience after it began. Cost: a lock.
  void watch(const Watched& work) { watchdog_->watch(work); }
  void forget(const Watched& work) { watchdog_->forget(work); }
  // Called once, when the watchdog gives up: ends waits that NCCL does not know of.
  [[nodiscard]] AbortAction on_abort(std::function<void()> action) { return {watchdog_, std::move(action)}; }
  // Asked by the watchdog, on its thread, every few milliseconds: an error is a reason to give up.
  void look_at(std::function<std::optional<Error>()> news) { watchdog_->look_at(std::move(news)); }
  void give_up(const Error& reason) { watchdog_->give_up(reason); }

  // Why the communicator can no longer be used, if so.
  [[nodiscard]] std::optional<Error> failure() const { return watchdog_->reason(); }
  void throw_failure() const;

  ~Communicator();
  Communicator(const Communicator&) = delete;  // one handle, one owner
  Communicator& operator=(const Communicator&) = delete;

 private:
  enum class Ownership : std::uint8_t { owned, borrowed };
  Communicator(CommunicatorPlace place, ncclComm_t handle, Ownership ownership);
  void begin_call(const char* what);
  void end_call(const char* what, ncclResult_t status);

  CommunicatorPlace place_;
  std::vector<std::int32_t> rank_of_world_;  // -1: not in it. Empty: the same numbers
  ncclComm_t handle_ = nullptr;
  Ownership ownership_;
  std::shared_ptr<Watchdog> watchdog_;
  std::optional<AbortAction> by_parent_;  // of the communicator that this one was split from
};

}  // namespace relayout::engine
