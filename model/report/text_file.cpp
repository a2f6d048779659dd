#include "relayout/model/report/text_file.hpp"

#include <array>
#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <system_error>

namespace relayout::report {

namespace {

Error unreadable(const std::string& path, int error_number) {
  const std::string reason = error_number == 0 ? "reading failed" : std::generic_category().message(error_number);
  return make_error("bad_file", "cannot read ", display_name(path), ": ", reason);
}

// Devices have no end, and a document may name one: reading ends just past the limit.
Result<std::string> all_of(std::istream& stream, const std::string& path) {
  std::string text;
  std::array<char, 1U << 16U> block{};
  while (stream.read(block.data(), block.size()) || stream.gcount() > 0) {
    text.append(block.data(), static_cast<std::size_t>(stream.gcount()));
    if (text.size() > max_text_bytes) {
      return make_error("bad_file", "cannot read ", display_name(path), ": it has more than ", max_text_bytes,
                        " bytes, the most that is read");
    }
  }
  return text;
}

}  // namespace

Result<std::string> read_text_file(const std::string& path) {
  if (path == "-") {
    return all_of(std::cin, path);
  }
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    return unreadable(path, EISDIR);
  }
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return unreadable(path, errno);
  }
  auto text = all_of(file, path);
  if (file.bad()) {
    return unreadable(path, errno);
  }
  return text;
}

std::string display_name(const std::string& path) { return path == "-" ? "standard input" : path; }

}  // namespace relayout::report
