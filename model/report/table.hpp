// Aligned columns of plain text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace relayout::report {

enum class Align : std::uint8_t { left, right };

struct Column {
  std::string title;  // a newline makes two lines of it
  Align align = Align::right;
};

class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // Requires: one cell a column.
  void add_row(std::vector<std::string> cells);
  [[nodiscard]] std::size_t row_count() const { return rows_.size(); }
  // The title, then the rows; two spaces between columns, none at the end of a line; every line ends in a newline.
  // Widths count UTF-8 characters, not bytes.
  [[nodiscard]] std::string text() const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace relayout::report
