#include "relayout/model/report/svg_text.hpp"

#include <algorithm>

namespace relayout::report {

namespace {

constexpr double character_width = 0.64;  // of the font's size: a digit of DejaVu Sans

bool goes_on(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

}  // namespace

double text_width(std::string_view text, double font_size) {
  const auto characters = std::count_if(text.begin(), text.end(), [](char c) { return !goes_on(c); });
  return character_width * font_size * static_cast<double>(characters);
}

std::vector<std::string> wrapped(std::string_view text, const TextRoom& room) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string word(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!lines.empty() && text_width(lines.back() + " " + word, room.font_size) <= room.width) {
      lines.back() += " " + word;
    } else {
      lines.push_back(word);
    }
  }
  return lines;
}

std::string shortened(std::string_view text, const TextRoom& room) {
  constexpr std::string_view gap = " .. ";
  if (text_width(text, room.font_size) <= room.width) {
    return std::string(text);
  }
  // Bytes, of which there are no fewer than characters.
  const auto most = static_cast<std::size_t>(std::max(room.width, 0.0) / (character_width * room.font_size));
  const std::size_t kept = std::max(most, gap.size() + 2) - gap.size();
  std::size_t head = std::min(kept - kept / 2, text.size());
  while (head > 0 && head < text.size() && goes_on(text[head])) {
    --head;
  }
  std::size_t tail = std::max(text.size() - std::min(kept / 2, text.size()), head);
  while (tail < text.size() && goes_on(text[tail])) {
    ++tail;
  }
  return std::string(text.substr(0, head)) + std::string(gap) + std::string(text.substr(tail));
}

bool keep_apart(const std::vector<PlacedText>& texts) {
  constexpr double air = 6;
  const auto touch = [](const PlacedText& a, const PlacedText& b) { return b.left < a.left + a.width + air; };
  return std::adjacent_find(texts.begin(), texts.end(), touch) == texts.end();
}

}  // namespace relayout::report
