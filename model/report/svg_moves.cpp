#include "relayout/model/report/svg_moves.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

#include "relayout/model/report/palette.hpp"
#include "relayout/model/report/stripes.hpp"
#include "relayout/model/report/svg_text.hpp"
#include "relayout/model/report/traffic_grid.hpp"
#include "relayout/model/traffic.hpp"

namespace relayout::report {

namespace {

std::string move_title(const Move& move) {
  const std::string verb = move.source_rank == move.target_rank ? "stay on" : "go from";
  const std::string to = move.source_rank == move.target_rank ? "" : fmt::format("rank {} ", move.target_rank);
  return fmt::format("tokens {}..{} {} rank {} rows {}..{} to {}rows {}..{}", move.token, move.token + move.count - 1,
                     verb, move.source_rank, move.source_row, move.source_row + move.count - 1, to, move.target_row,
                     move.target_row + move.count - 1);
}

// Indices of the moves that are drawn, longest first.
std::vector<std::size_t> longest_moves(std::span<const Move> moves) {
  std::vector<std::size_t> order(moves.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto end = order.begin() + static_cast<std::ptrdiff_t>(std::min(order.size(), drawn_moves));
  std::partial_sort(order.begin(), end, order.end(), [&](std::size_t a, std::size_t b) {
    return moves[a].count != moves[b].count ? moves[a].count > moves[b].count : a < b;
  });
  order.erase(end, order.end());
  return order;
}

void draw_move(Svg& svg, const RibbonFrames& frames, const Move& move, const Pack& pack, std::size_t index) {
  const auto top = frames.source.row_left(move.source_rank, move.source_row);
  const auto bottom = frames.target.row_left(move.target_rank, move.target_row);
  if (!top || !bottom) {
    return;
  }
  const bool stays = move.source_rank == move.target_rank;
  const double width = frames.source.row_width();
  for (const Stripe& stripe : stripes_of({.tokens = {move.token, move.token + move.count}, .row = 0}, pack)) {
    const double offset = static_cast<double>(stripe.rows.begin) * width;
    const std::string_view fill = stripe.sequence < 0 ? "#66707f" : colour_of(stripe.sequence).fill;
    svg.ribbon({.top = {*top + offset, frames.source.bottom() + 3},
                .bottom = {*bottom + offset, frames.target.top() - 3},
                .width = std::max(static_cast<double>(stripe.rows.size()) * width, 0.6)},
               {stays ? "ribbon stays" : "ribbon",
                fmt::format("fill=\"{0}\"{1} data-move=\"{2}\"", fill,
                            stays ? fmt::format(" stroke=\"{}\"", fill) : std::string(), index),
                move_title(move)});
  }
}

constexpr double map_width = 300;
constexpr double least_map_left = 46;  // room for source ranks
constexpr double map_top = 44;         // room for the heading and target ranks
constexpr double axis_gap = 6;

struct Map {
  const TrafficGrid& grid;
  Point corner;  // of the cells
  double cell;
};

constexpr double dark_share = 0.55;  // from here on marks on a cell are white

void draw_cell(Svg& svg, const Map& map, std::int64_t row, std::int64_t column) {
  const std::int64_t rows = map.grid.at(row, column);
  const double share = static_cast<double>(rows) / static_cast<double>(std::max<std::int64_t>(map.grid.most, 1));
  const Box box{.x = map.corner.x + static_cast<double>(column) * map.cell,
                .y = map.corner.y + static_cast<double>(row) * map.cell,
                .width = map.cell,
                .height = map.cell};
  const std::string title = fmt::format("{} rows from rank {} to rank {}{}", rows, map.grid.source_of(row),
                                        map.grid.target_of(column), map.grid.block == 1 ? "" : " and their neighbours");
  svg.rectangle(box, {"heat", fmt::format("fill-opacity=\"{:.3f}\"", rows == 0 ? 0 : 0.08 + 0.92 * share), title});
  svg.rectangle(box, {"grid", "", ""});
  const bool own = map.grid.block == 1 && map.grid.source_of(row) == map.grid.target_of(column);
  if (own) {
    svg.rectangle({box.x + 2, box.y + 2, box.width - 4, box.height - 4},
                  {"own", share > dark_share ? "style=\"stroke:#ffffff\"" : "", ""});
  }
  const std::string number = std::to_string(rows);
  if (rows > 0 && map.cell >= 7.5 * static_cast<double>(number.size()) + 6) {
    const std::string ink = share > dark_share ? "style=\"fill:#ffffff\"" : "";
    svg.text({box.x + box.width / 2, box.y + box.height / 2 + 4}, number, {"number small", ink, ""});
  }
}

// Of ascending ranks.
double widest_label(std::span<const std::int32_t> ranks) {
  return ranks.empty() ? 0 : text_width(std::to_string(ranks.back()), small_size);
}

// The target ranks of one column in so many.
std::vector<PlacedText> column_labels(const Map& map, std::int64_t stride) {
  std::vector<PlacedText> labels;
  for (std::int64_t column = 0; column < map.grid.column_count; column += stride) {
    const std::string text = std::to_string(map.grid.target_of(column));
    const double width = text_width(text, small_size);
    labels.push_back({text, map.corner.x + (static_cast<double>(column) + 0.5) * map.cell - width / 2, width});
  }
  return labels;
}

// Beside every cell, every second, fourth, ..: both axes are easy to count along.
void draw_axes(Svg& svg, const Map& map) {
  constexpr double label_height = 13;
  std::int64_t down = 1;
  while (static_cast<double>(down) * map.cell < label_height) {
    down *= 2;
  }
  for (std::int64_t row = 0; row < map.grid.row_count; row += down) {
    const double y = map.corner.y + (static_cast<double>(row) + 0.5) * map.cell + 4;
    svg.text({map.corner.x - axis_gap, y}, std::to_string(map.grid.source_of(row)), {"small right quiet", "", ""});
  }
  std::int64_t across = 1;
  while (!keep_apart(column_labels(map, across))) {
    across *= 2;
  }
  for (const PlacedText& label : column_labels(map, across)) {
    const Point place{.x = label.left + label.width / 2, .y = map.corner.y - axis_gap};
    svg.text(place, label.text, {"number small quiet", "", ""});
  }
}

}  // namespace

void draw_ribbons(Svg& svg, const RibbonFrames& frames, std::span<const Move> moves, const Pack& pack) {
  for (const std::size_t index : longest_moves(moves)) {
    draw_move(svg, frames, moves[index], pack, index);
  }
}

Box draw_traffic(Svg& svg, const Point& corner, std::span<const Move> moves) {
  constexpr std::int64_t most_cells = 64;
  constexpr double widest_cell = 44;
  const TrafficGrid grid = traffic_grid(pair_traffic(moves), most_cells);
  const std::int64_t longer = std::max({grid.row_count, grid.column_count, std::int64_t{1}});
  const double map_left = std::max(least_map_left, widest_label(grid.sources) + axis_gap);
  const Map map{.grid = grid,
                .corner = {corner.x + map_left, corner.y + map_top},
                .cell = std::min(widest_cell, map_width / static_cast<double>(longer))};
  svg.text({corner.x, corner.y + 12}, "traffic, rows", {"word left", "", ""});
  svg.text({corner.x + 104, corner.y + 12}, grid.most == 0 ? "none" : "from rank (down) to rank (across)",
           {"small left quiet", "", ""});
  for (std::int64_t row = 0; row < grid.row_count; ++row) {
    for (std::int64_t column = 0; column < grid.column_count; ++column) {
      draw_cell(svg, map, row, column);
    }
  }
  draw_axes(svg, map);
  return {.x = corner.x,
          .y = corner.y,
          .width = map_left + map_width,
          .height = map_top + map.cell * static_cast<double>(grid.row_count)};
}

}  // namespace relayout::report
