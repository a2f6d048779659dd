// One scrambling of 64 bits for payloads and schedules, and the way back.
#pragma once

#include <cstdint>

namespace relayout::sim {

// The output function of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): a bijection.
[[nodiscard]] constexpr std::uint64_t mix(std::uint64_t value) {
  value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9U;
  value = (value ^ (value >> 27U)) * 0x94d049bb133111ebU;
  return value ^ (value >> 31U);
}

// Ensures: unmix(mix(v)) == v. The factors are the inverses of mix's modulo 2^64.
[[nodiscard]] constexpr std::uint64_t unmix(std::uint64_t value) {
  value = (value ^ (value >> 31U) ^ (value >> 62U)) * 0x319642b2d24d8ec3U;
  value = (value ^ (value >> 27U) ^ (value >> 54U)) * 0x96de1b173f119089U;
  return value ^ (value >> 30U) ^ (value >> 60U);
}
static_assert(unmix(mix(0x0123456789abcdefU)) == 0x0123456789abcdefU);
static_assert(unmix(mix(~std::uint64_t{0})) == ~std::uint64_t{0});

// Numbers that follow from a seed, the same on any machine.
class Draws {
 public:
  explicit constexpr Draws(std::uint64_t seed) : state_(seed) {}
  // In 0 .. bound - 1; the bias is below bound / 2^64. Requires: bound > 0.
  constexpr std::uint64_t below(std::uint64_t bound) { return mix(state_ += 0x9e3779b97f4a7c15U) % bound; }

 private:
  std::uint64_t state_;
};

}  // namespace relayout::sim
