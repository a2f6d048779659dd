#include "relayout/cli/validate_cases.hpp"

#include <numeric>
#include <utility>

#include "relayout/model/rank_program.hpp"
#include "relayout/proptest/generate/generate.hpp"
#include "relayout/proptest/generate/shrink_step.hpp"

namespace relayout::cli {

using proptest::Case;
using proptest::Random;

Case fitting_case(Random& random, std::int32_t rank_count) {
  const auto fits = [rank_count](const Case& input) {
    const Group group(input.source, input.target);
    return group.world_rank(group.size() - 1) < rank_count;
  };
  for (;;) {
    Case input = proptest::random_case(random, {.max_cp = rank_count, .max_tokens = 400, .max_sequences = 12});
    if (fits(input)) return input;
    const auto renamed = proptest::without(input, {proptest::Sides::both, proptest::Modifier::world});
    if (renamed && fits(*renamed) && proptest::place(*renamed)) return *renamed;
  }
}

Case case_of_all(Random& random, std::int32_t rank_count) {
  for (;;) {
    Case input = fitting_case(random, rank_count);
    if (Group(input.source, input.target).size() == rank_count) return input;
  }
}

std::uint64_t fingerprint_of(const Case& input) {
  const proptest::PlacedCase placed = proptest::place(input).value();
  const std::int32_t member = Group(input.source, input.target).world_rank(0);
  return rank_program(placed.source, placed.target, member)->fingerprint;
}

std::vector<std::size_t> random_order(Random& random, std::size_t count) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t i = count; i > 1; --i) {
    std::swap(order[i - 1], order[static_cast<std::size_t>(random.below(static_cast<std::int64_t>(i)))]);
  }
  return order;
}

}  // namespace relayout::cli
