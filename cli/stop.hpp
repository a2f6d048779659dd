// When long work ends early: Ctrl-C, or a deadline. The work asks between its steps, from any thread.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "relayout/cli/failure.hpp"
#include "relayout/cli/values.hpp"

namespace CLI {
class App;
}

namespace relayout::cli {

// --timeout, as every command says it that may take long.
void add_timeout_flag(CLI::App& app, FlagText& timeout);

// While one lives, the first Ctrl-C only asks for a stop; the second ends the program at once.
// At most one at a time.
class Stop {
 public:
  // `timeout` in seconds, from now on. Failure: bad input.
  explicit Stop(const FlagText& timeout);
  Stop(const Stop&) = delete;
  Stop& operator=(const Stop&) = delete;
  ~Stop();

  // The status to end with, once there is a reason to end; from then on there always is one.
  [[nodiscard]] std::optional<ExitStatus> reason() const;
  // Failure: interrupted or deadline, with what was done so far ("after 12 cases, which all held").
  void check(const std::string& tally) const;

 private:
  std::optional<std::chrono::steady_clock::time_point> deadline_;
  std::string timeout_;
};

// Fails where there is a reason to end. `part` is what was done of the run that is going on, as in "12 schedules";
// empty where it is all or nothing.
using CheckStop = std::function<void(const std::string& part)>;

}  // namespace relayout::cli
