// Wrong input is a value: what went wrong, with the numbers that explain it. The edges decide what becomes of it.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <variant>

namespace relayout {

// `code` is short, stable and made for programs ("not_divisible"); `message` says what, where, expected, found.
struct Error {
  std::string code;
  std::string message;
  friend bool operator==(const Error&, const Error&) = default;
};

// An error whose message is the pieces written one after another.
template <class... Parts>
[[nodiscard]] Error make_error(std::string code, const Parts&... parts) {
  std::ostringstream text;
  (text << ... << parts);
  return {std::move(code), std::move(text).str()};
}

// Ends the program, in every build: whoever takes a value without looking is told at least what stands there instead.
[[noreturn]] inline void abort_on(const Error& error) {
  std::fprintf(stderr, "relayout: a value was taken from an error, %s: %s\n", error.code.c_str(),
               error.message.c_str());
  std::abort();
}

// A value or the error that stood in its way. Move it out with `std::move(result).value()`.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  // Requires: has_value(); aborts with the error otherwise.
  [[nodiscard]] const T& value() const& {
    if (!has_value()) abort_on(error());
    return *std::get_if<0>(&state_);
  }
  [[nodiscard]] T&& value() && {
    if (!has_value()) abort_on(error());
    return std::move(*std::get_if<0>(&state_));
  }
  [[nodiscard]] const T& operator*() const& { return value(); }
  [[nodiscard]] const T* operator->() const { return &value(); }

  // Requires: !has_value(); aborts otherwise.
  [[nodiscard]] const Error& error() const {
    if (has_value()) abort_on({"no_error", "the result holds a value"});
    return *std::get_if<1>(&state_);
  }

 private:
  std::variant<T, Error> state_;
};

}  // namespace relayout
