// How one thread ends what solvers do on others.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <vector>

namespace relayout::prove {

class Interruptible;

// Thread-safe.
class Interrupt {
 public:
  // From now on nothing is asked any more, and what is being asked ends soon.
  void raise();
  [[nodiscard]] bool raised() const { return raised_; }

 private:
  friend class Interruptible;
  std::atomic<bool> raised_ = false;
  std::mutex mutex_;
  std::vector<const Interruptible*> busy_;  // guarded by mutex_
};

// A solver that an interrupt reaches while this lives.
class Interruptible {
 public:
  // `end` is called from another thread, at most once at a time; at once where the interrupt was raised before.
  Interruptible(Interrupt& interrupt, std::function<void()> end);
  Interruptible(const Interruptible&) = delete;
  Interruptible& operator=(const Interruptible&) = delete;
  ~Interruptible();

 private:
  friend class Interrupt;
  Interrupt& interrupt_;
  std::function<void()> end_;
};

}  // namespace relayout::prove
