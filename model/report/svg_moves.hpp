// The moves of a drawing: ribbons between its sides, and the traffic as a heat map.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "relayout/model/pack.hpp"
#include "relayout/model/plan.hpp"
#include "relayout/model/report/svg.hpp"
#include "relayout/model/report/svg_side.hpp"

namespace relayout::report {

inline constexpr std::size_t drawn_moves = 1200;

// Between which sides ribbons run.
struct RibbonFrames {
  const SideFrame& source;
  const SideFrame& target;
};

// A ribbon for each move, longest first so that short ones stay visible, in the colour of its sequence; of more than
// drawn_moves moves the longest. Each carries its index among the moves as data-move.
void draw_ribbons(Svg& svg, const RibbonFrames& frames, std::span<const Move> moves, const Pack& pack);

// The heat map with its upper left corner at `corner`. Returns the size it took.
[[nodiscard]] Box draw_traffic(Svg& svg, const Point& corner, std::span<const Move> moves);

}  // namespace relayout::report
