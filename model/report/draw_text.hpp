// Draws a picture for a terminal.
//
//   source zigzag:cp=2                   target contiguous:cp=2
//   rank 0 | 0a 1a 6a 7a                 rank 0 | 0a 1a 2a 3a
//   rank 1 | 2a 3a 4a 5a                 rank 1 | 4a 5a 6a 7a
//
// Cells are coloured by sequence and named by it (a, b, ..), so that the picture says the same without colour. A cell
// is one token where they all fit the width, else many, named by the sequence that most of them belong to.
#pragma once

#include <cstdint>
#include <string>

#include "relayout/model/report/picture.hpp"

namespace relayout::report {

enum class Colour : std::uint8_t { plain, ansi };

struct TextStyle {
  std::int64_t width = 100;  // columns that cells, matrix and legend keep to; at least 40. Sentences may be longer
  Colour colour = Colour::plain;
};

[[nodiscard]] std::string draw_text(const Picture& picture, const TextStyle& style);

}  // namespace relayout::report
