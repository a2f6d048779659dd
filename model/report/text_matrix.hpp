// The traffic between ranks as a matrix of text.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "relayout/model/traffic.hpp"

namespace relayout::report {

// What goes from each rank (down) to each rank (across), world ranks: rows, or what else `unit` says, a plural in s.
// Numbers where they fit the width, else a character for each pair, or for each block of pairs, darker for more. Ends
// in a newline.
// Cost: O(pairs log pairs + width^2).
[[nodiscard]] std::string text_matrix(std::span<const PairTraffic> pairs, std::int64_t width,
                                      std::string_view unit = "rows");

}  // namespace relayout::report
