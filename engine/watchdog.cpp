#include "relayout/engine/watchdog.hpp"

#include <exception>
#include <sstream>
#include <utility>

namespace relayout::engine {
namespace {

constexpr std::chrono::milliseconds between_looks{20};

}  // namespace

Watchdog::Watchdog(WatchdogOrders orders) : orders_(std::move(orders)), thread_([this] { run(); }) {}

Watchdog::~Watchdog() { end(); }

void Watchdog::end() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Watchdog::watch(const Watched& work) {
  const std::lock_guard lock(mutex_);
  pending_.push_back({work, std::nullopt});
}

void Watchdog::forget(const Watched& work) {
  const std::lock_guard lock(mutex_);
  std::erase_if(pending_, [&work](const Pending& pending) { return pending.work.ended == work.ended; });
}

void Watchdog::started(const char* what) {
  const std::lock_guard lock(mutex_);
  host_call_ = what;
  host_began_ = Clock::now();
}

void Watchdog::finished() {
  const std::lock_guard lock(mutex_);
  host_call_ = nullptr;
}

std::int64_t Watchdog::add(std::function<void()> action) {
  const std::lock_guard lock(mutex_);
  actions_[next_action_] = std::move(action);
  return next_action_++;
}

void Watchdog::remove(std::int64_t action) {
  std::unique_lock lock(mutex_);
  has_given_up_.wait(lock, [this] { return !gives_up_; });
  actions_.erase(action);
}

void Watchdog::look_at(std::function<std::optional<Error>()> news) {
  const std::lock_guard lock(mutex_);
  news_.push_back(std::move(news));
}

std::optional<Error> Watchdog::reason() const {
  const std::lock_guard lock(mutex_);
  return reason_;
}

void Watchdog::give_up(const Error& reason) {
  std::map<std::int64_t, std::function<void()>> actions;
  {
    const std::lock_guard lock(mutex_);
    if (reason_) return;
    reason_ = reason;
    gives_up_ = true;
    actions = actions_;
  }
  // Beside the actions: an abort ends the kernels of its communicator at once, but then frees memory, which waits for
  // every kernel of the device, also for those that only the aborts among the actions end.
  std::thread abort;
  if (orders_.abort) abort = std::thread(orders_.abort);
  for (const auto& [number, action] : actions) {
    try {
      action();
    } catch (const std::exception&) {  // the device is beyond help; what follows must be done all the same
    }
  }
  if (abort.joinable()) abort.join();
  const std::lock_guard lock(mutex_);
  gives_up_ = false;
  has_given_up_.notify_all();
}

void Watchdog::run() {
  cudaSetDevice(orders_.device);
  // Questions to events of before a capture do not disturb it, on whatever thread it is; CUDA has to be told so.
  cudaStreamCaptureMode mode = cudaStreamCaptureModeRelaxed;
  cudaThreadExchangeStreamCaptureMode(&mode);
  std::unique_lock lock(mutex_);
  while (!changed_.wait_for(lock, between_looks, [this] { return ending_; })) {
    if (reason_) continue;
    const std::optional<Error> found = look(Clock::now());
    if (!found) continue;
    lock.unlock();  // aborting takes time, and callers may ask meanwhile
    give_up(*found);
    lock.lock();
  }
}

std::optional<Error> Watchdog::look(Clock::time_point now) {
  for (const auto& news : news_) {
    if (std::optional<Error> error = news()) return error;
  }
  if (const std::string names = names_of_gone(); !names.empty()) {
    return make_error("peer_gone", names, "; moves with it cannot end. Make a new communicator of the ranks that live");
  }
  if (host_call_ != nullptr && now - host_began_ > orders_.patience) {
    return make_error("deadline", host_call_, " did not end within ", orders_.patience.count(),
                      " ms: a rank did not make the same call");
  }
  return look_at_device(now);
}

std::optional<Error> Watchdog::look_at_device(Clock::time_point now) {
  while (!pending_.empty()) {
    Pending& oldest = pending_.front();
    if (cudaEventQuery(oldest.work.ended) == cudaSuccess) {
      pending_.pop_front();
      continue;
    }
    if (!oldest.began && cudaEventQuery(oldest.work.began) == cudaSuccess) oldest.began = now;
    if (oldest.began && now - *oldest.began > orders_.patience) {
      return make_error("deadline", "a move did not end within ", orders_.patience.count(),
                        " ms after it began on the device: a rank did not make the same call, or is gone");
    }
    break;
  }
  return std::nullopt;
}

std::string Watchdog::names_of_gone() const {
  if (!orders_.gone) return {};
  const std::vector<std::int32_t> gone = orders_.gone();
  if (gone.empty()) return {};
  std::ostringstream names;
  names << (gone.size() == 1 ? "rank " : "ranks ");
  for (std::size_t i = 0; i < gone.size(); ++i) names << (i == 0 ? "" : ", ") << gone[i];
  names << (gone.size() == 1 ? " is gone" : " are gone");
  return std::move(names).str();
}

AbortAction::AbortAction(const std::shared_ptr<Watchdog>& watchdog, std::function<void()> action)
    : watchdog_(watchdog), action_(watchdog->add(std::move(action))) {}

AbortAction::~AbortAction() {
  if (const std::shared_ptr<Watchdog> watchdog = watchdog_.lock()) watchdog->remove(action_);
}

}  // namespace relayout::engine
