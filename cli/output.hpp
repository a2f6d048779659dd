// Where a command writes: standard output, checked, and whole files.
#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "relayout/model/report/draw_text.hpp"

namespace relayout::cli {

enum class Format : std::uint8_t { text, json };

// Codes of errors that standard output cannot tell of: its reader went away, as in `relayout .. | head`, or it takes
// nothing, as a full disk.
inline constexpr std::string_view reader_gone = "reader_gone";
inline constexpr std::string_view no_output = "no_output";

// Standard output. Thread-safe: no; one command owns it.
class Output {
 public:
  // `arguments` are the program's, without its name.
  Output(Format format, const std::vector<std::string>& arguments);

  [[nodiscard]] Format format() const { return format_; }
  [[nodiscard]] bool json() const { return format_ == Format::json; }
  // The command line, as a shell takes it.
  [[nodiscard]] const std::string& command() const { return command_; }
  [[nodiscard]] std::ostream& stream() const;
  // Colour only on a terminal, and not where NO_COLOR is set; width is the terminal's.
  [[nodiscard]] const report::TextStyle& style() const { return style_; }
  // The text in a colour of the terminal's eight (SGR code 31, 32, ..), or as it is.
  [[nodiscard]] std::string paint(const std::string& text, int code) const;
  // Hands over what was written so far. Failure: environment, where nobody takes it (disk full, closed).
  void flush() const;

 private:
  Format format_;
  std::string command_ = "relayout";
  report::TextStyle style_;
};

// A closed standard stream is replaced by one that refuses, so that no file opened later takes its number; and a
// reader that goes away becomes an error of write instead of a signal.
void guard_standard_streams();

// A file and what it shall hold. "-" is standard output.
struct FileContent {
  const std::string& path;
  const std::string& text;
};
// Writes a file whole or not at all: beside it under another name, then renamed over it. Devices and pipes are
// written to directly. Failure: environment, naming the path and what the system says.
void write_file(const FileContent& file, const Output& output);

}  // namespace relayout::cli
