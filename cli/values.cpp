#include "relayout/cli/values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "relayout/cli/failure.hpp"
#include "relayout/model/report/numbers.hpp"

namespace relayout::cli {
namespace {

std::string range_text(const IntegerRange& range) {
  return range.most == std::numeric_limits<std::int64_t>::max() ? fmt::format("an integer from {} on", range.least)
                                                                : fmt::format("{} to {}", range.least, range.most);
}

}  // namespace

std::int64_t read_integer(std::string_view flag, const std::string& text, const IntegerRange& range) {
  std::int64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, problem] = std::from_chars(text.data(), end, value);
  if (problem != std::errc() || stopped != end || value < range.least || value > range.most) {
    fail_input("bad_value", flag, " is \"", text, "\"; expected ", range_text(range));
  }
  return value;
}

std::vector<std::int64_t> read_integers(std::string_view flag, const std::string& text, const IntegerRange& range) {
  std::vector<std::int64_t> values = take(report::parse_numbers(text), std::string(flag));
  const auto wrong = std::find_if(values.begin(), values.end(),
                                  [&](std::int64_t value) { return value < range.least || value > range.most; });
  if (wrong != values.end()) {
    fail_input("bad_value", flag, ": number ", wrong - values.begin() + 1, " is ", *wrong, "; expected ",
               range_text(range));
  }
  return values;
}

std::uint64_t read_seed(const FlagText& text) {
  if (!text) {
    return 1;
  }
  std::uint64_t value = 0;
  const char* end = text->data() + text->size();
  const auto [stopped, problem] = std::from_chars(text->data(), end, value);
  if (problem != std::errc() || stopped != end) {
    fail_input("bad_value", "--seed is \"", *text, "\"; expected 0 to ", std::numeric_limits<std::uint64_t>::max());
  }
  return value;
}

std::size_t read_choice(const Choice& choice, const std::string& text) {
  const auto found = std::find(choice.words.begin(), choice.words.end(), text);
  if (found == choice.words.end()) {
    fail_input("bad_value", choice.flag, " is \"", text, "\"; expected ",
               fmt::format("{}", fmt::join(choice.words, " or ")));
  }
  return static_cast<std::size_t>(found - choice.words.begin());
}

}  // namespace relayout::cli
