#include "relayout/model/report/json_out.hpp"

#include <cstddef>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>

#include "relayout/model/integer.hpp"

namespace relayout::report {

namespace {
constexpr std::size_t flush_bytes = 1U << 16U;
}

void JsonOut::flush() {
  out_.write(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
  buffer_.clear();
}

void JsonOut::separate() {
  if (needs_comma_) {
    buffer_.push_back(',');
  }
  needs_comma_ = true;
  if (buffer_.size() >= flush_bytes) {
    flush();
  }
}

void JsonOut::open(char bracket) {
  separate();
  buffer_.push_back(bracket);
  needs_comma_ = false;
}

void JsonOut::close(char bracket) {
  buffer_.push_back(bracket);
  needs_comma_ = true;
}

void JsonOut::key(std::string_view name) {
  separate();
  fmt::format_to(std::back_inserter(buffer_), "\"{}\":", name);
  needs_comma_ = false;
}

void JsonOut::string(std::string_view value) {
  separate();
  const auto broken_utf8 = nlohmann::json::error_handler_t::replace;
  const std::string quoted = nlohmann::json(std::string(value)).dump(-1, ' ', false, broken_utf8);
  buffer_.append(quoted.data(), quoted.data() + quoted.size());
}

void JsonOut::number(std::int64_t value) {
  separate();
  const fmt::format_int digits(value);
  buffer_.append(digits.data(), digits.data() + digits.size());
}

void JsonOut::natural(std::uint64_t value) {
  separate();
  const fmt::format_int digits(value);
  buffer_.append(digits.data(), digits.data() + digits.size());
}

void JsonOut::boolean(bool value) {
  separate();
  fmt::format_to(std::back_inserter(buffer_), "{}", value);
}

void JsonOut::null() {
  separate();
  fmt::format_to(std::back_inserter(buffer_), "null");
}

void JsonOut::thousandths(std::int64_t value) {
  separate();
  fmt::format_to(std::back_inserter(buffer_), "{}.{:03}", floor_div(value, 1000), floor_mod(value, 1000));
}

void JsonOut::end_line() { buffer_.push_back('\n'); }

void JsonOut::string(std::string_view name, std::string_view value) {
  key(name);
  string(value);
}

void JsonOut::number(std::string_view name, std::int64_t value) {
  key(name);
  number(value);
}

void JsonOut::boolean(std::string_view name, bool value) {
  key(name);
  boolean(value);
}

void JsonOut::numbers(std::string_view name, std::span<const std::int64_t> values) {
  key(name);
  open('[');
  for (const std::int64_t value : values) {
    number(value);
  }
  close(']');
}

}  // namespace relayout::report
