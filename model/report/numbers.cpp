#include "relayout/model/report/numbers.hpp"

#include <charconv>
#include <cstddef>
#include <string>

namespace relayout::report {

namespace {

std::string_view without_spaces_around(std::string_view text) {
  while (!text.empty() && text.front() == ' ') {
    text.remove_prefix(1);
  }
  while (!text.empty() && text.back() == ' ') {
    text.remove_suffix(1);
  }
  return text;
}

struct Item {
  std::string_view text;
  std::size_t number;     // from 1
  std::size_t character;  // of the list, from 1
};

Error refusal(const Item& item, std::string_view list) {
  const std::string place = item.number == 1 ? "the first number" : "number " + std::to_string(item.number);
  constexpr std::size_t shown = 80;
  const std::string_view ellipsis = list.size() > shown ? ".." : "";
  return make_error("bad_numbers", place, " of \"", list.substr(0, shown), ellipsis, "\" (character ", item.character,
                    ") must be an integer in 0 .. 9223372036854775807, found \"", item.text.substr(0, shown), "\"");
}

}  // namespace

Result<std::vector<std::int64_t>> parse_numbers(std::string_view text) {
  std::vector<std::int64_t> numbers;
  if (without_spaces_around(text).empty()) {
    return numbers;
  }
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const std::size_t comma = text.find(',', begin);
    const std::string_view digits = without_spaces_around(text.substr(begin, comma - begin));
    std::int64_t value = 0;
    const char* const end = digits.data() + digits.size();
    const auto read = std::from_chars(digits.data(), end, value);
    if (digits.empty() || digits.front() == '-' || read.ec != std::errc() || read.ptr != end) {
      return refusal({.text = digits, .number = numbers.size() + 1, .character = begin + 1}, text);
    }
    numbers.push_back(value);
    begin = comma == std::string_view::npos ? text.size() + 1 : comma + 1;
  }
  return numbers;
}

std::string with_commas(std::int64_t number) {
  std::string digits = std::to_string(number);
  const std::size_t sign = number < 0 ? 1 : 0;
  for (std::size_t place = digits.size(); place > sign + 3; place -= 3) {
    digits.insert(place - 3, 1, ',');
  }
  return digits;
}

std::string counted(std::int64_t count, std::string_view noun) {
  return with_commas(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

}  // namespace relayout::report
