#include "relayout/model/report/table.hpp"

#include <algorithm>
#include <cassert>
#include <string_view>

namespace relayout::report {

namespace {

// Characters, counted by the bytes that begin one.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

void append_cell(std::string& line, std::string_view cell, Align align, std::size_t width) {
  const std::string gap(width - width_of(cell), ' ');
  line += align == Align::right ? gap : "";
  line += cell;
  line += align == Align::left ? gap : "";
}

void end_line(std::string& text) {
  text.erase(text.find_last_not_of(' ') + 1);
  text += '\n';
}

}  // namespace

void Table::add_row(std::vector<std::string> cells) {
  assert(cells.size() == columns_.size());
  rows_.push_back(std::move(cells));
}

std::string Table::text() const {
  std::vector<std::size_t> widths;
  for (std::size_t column = 0; column < columns_.size(); ++column) {
    std::size_t width = width_of(columns_[column].title);
    for (const auto& row : rows_) {
      width = std::max(width, width_of(row[column]));
    }
    widths.push_back(width);
  }
  std::string text;
  for (std::size_t column = 0; column < columns_.size(); ++column) {
    text += column == 0 ? "" : "  ";
    append_cell(text, columns_[column].title, columns_[column].align, widths[column]);
  }
  end_line(text);
  for (const auto& row : rows_) {
    for (std::size_t column = 0; column < columns_.size(); ++column) {
      text += column == 0 ? "" : "  ";
      append_cell(text, row[column], columns_[column].align, widths[column]);
    }
    end_line(text);
  }
  return text;
}

}  // namespace relayout::report
