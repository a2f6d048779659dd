// The one source of randomness: a seed, and every number that follows from it on any machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace relayout::proptest {

// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). std::mt19937 is portable, its distributions are not.
class Random {
 public:
  explicit constexpr Random(std::uint64_t seed) : state_(seed) {}

  constexpr std::uint64_t bits() {
    state_ += 0x9e3779b97f4a7c15U;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31U);
  }
  // Uniform in 0 .. bound-1. Requires: bound > 0. The bias is below bound / 2^64.
  constexpr std::int64_t below(std::int64_t bound) {
    return static_cast<std::int64_t>(bits() % static_cast<std::uint64_t>(bound));
  }
  // True once in `odds` calls on average.
  constexpr bool one_in(std::int64_t odds) { return below(odds) == 0; }
  template <class T>
  constexpr const T& pick(std::span<const T> items) {
    return items[static_cast<std::size_t>(below(static_cast<std::int64_t>(items.size())))];
  }

 private:
  std::uint64_t state_;
};

// The items in any order, each as likely (Fisher and Yates).
template <class Items>
constexpr void shuffle(Random& random, Items& items) {
  for (std::size_t i = items.size(); i > 1; --i) {
    std::swap(items[i - 1], items[static_cast<std::size_t>(random.below(static_cast<std::int64_t>(i)))]);
  }
}

}  // namespace relayout::proptest
