// How wide text comes out in a drawing, and what becomes of text that is too wide.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace relayout::report {

// Sizes of the style sheet's classes. Small wins over number.
inline constexpr double title_size = 17;
inline constexpr double name_size = 13;
inline constexpr double number_size = 13;
inline constexpr double label_size = 12;
inline constexpr double small_size = 11;

// An upper estimate: which font a reader has is not known. Words come out narrower, digits of wide fonts as said.
[[nodiscard]] double text_width(std::string_view text, double font_size);

struct TextRoom {
  double width = 0;
  double font_size = label_size;
};

// Lines of whole words that fit the room; a word that is wider has a line of its own. No text is no line.
// Requires: one space between words.
[[nodiscard]] std::vector<std::string> wrapped(std::string_view text, const TextRoom& room);

// Without its middle where it does not fit: names and the last keys tell layouts apart. UTF-8 characters stay whole.
[[nodiscard]] std::string shortened(std::string_view text, const TextRoom& room);

// A text of a line, by its left edge.
struct PlacedText {
  std::string text;
  double left = 0;
  double width = 0;
};

// Whether there is air between each and the next. Requires: texts are ordered as they stand.
[[nodiscard]] bool keep_apart(const std::vector<PlacedText>& texts);

}  // namespace relayout::report
