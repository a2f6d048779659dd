// Writes JSON onto a stream as it is made. nlohmann_json writes only what it holds as a tree, and a tree of a million
// moves takes gigabytes; it does write every string here, so that escapes and broken UTF-8 are its business.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <ostream>
#include <span>
#include <string_view>

namespace relayout::report {

// Commas are put where they belong; that braces match is up to the caller.
class JsonOut {
 public:
  explicit JsonOut(std::ostream& out) : out_(out) {}
  ~JsonOut() { flush(); }
  JsonOut(const JsonOut&) = delete;  // two buffers onto one stream would mix
  JsonOut& operator=(const JsonOut&) = delete;

  void open(char bracket);
  void close(char bracket);
  // Names the next value. Requires: the key needs no escapes.
  void key(std::string_view name);
  void string(std::string_view value);
  void number(std::int64_t value);
  void natural(std::uint64_t value);
  void boolean(bool value);
  void null();
  // A fraction with three digits after the point, for units that are divided.
  void thousandths(std::int64_t value);
  void end_line();

  void string(std::string_view name, std::string_view value);
  void number(std::string_view name, std::int64_t value);
  void boolean(std::string_view name, bool value);
  void numbers(std::string_view name, std::span<const std::int64_t> values);

 private:
  void separate();
  void flush();

  std::ostream& out_;
  fmt::memory_buffer buffer_;
  bool needs_comma_ = false;
};

}  // namespace relayout::report
