// Which way rows go.
#pragma once

#include <cstdint>

namespace relayout {

// From source to target, or gradients from target back to source.
enum class Direction : std::uint8_t { forward, backward };

}  // namespace relayout
