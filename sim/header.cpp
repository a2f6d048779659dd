#include "relayout/sim/header.hpp"

#include <array>
#include <cstring>

#include "relayout/model/fingerprint.hpp"
#include "relayout/model/result.hpp"
#include "relayout/sim/mix.hpp"

namespace relayout::sim {
namespace {

constexpr std::uint64_t factor = 0x9e3779b97f4a7c15U;  // odd, so each step is a bijection of state and lane

template <class Value>
std::string differs(const char* field, const Value& found, const Value& expected, std::int32_t receiver) {
  return make_error("", field, " ", found, ", rank ", receiver, " expects ", expected).message;
}

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

std::optional<std::string> first_difference(const HeaderComparison& headers) {
  const MessageHeader& found = headers.found;
  const MessageHeader& expected = headers.expected;
  const std::int32_t receiver = expected.receiver;
  if (found.sender != expected.sender) return differs("sender", found.sender, expected.sender, receiver);
  if (found.receiver != expected.receiver) return differs("receiver", found.receiver, expected.receiver, receiver);
  if (found.fingerprint != expected.fingerprint) {
    return differs("fingerprint", to_hex(found.fingerprint), to_hex(expected.fingerprint), receiver);
  }
  if (found.direction != expected.direction) {
    return differs("direction", to_string(found.direction), to_string(expected.direction), receiver);
  }
  if (found.sequence != expected.sequence) {
    return differs("sequence number", found.sequence, expected.sequence, receiver);
  }
  if (found.row_count != expected.row_count) return differs("row count", found.row_count, expected.row_count, receiver);
  if (found.byte_count != expected.byte_count) {
    return differs("byte count", found.byte_count, expected.byte_count, receiver);
  }
  if (found.checksum != expected.checksum) {
    return differs("checksum", to_hex(found.checksum), to_hex(expected.checksum), receiver);
  }
  return std::nullopt;
}

}  // namespace relayout::sim
