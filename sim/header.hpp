// What every message says of itself. What corrupts silently is disagreement; a header makes it loud.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "relayout/model/rank_program.hpp"

namespace relayout::sim {

// The receiver knows every field but the checksum from its own program, and compares.
struct MessageHeader {
  std::uint64_t fingerprint = 0;  // of the plan the sender believes in
  std::int64_t sequence = 0;      // number of the exchange, counted on from forward to backward
  std::int64_t row_count = 0;
  std::int64_t byte_count = 0;
  std::int32_t sender = 0;  // world ranks
  std::int32_t receiver = 0;
  Direction direction = Direction::forward;
  std::uint64_t checksum = 0;  // of the payload
  friend bool operator==(const MessageHeader&, const MessageHeader&) = default;
};

// Eight-byte lanes, four at a time. Depends on every byte, its place, and the length.
[[nodiscard]] std::uint64_t checksum(std::span<const std::byte> payload);

struct HeaderComparison {
  const MessageHeader& found;
  const MessageHeader& expected;
};
// The first field in which they differ, checksum last: "row count 5, rank 1 expects 4". Empty: they agree.
[[nodiscard]] std::optional<std::string> first_difference(const HeaderComparison& headers);

}  // namespace relayout::sim
