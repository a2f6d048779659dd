#include "relayout/model/report/text_matrix.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "relayout/model/integer.hpp"
#include "relayout/model/report/traffic_grid.hpp"

namespace relayout::report {

namespace {

constexpr std::int64_t numbered_cells = 24;
constexpr std::int64_t shaded_cells = 32;
constexpr std::int64_t label_width = 8;

std::string numbers(const TrafficGrid& grid, std::size_t cell_width, std::string_view unit) {
  std::string text = fmt::format("{} from rank (down) to rank (across)\n{:>{}}", unit, "", label_width);
  for (std::int64_t column = 0; column < grid.column_count; ++column) {
    text += fmt::format(" {:>{}}", grid.target_of(column), cell_width);
  }
  text += '\n';
  for (std::int64_t row = 0; row < grid.row_count; ++row) {
    text += fmt::format("{:>{}}", grid.source_of(row), label_width);
    for (std::int64_t column = 0; column < grid.column_count; ++column) {
      const std::int64_t rows = grid.at(row, column);
      text += rows == 0 ? fmt::format(" {:>{}}", "·", cell_width) : fmt::format(" {:>{}}", rows, cell_width);
    }
    text += '\n';
  }
  return text;
}

// Darker for more; nothing for none.
char mark_of(const TrafficGrid& grid, std::int64_t rows) {
  constexpr std::string_view ink = ".:-=+*#%@";
  const double share = static_cast<double>(rows) / static_cast<double>(grid.most);
  const auto step = static_cast<std::int64_t>(share * static_cast<double>(ink.size()));
  return rows == 0 ? ' ' : ink[static_cast<std::size_t>(at_most(step, static_cast<std::int64_t>(ink.size()) - 1))];
}

// "from '.' for 1 to '@' for 12 rows", "always '@' for 1 row".
std::string marks_of(const TrafficGrid& grid, std::string_view unit) {
  std::int64_t least = grid.most;
  for (const std::int64_t sum : grid.sums) least = sum > 0 ? std::min(least, sum) : least;
  if (grid.most == 1) unit.remove_suffix(1);
  const std::string most = fmt::format("'{}' for {} {}", mark_of(grid, grid.most), grid.most, unit);
  return least == grid.most ? "always " + most
                            : fmt::format("from '{}' for {} to {}", mark_of(grid, least), least, most);
}

std::string shades(const TrafficGrid& grid, std::string_view unit) {
  const std::string each =
      grid.block == 1 ? "one pair" : fmt::format("a block of {} x {} pairs", grid.block, grid.block);
  std::string text =
      fmt::format("{} from rank (down) to rank (across); a mark is {}, {}\n", unit, each, marks_of(grid, unit));
  constexpr std::int64_t labelled = 8;  // one column in so many has its rank above it
  text.append(label_width + 1, ' ');
  for (std::int64_t column = 0; column < grid.column_count; column += labelled) {
    text += fmt::format("{:<{}}", grid.target_of(column), labelled);
  }
  text.erase(text.find_last_not_of(' ') + 1);
  text += '\n';
  for (std::int64_t row = 0; row < grid.row_count; ++row) {
    text += fmt::format("{:>{}} ", grid.source_of(row), label_width);
    for (std::int64_t column = 0; column < grid.column_count; ++column) {
      text += mark_of(grid, grid.at(row, column));
    }
    text.erase(text.find_last_not_of(' ') + 1);
    text += '\n';
  }
  return text;
}

}  // namespace

std::string text_matrix(std::span<const PairTraffic> pairs, std::int64_t width, std::string_view unit) {
  const TrafficGrid grid = traffic_grid(pairs, numbered_cells);
  if (grid.most == 0) {
    return "no rows move\n";
  }
  const std::size_t cell_width = fmt::formatted_size("{}", std::max<std::int64_t>(grid.most, grid.targets.back()));
  const std::int64_t line_width = label_width + grid.column_count * static_cast<std::int64_t>(cell_width + 1);
  const bool fits = grid.block == 1 && line_width <= width;
  return fits ? numbers(grid, cell_width, unit) : shades(traffic_grid(pairs, shaded_cells), unit);
}

}  // namespace relayout::report
