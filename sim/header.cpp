#include "relayout/sim/header.hpp"

#include <array>
#include <cstring>

#include "relayout/model/fingerprint.hpp"
#include "relayout/model/result.hpp"
#include "relayout/sim/mix.hpp"

namespace relayout::sim {
namespace {

constexpr std::uint64_t factor = 0x9e3779b97f4a7c15U;  // odd, so each step is a bijection of state and lane

const char* to_string(Direction direction) { return direction == Direction::forward ? "forward" : "backward"; }

}  // namespace

std::uint64_t checksum(std::span<const std::byte> payload) {
  std::array<std::uint64_t, 4> state = {1, 2, 3, 4};
  std::array<std::uint64_t, 4> lanes{};
  std::size_t at = 0;
  for (; at + sizeof(lanes) <= payload.size(); at += sizeof(lanes)) {
    std::memcpy(lanes.data(), payload.data() + at, sizeof(lanes));
    for (std::size_t lane = 0; lane < lanes.size(); ++lane) {
      state[lane] = (state[lane] ^ lanes[lane]) * factor;
      state[lane] ^= state[lane] >> 29U;
    }
  }
  lanes = {};
  if (at < payload.size()) std::memcpy(lanes.data(), payload.data() + at, payload.size() - at);
  std::uint64_t result = mix(payload.size());
  for (std::size_t lane = 0; lane < lanes.size(); ++lane) result = mix(result ^ (state[lane] ^ lanes[lane]) * factor);
  return result;
}

const char* to_string(HeaderField field) {
  constexpr std::array names = {"sender",          "receiver",   "fingerprint", "direction",
                                "sequence number", "byte count", "checksum"};
  return names[static_cast<std::size_t>(field)];
}

std::optional<HeaderDifference> first_difference(const HeaderComparison& headers) {
  const MessageHeader& found = headers.found;
  const MessageHeader& expected = headers.expected;
  if (found == expected) return std::nullopt;  // nearly always, and nothing is put in words
  std::optional<HeaderDifference> first;
  const auto compare = [&](HeaderField field, const auto& there, const auto& here) {
    if (first || there == here || headers.unchecked == field) return;
    first = {field,
             make_error("", to_string(field), ' ', there, ", rank ", expected.receiver, " expects ", here).message};
  };
  compare(HeaderField::sender, found.sender, expected.sender);
  compare(HeaderField::receiver, found.receiver, expected.receiver);
  compare(HeaderField::fingerprint, to_hex(found.fingerprint), to_hex(expected.fingerprint));
  compare(HeaderField::direction, std::string(to_string(found.direction)), std::string(to_string(expected.direction)));
  compare(HeaderField::sequence, found.sequence, expected.sequence);
  compare(HeaderField::byte_count, found.byte_count, expected.byte_count);
  compare(HeaderField::checksum, to_hex(found.checksum), to_hex(expected.checksum));
  return first;
}

}  // namespace relayout::sim
