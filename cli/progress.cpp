#include "relayout/cli/progress.hpp"

#include <unistd.h>

#include <iostream>

namespace relayout::cli {
namespace {

constexpr std::chrono::milliseconds first_line{500};  // short work shows nothing
constexpr std::chrono::milliseconds on_terminal{100};
constexpr std::chrono::seconds elsewhere{20};

}  // namespace

Progress::Progress() : on_terminal_(isatty(STDERR_FILENO) != 0) {
  const auto delay = on_terminal_ ? first_line : std::chrono::milliseconds(elsewhere);
  next_ = std::chrono::steady_clock::now() + delay;
}

Progress::~Progress() { clear(); }

bool Progress::due() const { return std::chrono::steady_clock::now() >= next_; }

void Progress::show(const std::string& line) {
  if (!due() && !shown_) {
    return;
  }
  if (on_terminal_) {
    std::cerr << "\r\x1b[K" << line << std::flush;
    shown_ = true;
  } else {
    std::cerr << line << std::endl;
  }
  const auto delay = on_terminal_ ? on_terminal : std::chrono::milliseconds(elsewhere);
  next_ = std::chrono::steady_clock::now() + delay;
}

void Progress::clear() {
  if (shown_) {
    std::cerr << "\r\x1b[K" << std::flush;
    shown_ = false;
  }
}

}  // namespace relayout::cli
