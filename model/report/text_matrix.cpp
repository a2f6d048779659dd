#include "relayout/model/report/text_matrix.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

#include "relayout/model/integer.hpp"

namespace relayout::report {

namespace {

constexpr std::int64_t numbered_ranks = 24;
constexpr std::int64_t shaded_cells = 32;

// The ranks of one side that have any traffic, ascending.
struct Ranks {
  std::vector<std::int32_t> world;

  explicit Ranks(std::vector<std::int32_t> all) : world(std::move(all)) {
    std::sort(world.begin(), world.end());
    world.erase(std::unique(world.begin(), world.end()), world.end());
  }
  [[nodiscard]] std::int64_t size() const { return static_cast<std::int64_t>(world.size()); }
  [[nodiscard]] std::int64_t index_of(std::int32_t rank) const {
    return std::lower_bound(world.begin(), world.end(), rank) - world.begin();
  }
};

// Sums of rows, one for each block of `block` x `block` pairs.
struct Grid {
  std::int64_t row_count;
  std::int64_t column_count;
  std::vector<std::int64_t> sums;

  [[nodiscard]] std::int64_t& at(std::int64_t row, std::int64_t column) {
    return sums[static_cast<std::size_t>(row * column_count + column)];
  }
};

struct Axes {
  Ranks sources;
  Ranks targets;
};

Grid grid_of(std::span<const PairTraffic> pairs, const Axes& axes, std::int64_t block) {
  Grid grid{.row_count = ceil_div(axes.sources.size(), block),
            .column_count = ceil_div(axes.targets.size(), block),
            .sums = {}};
  grid.sums.resize(static_cast<std::size_t>(grid.row_count * grid.column_count));
  for (const PairTraffic& pair : pairs) {
    grid.at(floor_div(axes.sources.index_of(pair.source_rank), block),
            floor_div(axes.targets.index_of(pair.target_rank), block)) += pair.rows;
  }
  return grid;
}

std::string numbers(Grid& grid, const Axes& axes, std::size_t cell_width) {
  std::string text = fmt::format("rows from rank (down) to rank (across)\n{:>8}", "");
  for (const std::int32_t rank : axes.targets.world) {
    text += fmt::format(" {:>{}}", rank, cell_width);
  }
  text += '\n';
  for (std::int64_t row = 0; row < grid.row_count; ++row) {
    text += fmt::format("{:>8}", axes.sources.world[static_cast<std::size_t>(row)]);
    for (std::int64_t column = 0; column < grid.column_count; ++column) {
      const std::int64_t rows = grid.at(row, column);
      text += rows == 0 ? fmt::format(" {:>{}}", "·", cell_width) : fmt::format(" {:>{}}", rows, cell_width);
    }
    text += '\n';
  }
  return text;
}

std::string shades(Grid& grid, const Axes& axes, std::int64_t block) {
  constexpr std::string_view ink = ".:-=+*#%@";
  const auto ink_count = static_cast<std::int64_t>(ink.size());
  const std::int64_t most = *std::max_element(grid.sums.begin(), grid.sums.end());
  const std::string each = block == 1 ? "one pair" : fmt::format("a block of {} x {} pairs", block, block);
  std::string text =
      fmt::format("rows from rank (down) to rank (across); a mark is {}; '.' few, '@' {} rows\n", each, most);
  for (std::int64_t row = 0; row < grid.row_count; ++row) {
    text += fmt::format("{:>8} ", axes.sources.world[static_cast<std::size_t>(row * block)]);
    for (std::int64_t column = 0; column < grid.column_count; ++column) {
      const double share = static_cast<double>(grid.at(row, column)) / static_cast<double>(most);
      const auto step = static_cast<std::int64_t>(share * static_cast<double>(ink_count));
      text += grid.at(row, column) == 0 ? ' ' : ink[static_cast<std::size_t>(at_most(step, ink_count - 1))];
    }
    text.erase(text.find_last_not_of(' ') + 1);
    text += '\n';
  }
  return text;
}

}  // namespace

std::string text_matrix(std::span<const PairTraffic> pairs, std::int64_t width) {
  if (pairs.empty()) {
    return "no rows move\n";
  }
  std::vector<std::int32_t> sources;
  std::vector<std::int32_t> targets;
  std::int64_t most = 0;
  for (const PairTraffic& pair : pairs) {
    sources.push_back(pair.source_rank);
    targets.push_back(pair.target_rank);
    most = std::max({most, pair.rows, std::int64_t{pair.target_rank}});
  }
  const Axes axes{.sources = Ranks(std::move(sources)), .targets = Ranks(std::move(targets))};
  const std::size_t cell_width = fmt::formatted_size("{}", most);
  const std::int64_t rank_count = std::max(axes.sources.size(), axes.targets.size());
  const std::int64_t line = 8 + axes.targets.size() * static_cast<std::int64_t>(cell_width + 1);
  const bool fits = rank_count <= numbered_ranks && line <= width;
  const std::int64_t block = fits ? 1 : ceil_div(rank_count, shaded_cells);
  Grid grid = grid_of(pairs, axes, block);
  return fits ? numbers(grid, axes, cell_width) : shades(grid, axes, block);
}

}  // namespace relayout::report
