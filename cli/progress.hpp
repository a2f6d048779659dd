// A line on standard error that says how far long work is: refreshed on a terminal, rare elsewhere.
#pragma once

#include <chrono>
#include <string>

namespace relayout::cli {

class Progress {
 public:
  Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  // Leaves a clean line behind.
  ~Progress();

  // Whether a line is due now; asking is cheap, so that making the line can be left out.
  [[nodiscard]] bool due() const;
  // Shows the line where one is due, and in place of one that stands there.
  void show(const std::string& line);
  // Takes the line off the terminal, so that a result can be printed.
  void clear();

 private:
  bool on_terminal_;
  bool shown_ = false;
  std::chrono::steady_clock::time_point next_;
};

}  // namespace relayout::cli
