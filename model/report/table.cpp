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

// "above\nline", or a line alone.
struct Title {
  explicit Title(std::string_view title) {
    const std::size_t end = title.find('\n');
    if (end != std::string_view::npos) above = title.substr(0, end);
    line = end == std::string_view::npos ? title : title.substr(end + 1);
  }
  std::string_view above;
  std::string_view line;
};

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
    const Title title(columns_[column].title);
    std::size_t width = std::max(width_of(title.above), width_of(title.line));
    for (const auto& row : rows_) {
      width = std::max(width, width_of(row[column]));
    }
    widths.push_back(width);
  }
  std::string text;
  const auto add_line = [&](const auto& cell_of) {
    for (std::size_t column = 0; column < columns_.size(); ++column) {
      text += column == 0 ? "" : "  ";
      append_cell(text, cell_of(column), columns_[column].align, widths[column]);
    }
    end_line(text);
  };
  const auto is_two_lines = [](const Column& column) { return !Title(column.title).above.empty(); };
  if (std::any_of(columns_.begin(), columns_.end(), is_two_lines)) {
    add_line([&](std::size_t column) { return Title(columns_[column].title).above; });
  }
  add_line([&](std::size_t column) { return Title(columns_[column].title).line; });
  for (const auto& row : rows_) {
    add_line([&](std::size_t column) { return std::string_view(row[column]); });
  }
  return text;
}

}  // namespace relayout::report
