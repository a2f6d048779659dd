#include "relayout/model/report/svg.hpp"

#include <fmt/format.h>

#include <iterator>

namespace relayout::report {

namespace {

// The sheet has a ground of its own, so that it reads on any page; the dark one is taken where the reader asks for it.
constexpr std::string_view style = R"(<style>
.sheet{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif}
.sheet text{fill:#1d2430}
.ground{fill:#ffffff;stroke:#d9dee6}
.number{font-size:13px;text-anchor:middle;font-variant-numeric:tabular-nums}
.small{font-size:11px}
.label{font-size:12px;text-anchor:middle}
.left{text-anchor:start}
.right{text-anchor:end}
.word{font-size:13px;font-weight:600}
.name{font-size:13px;font-family:ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace}
.title{font-size:17px;font-weight:600}
.sheet .quiet{fill:#66707f}
.cell{stroke:#ffffff}
.carried{fill-opacity:.22}
.temporary{fill:none;stroke:#9aa4b2;stroke-dasharray:3 2}
.unknown{fill:#1d2430}
.frame{fill:none;stroke:#1d2430;stroke-width:1.25}
.ribbon{fill-opacity:.5}
.stays{fill-opacity:0;stroke-opacity:.8}
.ribbon:hover,.hot{fill-opacity:.9}
.heat{fill:#3f74d6}
.grid{fill:none;stroke:#d9dee6}
.own{fill:none;stroke:#66707f;stroke-width:2}
@media (prefers-color-scheme:dark){
.sheet text{fill:#e4e8ef}
.ground{fill:#14181f;stroke:#2a313c}
.sheet .quiet{fill:#97a1b0}
.cell{stroke:#14181f}
.carried{fill-opacity:.35}
.temporary{stroke:#66707f}
.unknown{fill:#e4e8ef}
.frame{stroke:#c4ccd8}
.grid{stroke:#2a313c}
}
</style>
)";

// Enough for a screen, and short: no trailing zeros.
std::string length(double value) {
  std::string text = fmt::format("{:.2f}", value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') {
    text.pop_back();
  }
  return text == "-0" ? "0" : text;
}

std::string attributes_of(const Look& look) {
  std::string text = look.classes.empty() ? "" : fmt::format(" class=\"{}\"", look.classes);
  return look.attributes.empty() ? text : text + " " + look.attributes;
}

// Ends a mark, with the title inside where there is one.
std::string ending(const Look& look, std::string_view element) {
  return look.title.empty() ? "/>\n" : fmt::format("><title>{}</title></{}>\n", escaped(look.title), element);
}

// The length of the UTF-8 character that begins here, 0 where none does. Overlong forms and surrogates are let pass:
// no reader of XML trips over them.
std::size_t character_size(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t size = first < 0x80   ? 1
                           : first < 0xC2 ? 0
                           : first < 0xE0 ? 2
                           : first < 0xF0 ? 3
                           : first < 0xF5 ? 4
                                          : 0;
  if (size > text.size()) {
    return 0;
  }
  for (std::size_t i = 1; i < size; ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U) {
      return 0;
    }
  }
  return size;
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::size_t size = character_size(text);
    const char first = text.front();
    if (first == '&') {
      result += "&amp;";
    } else if (first == '<') {
      result += "&lt;";
    } else if (first == '>') {
      result += "&gt;";
    } else if (first == '"') {
      result += "&quot;";
    } else if (size == 0 || (size == 1 && static_cast<unsigned char>(first) < 0x20)) {
      result += "\xEF\xBF\xBD";
    } else {
      result += text.substr(0, size);
    }
    text.remove_prefix(size == 0 ? 1 : size);
  }
  return result;
}

void Svg::rectangle(const Box& box, const Look& look) {
  fmt::format_to(std::back_inserter(markup_), R"(<rect x="{}" y="{}" width="{}" height="{}"{}{})", length(box.x),
                 length(box.y), length(box.width), length(box.height), attributes_of(look), ending(look, "rect"));
}

void Svg::text(const Point& place, std::string_view content, const Look& look) {
  fmt::format_to(std::back_inserter(markup_), R"(<text x="{}" y="{}"{}>{}</text>)", length(place.x), length(place.y),
                 attributes_of(look), escaped(content));
  markup_ += '\n';
}

void Svg::ribbon(const Band& band, const Look& look) {
  const std::string middle = length((band.top.y + band.bottom.y) / 2);
  fmt::format_to(std::back_inserter(markup_),
                 R"(<path d="M{0} {1}C{0} {2} {3} {2} {3} {4}H{5}C{5} {2} {6} {2} {6} {1}Z")", length(band.top.x),
                 length(band.top.y), middle, length(band.bottom.x), length(band.bottom.y),
                 length(band.bottom.x + band.width), length(band.top.x + band.width));
  markup_ += attributes_of(look) + ending(look, "path");
}

std::string Svg::document(const Sheet& sheet) const {
  const std::string head = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"sheet\" role=\"img\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" "
      "height=\"{1}\">\n<title>{2}</title>\n<desc>{3}</desc>\n",
      length(sheet.width), length(sheet.height), escaped(sheet.title), escaped(sheet.description));
  const std::string ground =
      fmt::format("<rect class=\"ground\" x=\".5\" y=\".5\" width=\"{}\" height=\"{}\" rx=\"10\"/>\n",
                  length(sheet.width - 1), length(sheet.height - 1));
  return head + std::string(style) + ground + markup_ + "</svg>\n";
}

}  // namespace relayout::report
