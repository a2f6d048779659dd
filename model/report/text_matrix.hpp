// The traffic between ranks as a matrix of text.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "relayout/model/traffic.hpp"

namespace relayout::report {

// Rows that go from each rank (down) to each rank (across), world ranks. Numbers where they fit the width, else a
// character for each pair, or for each block of pairs, darker for more. Ends in a newline.
// Cost: O(pairs log pairs + width^2).
[[nodiscard]] std::string text_matrix(std::span<const PairTraffic> pairs, std::int64_t width);

}  // namespace relayout::report
