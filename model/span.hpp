// Half-open intervals, the only kind there is here.
#pragma once

#include <cstdint>

namespace relayout {

// [begin, end). Invariant: begin <= end. Empty is legal.
struct Span {
  std::int64_t begin = 0;
  std::int64_t end = 0;

  [[nodiscard]] constexpr std::int64_t size() const { return end - begin; }
  [[nodiscard]] constexpr bool empty() const { return begin == end; }
  [[nodiscard]] constexpr bool contains(std::int64_t index) const { return begin <= index && index < end; }
  friend constexpr bool operator==(const Span&, const Span&) = default;
};

// The part that both hold; empty where they do not meet.
[[nodiscard]] constexpr Span intersection(const Span& a, const Span& b) {
  const std::int64_t begin = a.begin < b.begin ? b.begin : a.begin;
  const std::int64_t end = a.end < b.end ? a.end : b.end;
  return begin < end ? Span{begin, end} : Span{begin, begin};
}

}  // namespace relayout
