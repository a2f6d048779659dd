#include "relayout/cli/output.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <string_view>

#include "relayout/cli/failure.hpp"

namespace relayout::cli {
namespace {

report::TextStyle terminal_style() {
  report::TextStyle style;
  if (isatty(STDOUT_FILENO) == 0) {
    return style;
  }
  const char* no_colour = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  const bool refuses = no_colour != nullptr && *no_colour != '\0';
  const bool dumb = terminal == nullptr || std::string_view(terminal) == "dumb";
  if (!refuses && !dumb) {
    style.colour = report::Colour::ansi;
  }
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    style.width = size.ws_col;
  }
  return style;
}

std::string shell_word(const std::string& word) {
  constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=:,./+@%";
  if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) return word;
  std::string quoted = "'";
  for (const char letter : word) quoted += letter == '\'' ? "'\\''" : std::string(1, letter);
  return quoted + '\'';
}

[[noreturn]] void fail_write(const std::string& path, int error) {
  fail(ExitStatus::environment, "cannot_write", "cannot write ", path, ": ", std::strerror(error));
}

// Writes everything, or says why not: 0 or the error number.
int write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(descriptor, text.data(), text.size());
    if (written < 0 && errno != EINTR) {
      return errno;
    }
    text.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
  }
  return 0;
}

int write_and_close(int descriptor, const std::string& text) {
  const int written = write_all(descriptor, text);
  const int closed = close(descriptor) == 0 ? 0 : errno;
  return written != 0 ? written : closed;
}

// New files get the permissions that others the user makes get; a file written over keeps its own.
mode_t permissions_of(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) == 0) {
    return status.st_mode & 0777U;
  }
  const mode_t mask = umask(0);
  umask(mask);
  return 0666U & ~mask;
}

void replace_file(const std::string& path, const std::string& text) {
  std::string beside = path + ".XXXXXX";
  const int descriptor = mkstemp(beside.data());
  if (descriptor < 0) {
    fail_write(path, errno);
  }
  int error = fchmod(descriptor, permissions_of(path)) == 0 ? 0 : errno;
  const int written = write_and_close(descriptor, text);
  error = error != 0 ? error : written;
  if (error == 0 && rename(beside.c_str(), path.c_str()) != 0) {
    error = errno;
  }
  if (error != 0) {
    unlink(beside.c_str());
    fail_write(path, error);
  }
}

}  // namespace

Output::Output(Format format, const std::vector<std::string>& arguments) : format_(format), style_(terminal_style()) {
  for (const std::string& argument : arguments) command_ += ' ' + shell_word(argument);
}

std::ostream& Output::stream() const { return std::cout; }

std::string Output::paint(const std::string& text, int code) const {
  return style_.colour == report::Colour::plain ? text : "\x1b[" + std::to_string(code) + "m" + text + "\x1b[0m";
}

void Output::flush() const {
  if (std::cout) {
    errno = 0;
    std::cout.flush();
  }
  if (!std::cout) {
    const int error = errno == 0 ? EIO : errno;
    fail(ExitStatus::environment, error == EPIPE ? reader_gone : no_output,
         "cannot write standard output: ", std::strerror(error));
  }
}

void guard_standard_streams() {
  static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(descriptor, F_GETFD) < 0) {
      // Opened the wrong way round on purpose: the lowest free number is this one.
      static_cast<void>(open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY));
    }
  }
}

void write_file(const FileContent& file, const Output& output) {
  if (file.path == "-") {
    output.stream() << file.text;
    output.flush();
    return;
  }
  namespace fs = std::filesystem;
  std::error_code ignored;
  const fs::path real = fs::weakly_canonical(file.path, ignored);  // a link stays a link
  const std::string path = real.empty() ? file.path : real.string();
  const fs::file_status status = fs::status(path, ignored);
  if (!fs::exists(status) || fs::is_regular_file(status)) {
    replace_file(path, file.text);
    return;
  }
  const int descriptor = open(path.c_str(), O_WRONLY | O_CLOEXEC);
  const int error = descriptor < 0 ? errno : write_and_close(descriptor, file.text);
  if (error != 0) {
    fail_write(path, error);
  }
}

}  // namespace relayout::cli
