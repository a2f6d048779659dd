#include <algorithm>

#include "relayout/model/integer.hpp"
#include "relayout/proptest/generate/generate.hpp"

namespace relayout::proptest {
namespace {

bool has_modifiers(const LayoutKeys& keys) {
  return !keys.order.empty() || keys.rank_multiple != 0 || keys.rank_rows != 0 || keys.tp != 0;
}

bool odd(std::int64_t number) { return floor_mod(number, std::int64_t{2}) == 1; }

std::vector<std::int32_t> world_of(const Layout& layout) {
  std::vector<std::int32_t> world;
  for (std::int32_t rank = 0; rank < layout.rank_count(); ++rank) world.push_back(layout.world_rank(rank));
  return world;
}

}  // namespace

Traits traits(const Case& input) {
  const Layout& source = input.source;
  const Layout& target = input.target;
  const std::span<const std::int64_t> lengths = input.pack.lengths();
  const std::int64_t tokens = input.pack.token_count();
  Traits result;
  result.odd_cp = (odd(source.cp()) && source.cp() > 1) || (odd(target.cp()) && target.cp() > 1);
  result.no_token = tokens == 0;
  result.slots = input.pack.has_carried_padding();
  std::int64_t longest = 0;
  for (const std::int64_t length : lengths) {
    longest = std::max(longest, length);
    result.odd_length |= odd(length);
    result.empty_sequence |= length == 0;
    result.shorter_than_cp |= 0 < length && length < std::max(source.cp(), target.cp());
    result.unaligned |= floor_mod(length, std::int64_t{2} * source.cp()) != 0;
    result.unaligned |= floor_mod(length, std::int64_t{2} * target.cp()) != 0;
  }
  result.many_tiny = lengths.size() >= 6 && longest <= 3;
  result.one_huge = lengths.size() >= 2 && 2 * longest > tokens && longest > 50;
  result.different_cp = source.cp() != target.cp();
  result.different_world = world_of(source) != world_of(target);
  result.modifiers = has_modifiers(source.keys()) || has_modifiers(target.keys());
  return result;
}

}  // namespace relayout::proptest
