#include "relayout/engine/replay_watch.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>

#include "relayout/engine/error.hpp"
#include "relayout/engine/kernel/count_kernel.hpp"

namespace relayout::engine {

struct ReplayWatch::Counts {
  using Clock = std::chrono::steady_clock;
  Counts() { std::fill_n(memory.data(), memory.size_bytes(), std::byte{0}); }
  [[nodiscard]] std::uint32_t* begun() const { return reinterpret_cast<std::uint32_t*>(memory.data()); }
  [[nodiscard]] std::uint32_t* ended() const { return begun() + 1; }

  // Asked by one thread, again and again.
  std::optional<Error> look(std::chrono::milliseconds patience) {
    const std::uint32_t begun_now = std::atomic_ref(*begun()).load(std::memory_order_acquire);
    const std::uint32_t ended_now = std::atomic_ref(*ended()).load(std::memory_order_acquire);
    const Clock::time_point now = Clock::now();
    if (begun_now == ended_now || begun_now != seen) {
      seen = begun_now;
      since = now;
      return std::nullopt;
    }
    if (now - since <= patience) return std::nullopt;
    return make_error("deadline", "a replayed move did not end within ", patience.count(),
                      " ms: a rank did not replay the same call, or is gone");
  }

  Buffer memory{Memory::pinned, 2 * static_cast<std::int64_t>(sizeof(std::uint32_t))};
  std::uint32_t seen = 0;  // calls begun
  Clock::time_point since{};
};

ReplayWatch::ReplayWatch(Communicator& communicator) : counts_(std::make_shared<Counts>()) {
  communicator.look_at([counts = counts_, patience = communicator.place().patience] { return counts->look(patience); });
}

void ReplayWatch::begin(cudaStream_t stream) const { RELAYOUT_CUDA_TRY(launch_count(counts_->begun(), stream)); }

void ReplayWatch::end(cudaStream_t stream) const { RELAYOUT_CUDA_TRY(launch_count(counts_->ended(), stream)); }

}  // namespace relayout::engine
