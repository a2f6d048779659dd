// A thread that ends waits nobody else would: on the host inside NCCL, on the device inside its kernels.
#pragma once

#include <cuda_runtime_api.h>

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "relayout/model/result.hpp"

namespace relayout::engine {

// Between `began` and `ended` no more than the patience may pass.
struct Watched {
  cudaEvent_t began = nullptr;
  cudaEvent_t ended = nullptr;
};

struct WatchdogOrders {
  int device = 0;
  std::chrono::milliseconds patience{30'000};
  std::function<std::vector<std::int32_t>()> gone{};  // ranks whose process ended; may be empty
  std::function<void()> abort{};                      // called once
};

// Thread-safe but for end() and the destructor.
class Watchdog {
 public:
  explicit Watchdog(WatchdogOrders orders);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;  // a thread
  Watchdog& operator=(const Watchdog&) = delete;

  // The events are looked at until they are seen done, or forgotten.
  void watch(const Watched& work);
  // To be called before the events end.
  void forget(const Watched& work);
  // A host call named `what` is under way until `finished`.
  void started(const char* what);
  void finished();
  // Asked at every look: what it says is a reason to give up.
  void look_at(std::function<std::optional<Error>()> news);
  // Gives up now, for this reason; the first reason stays.
  void give_up(const Error& reason);
  [[nodiscard]] std::optional<Error> reason() const;
  // Ends the thread: from then on it gives nothing up by itself, and the reason stays what it is.
  void end();

 private:
  friend class AbortAction;
  using Clock = std::chrono::steady_clock;
  struct Pending {
    Watched work;
    std::optional<Clock::time_point> began;
  };
  std::int64_t add(std::function<void()> action);
  void remove(std::int64_t action);
  void run();
  [[nodiscard]] std::optional<Error> look(Clock::time_point now);
  [[nodiscard]] std::optional<Error> look_at_device(Clock::time_point now);
  [[nodiscard]] std::string names_of_gone() const;

  WatchdogOrders orders_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool ending_ = false;
  std::condition_variable has_given_up_;
  bool gives_up_ = false;  // now
  std::deque<Pending> pending_;
  const char* host_call_ = nullptr;
  Clock::time_point host_began_{};
  std::map<std::int64_t, std::function<void()>> actions_;
  std::int64_t next_action_ = 0;
  std::vector<std::function<std::optional<Error>()>> news_;
  std::optional<Error> reason_;
  std::thread thread_;  // last: it uses all of the above
};

// What a watchdog does when it gives up, for as long as this lives. The destructor waits for a giving up that is under
// way, so that what the action uses may end after this; an action therefore must not end an AbortAction.
class AbortAction {
 public:
  AbortAction(const std::shared_ptr<Watchdog>& watchdog, std::function<void()> action);
  ~AbortAction();
  AbortAction(AbortAction&& other) noexcept = default;
  AbortAction& operator=(AbortAction&& other) = delete;

 private:
  std::weak_ptr<Watchdog> watchdog_;
  std::int64_t action_ = 0;
};

}  // namespace relayout::engine
