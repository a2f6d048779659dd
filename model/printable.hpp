// Foreign text as a terminal may be shown it: what would be a command to the terminal is spelt out.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace relayout {

// The text with control characters (U+0000 to U+001F, U+007F to U+009F) spelt out: "a\x1b[2J" is "a<U+001B>[2J".
// Ensures: of text without any, it is that text.
[[nodiscard]] inline std::string printable(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string result;
  for (std::size_t at = 0; at < text.size(); ++at) {
    // In UTF-8, U+0080 to U+009F are two bytes, the first 0xC2.
    const bool two_bytes = text[at] == '\xC2' && at + 1 < text.size() && (text[at + 1] & '\xE0') == '\x80';
    const auto byte = static_cast<unsigned char>(text[two_bytes ? at + 1 : at]);
    if (byte >= 0x20 && byte != 0x7F && !two_bytes) {
      result += text[at];
      continue;
    }
    result.append("<U+00").append(1, digits[byte >> 4U]).append(1, digits[byte & 0x0FU]).append(">");
    at += two_bytes ? 1 : 0;
  }
  return result;
}

}  // namespace relayout
