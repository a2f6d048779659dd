#include "relayout/proptest/generate/fitting_case.hpp"

#include "relayout/model/rank_program.hpp"
#include "relayout/proptest/generate/generate.hpp"
#include "relayout/proptest/generate/shrink_step.hpp"

namespace relayout::proptest {

Case fitting_case(Random& random, std::int32_t rank_count) {
  const auto fits = [rank_count](const Case& input) {
    const Group group(input.source, input.target);
    return group.world_rank(group.size() - 1) < rank_count;
  };
  for (;;) {
    Case input = random_case(random, {.max_cp = rank_count, .max_tokens = 400, .max_sequences = 12});
    if (fits(input)) return input;
    const auto renamed = without(input, {Sides::both, Modifier::world});
    if (renamed && fits(*renamed) && place(*renamed)) return *renamed;
  }
}

Case case_of_all(Random& random, std::int32_t rank_count) {
  for (;;) {
    Case input = fitting_case(random, rank_count);
    if (Group(input.source, input.target).size() == rank_count) return input;
  }
}

std::uint64_t fingerprint_of(const Case& input) {
  const PlacedCase placed = place(input).value();
  const std::int32_t member = Group(input.source, input.target).world_rank(0);
  return rank_program(placed.source, placed.target, member)->fingerprint;
}

}  // namespace relayout::proptest
