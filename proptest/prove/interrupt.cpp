#include "relayout/proptest/prove/interrupt.hpp"

#include <utility>

namespace relayout::prove {

void Interrupt::raise() {
  const std::lock_guard lock(mutex_);
  raised_ = true;
  for (const Interruptible* one : busy_) one->end_();
}

Interruptible::Interruptible(Interrupt& interrupt, std::function<void()> end)
    : interrupt_(interrupt), end_(std::move(end)) {
  const std::lock_guard lock(interrupt_.mutex_);
  interrupt_.busy_.push_back(this);
  if (interrupt_.raised_) end_();
}

Interruptible::~Interruptible() {
  const std::lock_guard lock(interrupt_.mutex_);
  std::erase(interrupt_.busy_, this);
}

}  // namespace relayout::prove
