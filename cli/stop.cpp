#include "relayout/cli/stop.hpp"

#include <signal.h>  // NOLINT(modernize-deprecated-headers): sigaction is POSIX

#include <CLI/CLI.hpp>
#include <atomic>
#include <csignal>

namespace relayout::cli {
namespace {

std::atomic<bool> interrupted = false;  // written by the handler, read by every thread that works
static_assert(std::atomic<bool>::is_always_lock_free);

void note_interrupt(int /*signal*/) { interrupted = true; }

}  // namespace

void add_timeout_flag(CLI::App& app, FlagText& timeout) {
  app.add_option("--timeout", timeout, "Stop after so many seconds, with status 5")->type_name("S");
}

Stop::Stop(const FlagText& timeout) : timeout_(timeout.value_or("")) {
  if (timeout) {
    const IntegerRange seconds{.least = 1, .most = 1'000'000'000};
    deadline_ = std::chrono::steady_clock::now() + std::chrono::seconds(read_integer("--timeout", *timeout, seconds));
  }
  struct sigaction action {};
  action.sa_handler = note_interrupt;
  action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
}

Stop::~Stop() { static_cast<void>(std::signal(SIGINT, SIG_DFL)); }

std::optional<ExitStatus> Stop::reason() const {
  if (interrupted) {
    return ExitStatus::interrupted;
  }
  if (deadline_ && std::chrono::steady_clock::now() >= *deadline_) {
    return ExitStatus::deadline;
  }
  return std::nullopt;
}

void Stop::check(const std::string& tally) const {
  const std::optional<ExitStatus> status = reason();
  if (status == ExitStatus::interrupted) {
    fail(*status, "interrupted", "interrupted ", tally);
  }
  if (status == ExitStatus::deadline) {
    fail(*status, "deadline", "the ", timeout_, " s of --timeout passed ", tally);
  }
}

}  // namespace relayout::cli
