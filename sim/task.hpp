// The coroutine type of a rank.
#pragma once

#include <coroutine>
#include <exception>
#include <utility>

namespace relayout::sim {

// Suspended from the start until the first resume(); owns its frame. Move-only: a frame has one owner.
// A function that returns a Task takes its arguments by value, since references would outlive what they name.
class Task {
 public:
  struct promise_type {
    std::exception_ptr failure;
    Task get_return_object() { return Task(std::coroutine_handle<promise_type>::from_promise(*this)); }
    static std::suspend_always initial_suspend() noexcept { return {}; }
    static std::suspend_always final_suspend() noexcept { return {}; }
    static void return_void() noexcept {}
    void unhandled_exception() noexcept { failure = std::current_exception(); }
  };

  Task() = default;
  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, {})) {}
  Task& operator=(Task&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  Task(const Task&) = delete;
  Task& operator=(const Task&) = delete;
  ~Task() {
    if (handle_) handle_.destroy();
  }

  // Runs on to the next suspension. Another thread may have resumed the task again when this returns: do not touch it.
  // Requires: the task is suspended and not done.
  void resume() const { handle_.resume(); }

  // Only while nobody runs it.
  [[nodiscard]] bool unfinished() const { return handle_ && !handle_.done(); }
  void rethrow_failure() const {
    if (handle_ && handle_.promise().failure) std::rethrow_exception(handle_.promise().failure);
  }

 private:
  explicit Task(std::coroutine_handle<promise_type> handle) : handle_(handle) {}
  std::coroutine_handle<promise_type> handle_;
};

}  // namespace relayout::sim
