#include "relayout/proptest/fuzz/mutate.hpp"

#include <array>
#include <cctype>
#include <cstddef>
#include <string_view>

namespace relayout::proptest {
namespace {

constexpr std::array<std::string_view, 16> trouble{"0",
                                                   "1",
                                                   "-1",
                                                   "2147483648",
                                                   "1099511627776",
                                                   "1099511627777",
                                                   "9223372036854775807",
                                                   "9223372036854775808",
                                                   "1e9",
                                                   "0.5",
                                                   "null",
                                                   "[]",
                                                   "{}",
                                                   "\"",
                                                   "\xff",
                                                   "00"};

struct Stretch {
  std::size_t begin = 0;
  std::size_t size = 0;
};

// Short ones mostly. Empty in an empty text.
Stretch stretch_of(Random& random, const std::string& text) {
  const auto begin = static_cast<std::size_t>(random.below(std::ssize(text) + 1));
  const auto rest = static_cast<std::int64_t>(text.size() - begin);
  const auto size = random.below(random.one_in(4) ? rest + 1 : std::min<std::int64_t>(rest, 8) + 1);
  return {begin, static_cast<std::size_t>(size)};
}

// The digits around a random place, if there are any.
Stretch number_of(Random& random, const std::string& text) {
  const auto is_digit = [&](std::size_t at) { return std::isdigit(static_cast<unsigned char>(text[at])) != 0; };
  std::size_t begin = static_cast<std::size_t>(random.below(std::ssize(text) + 1));
  while (begin < text.size() && !is_digit(begin)) ++begin;
  std::size_t end = begin;
  while (end < text.size() && is_digit(end)) ++end;
  return {begin, end - begin};
}

void damage(Random& random, std::string& text, const std::string& other) {
  const Stretch here = stretch_of(random, text);
  switch (random.below(6)) {
    case 0:
      text.replace(here.begin, here.size, 1, static_cast<char>(random.below(256)));
      break;
    case 1:
      text.erase(here.begin, here.size);
      break;
    case 2:
      text.insert(here.begin, text.substr(here.begin, here.size));
      break;
    case 3: {
      const Stretch there = stretch_of(random, other);
      text.replace(here.begin, here.size, other, there.begin, there.size);
      break;
    }
    case 4: {
      const Stretch number = number_of(random, text);
      text.replace(number.begin, number.size, random.pick(std::span<const std::string_view>(trouble)));
      break;
    }
    default:
      text.insert(here.begin, random.pick(std::span<const std::string_view>(trouble)));
  }
}

}  // namespace

std::string mutated(Random& random, std::span<const std::string> seeds) {
  std::string text = random.pick(seeds);
  for (std::int64_t left = 1 + random.below(4); left > 0; --left) damage(random, text, random.pick(seeds));
  return text;
}

}  // namespace relayout::proptest
