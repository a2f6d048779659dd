// Draws a picture as SVG, and as a page that needs nothing but a browser.
#pragma once

#include <string>
#include <vector>

#include "relayout/model/report/picture.hpp"

namespace relayout::report {

// Source ranks above target ranks, ribbons for the moves, the traffic as a heat map. Self-contained; light and dark.
[[nodiscard]] std::string draw_svg(const Picture& picture);

// The drawings one below the other, each with its moves as a table. No outside resources. A small script in the page
// highlights the move under the pointer.
[[nodiscard]] std::string draw_html(const std::vector<Picture>& pictures);

}  // namespace relayout::report
