// How a command ends. Inside the program a failure is an exception: every command is a straight line of steps, and
// main() is the one place that turns a failure into words and an exit status.
#pragma once

#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "relayout/model/printable.hpp"
#include "relayout/model/result.hpp"

namespace relayout::cli {

enum class ExitStatus : int {
  good = 0,
  negative = 1,     // the verdict is negative
  usage = 2,        // unknown command or flag, a flag that is missing or conflicts with another
  bad_input = 3,    // a wrong value, layout string or file
  environment = 4,  // what this build or machine lacks; room to write to is one of these
  deadline = 5,
  disagreement = 6,  // two provers contradict each other
  interrupted = 130,
};

class Failure : public std::exception {
 public:
  Failure(ExitStatus status, Error error)
      : status_(status), error_(std::move(error)), shown_(printable(error_.message)) {}

  [[nodiscard]] ExitStatus status() const { return status_; }
  [[nodiscard]] const Error& error() const { return error_; }
  // The message as a terminal may be shown it: it may quote foreign text.
  [[nodiscard]] const char* what() const noexcept override { return shown_.c_str(); }
  // The batch it happened in, where there are several.
  [[nodiscard]] const std::optional<std::string>& batch() const { return batch_; }
  void set_batch(std::optional<std::string> name) { batch_ = std::move(name); }

 private:
  ExitStatus status_;
  Error error_;
  std::string shown_;
  std::optional<std::string> batch_;
};

template <class... Parts>
[[noreturn]] void fail(ExitStatus status, std::string_view code, const Parts&... parts) {
  throw Failure(status, make_error(std::string(code), parts...));
}

template <class... Parts>
[[noreturn]] void fail_usage(const Parts&... parts) {
  fail(ExitStatus::usage, "usage", parts...);
}

template <class... Parts>
[[noreturn]] void fail_input(std::string_view code, const Parts&... parts) {
  fail(ExitStatus::bad_input, code, parts...);
}

// The value, or a failure by bad input whose message begins with where the input came from.
template <class T>
[[nodiscard]] T take(Result<T> result, const std::string& place) {
  if (!result) {
    fail_input(result.error().code, place, place.empty() ? "" : ": ", result.error().message);
  }
  return std::move(result).value();
}

}  // namespace relayout::cli
