// Values of flags, read strictly. A wrong value is bad input; whether a flag may stand there is CLI11's to say.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace relayout::cli {

// A flag that was given, or not: `name` is what messages call it ("--cp").
using FlagText = std::optional<std::string>;

// What an integer may be. Both ends belong to it.
struct IntegerRange {
  std::int64_t least = 0;
  std::int64_t most = std::numeric_limits<std::int64_t>::max();
};

// Failure: bad input, naming the flag, the text and the range.
[[nodiscard]] std::int64_t read_integer(std::string_view flag, const std::string& text, const IntegerRange& range);
// The same of a list with commas; which item is wrong is named.
[[nodiscard]] std::vector<std::int64_t> read_integers(std::string_view flag, const std::string& text,
                                                      const IntegerRange& range);
// Any seed of 64 bits, in decimal.
[[nodiscard]] std::uint64_t read_seed(const FlagText& text);

// One of a few words.
struct Choice {
  std::string_view flag;
  std::vector<std::string_view> words;
};
// The index of the word. Failure: bad input, naming all of them.
[[nodiscard]] std::size_t read_choice(const Choice& choice, const std::string& text);

}  // namespace relayout::cli
