#include "relayout/engine/variables.hpp"

#include <charconv>
#include <system_error>

#include "relayout/model/printable.hpp"

namespace relayout::engine {

std::optional<std::int64_t> integer_of(std::string_view text) {
  std::int64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, status] = std::from_chars(text.data(), end, value);
  if (text.empty() || status != std::errc{} || stop != end) return std::nullopt;
  return value;
}

std::optional<std::string> Variables::text(std::string_view name) const {
  std::optional<std::string> value = environment_(name);
  if (value && value->empty()) return std::nullopt;
  return value;
}

Result<std::string> Variables::required(const Variable& variable) const {
  std::optional<std::string> value = text(variable.name);
  if (!value) {
    return make_error("launch", variable.name, " is not set, though other variables of ", variable.launcher,
                      " are; start the program through ", variable.launcher, ", or unset those");
  }
  return *std::move(value);
}

Result<std::int32_t> Variables::integer(const Variable& variable, const Allowed& allowed) const {
  const Result<std::string> value = required(variable);
  if (!value) return value.error();
  const std::optional<std::int64_t> number = integer_of(*value);
  if (!number || *number < allowed.least || *number > allowed.most) {
    return make_error("launch", variable.name, " is \"", printable(*value), "\"; expected an integer from ",
                      allowed.least, " to ", allowed.most, ", as ", variable.launcher, " sets it");
  }
  return static_cast<std::int32_t>(*number);
}

}  // namespace relayout::engine
