// Variables of an environment, read as what they should hold.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "relayout/engine/launch.hpp"

namespace relayout::engine {

// One of a launcher's variables: the launcher sets them together, so one that is missing is an error.
struct Variable {
  std::string_view name;
  std::string_view launcher;
};

struct Allowed {
  std::int64_t least = 0;
  std::int64_t most = 0;
};

class Variables {
 public:
  explicit Variables(const Environment& environment) : environment_(environment) {}

  // The value; nothing where the variable is not set, or empty.
  [[nodiscard]] std::optional<std::string> text(std::string_view name) const;
  [[nodiscard]] bool has(std::string_view name) const { return text(name).has_value(); }
  // Errors: "launch".
  [[nodiscard]] Result<std::string> required(const Variable& variable) const;
  [[nodiscard]] Result<std::int32_t> integer(const Variable& variable, const Allowed& allowed) const;

 private:
  const Environment& environment_;
};

// All of the text as a decimal integer.
[[nodiscard]] std::optional<std::int64_t> integer_of(std::string_view text);

}  // namespace relayout::engine
