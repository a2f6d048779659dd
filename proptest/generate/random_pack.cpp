#include "relayout/proptest/generate/random_pack.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <numeric>
#include <utility>
#include <vector>

#include "relayout/model/integer.hpp"

namespace relayout::proptest {
namespace {

enum class PackKind : std::uint8_t {
  no_sequence,
  all_empty,
  any,
  any_too,
  many_tiny,
  one_huge,
  short_ones,
  primes,
  nearly
};
constexpr std::int64_t kind_count = 9;

constexpr std::array<std::int64_t, 15> primes{2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47};

PackKind random_kind(Random& random) {
  const auto kind = static_cast<PackKind>(random.below(kind_count));
  const bool rare = kind == PackKind::no_sequence || kind == PackKind::all_empty;
  return rare && !random.one_in(4) ? PackKind::any : kind;
}

std::int64_t random_sequence_count(Random& random, PackKind kind, std::int64_t bound) {
  if (kind == PackKind::no_sequence) return 0;
  if (kind == PackKind::many_tiny) return bound - random.below(ceil_div(bound, std::int64_t{4}));
  return 1 + random.below(random.one_in(3) ? at_most(bound, std::int64_t{2}) : bound);
}

// A length of the kind, before demands and bounds cut it.
std::int64_t random_length(Random& random, PackKind kind, const CaseBounds& bounds) {
  if (kind != PackKind::all_empty && random.one_in(12)) return 0;
  switch (kind) {
    case PackKind::no_sequence:
    case PackKind::all_empty:
      return 0;
    case PackKind::many_tiny:
      return random.below(4);
    case PackKind::short_ones:
    case PackKind::one_huge:
      return 1 + random.below(bounds.max_cp);
    case PackKind::primes:
      return random.pick(std::span<const std::int64_t>(primes));
    case PackKind::nearly:
      return 2 * (1 + random.below(bounds.max_cp)) * (1 + random.below(3)) + random.below(3) - 1;
    case PackKind::any:
    case PackKind::any_too:
      break;
  }
  return random.below(floor_div(bounds.max_tokens, std::int64_t{random.one_in(3) ? 1 : 4}) + 1);
}

std::vector<std::int64_t> random_lengths(Random& random, const CaseBounds& bounds) {
  const PackKind kind = random_kind(random);
  std::vector<std::int64_t> lengths(
      static_cast<std::size_t>(random_sequence_count(random, kind, bounds.max_sequences)));
  for (std::int64_t& length : lengths) length = random_length(random, kind, bounds);
  if (kind == PackKind::one_huge) {
    const auto huge = static_cast<std::size_t>(random.below(static_cast<std::int64_t>(lengths.size())));
    lengths[huge] = bounds.max_tokens - random.below(floor_div(bounds.max_tokens, std::int64_t{8}) + 1);
    // The others come first in the budget, so that the huge one does not eat it up.
    std::swap(lengths[huge], lengths.back());
  }
  return lengths;
}

}  // namespace

Pack random_pack(Random& random, const CaseBounds& bounds, const PackDemands& demands) {
  std::vector<std::int64_t> lengths = random_lengths(random, bounds);
  std::vector<std::int64_t> slots = lengths;
  const bool with_slots = random.one_in(4);
  const std::int64_t both = std::lcm(demands.slot_multiple, demands.pack_multiple);
  const std::int64_t budget = floor_div(bounds.max_tokens, both) * both;
  std::int64_t total = 0;
  for (std::size_t q = 0; q < lengths.size(); ++q) {
    if (with_slots && random.one_in(2)) slots[q] += random.below(6);
    slots[q] = at_most(round_up(slots[q], demands.slot_multiple), budget - total);
    if (q + 1 == slots.size()) slots[q] += round_up(total + slots[q], both) - (total + slots[q]);
    total += slots[q];
    lengths[q] = with_slots ? at_most(lengths[q], slots[q]) : slots[q];
  }
  auto pack = Pack::from_lengths(std::move(lengths), std::move(slots));
  assert(pack.has_value());
  return std::move(pack).value();
}

}  // namespace relayout::proptest
