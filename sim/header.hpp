// What every message says of itself. What corrupts silently is disagreement; a header makes it loud.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "relayout/model/rank_program.hpp"

namespace relayout::sim {

// The receiver knows every field but the checksum from its own program, and compares. Each field is there for a fault
// that no other one sees (proptest/sim_injection_test.cpp): a fingerprint for ranks that were told different things, a
// sequence number for a message of another call, a byte count for programs that disagree, a sender and a receiver for
// two messages in each other's place, a direction for a rank that goes backward first, a checksum for bytes that
// changed.
struct MessageHeader {
  std::uint64_t fingerprint = 0;  // of the plan the sender believes in
  std::int64_t sequence = 0;      // number of the exchange, counted on from forward to backward
  std::int64_t byte_count = 0;
  std::int32_t sender = 0;  // world ranks
  std::int32_t receiver = 0;
  Direction direction = Direction::forward;
  std::uint64_t checksum = 0;  // of the payload
  friend bool operator==(const MessageHeader&, const MessageHeader&) = default;
};

// Eight-byte lanes, four at a time. Depends on every byte, its place, and the length.
[[nodiscard]] std::uint64_t checksum(std::span<const std::byte> payload);

enum class HeaderField : std::uint8_t { sender, receiver, fingerprint, direction, sequence, byte_count, checksum };
inline constexpr std::array all_header_fields = {
    HeaderField::sender,   HeaderField::receiver,   HeaderField::fingerprint, HeaderField::direction,
    HeaderField::sequence, HeaderField::byte_count, HeaderField::checksum};
[[nodiscard]] const char* to_string(HeaderField field);

struct HeaderComparison {
  const MessageHeader& found;
  const MessageHeader& expected;
  std::optional<HeaderField> unchecked{};  // passed over, to show what it is good for
};
struct HeaderDifference {
  HeaderField field = HeaderField::sender;
  std::string text;  // "byte count 40, rank 1 expects 32"
};
// The first field in which they differ, in the order above. Empty: they agree.
[[nodiscard]] std::optional<HeaderDifference> first_difference(const HeaderComparison& headers);

}  // namespace relayout::sim
