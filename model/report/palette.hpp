// Names and colours of sequences, the same in every drawing.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "relayout/model/integer.hpp"

namespace relayout::report {

// Neighbours differ in hue and lightness, so that colour-blind readers can tell them apart; `ansi` is the nearest of a
// terminal's 256. `ink` is what can be read on it.
struct SequenceColour {
  std::string_view fill;
  std::string_view ink;
  std::int32_t ansi;
};

inline constexpr std::array<SequenceColour, 12> sequence_colours = {{{"#3f74d6", "#ffffff", 69},
                                                                     {"#ee9a4d", "#1b1206", 215},
                                                                     {"#2f9e62", "#ffffff", 71},
                                                                     {"#c2519f", "#ffffff", 169},
                                                                     {"#e3bd3e", "#1b1606", 178},
                                                                     {"#1e9fb4", "#ffffff", 37},
                                                                     {"#d64c55", "#ffffff", 167},
                                                                     {"#8062d2", "#ffffff", 98},
                                                                     {"#9dbb45", "#141a06", 149},
                                                                     {"#a0694d", "#ffffff", 137},
                                                                     {"#64809f", "#ffffff", 67},
                                                                     {"#e995bd", "#240c18", 218}}};

[[nodiscard]] constexpr const SequenceColour& colour_of(std::int64_t sequence) {
  return sequence_colours[static_cast<std::size_t>(
      floor_mod(sequence, static_cast<std::int64_t>(sequence_colours.size())))];
}

// a .. z, A .. Z, and again from a.
[[nodiscard]] constexpr char letter_of(std::int64_t sequence) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  return letters[static_cast<std::size_t>(floor_mod(sequence, static_cast<std::int64_t>(letters.size())))];
}

}  // namespace relayout::report
