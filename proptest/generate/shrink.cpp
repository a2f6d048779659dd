#include <algorithm>
#include <optional>
#include <utility>

#include "relayout/model/integer.hpp"
#include "relayout/proptest/generate/generate.hpp"
#include "relayout/proptest/generate/shrink_step.hpp"

namespace relayout::proptest {
namespace {

// Collects candidates, and keeps those that are valid and smaller. Where an exact side does not divide a smaller pack,
// it may balance: a rule is less than a token.
class Candidates {
 public:
  explicit Candidates(const Case& input) : size_(case_size(input)) {}

  void add(std::optional<Case> candidate) {
    if (!candidate || case_size(*candidate) >= size_) return;
    if (!place(*candidate)) candidate = loosened(*candidate);
    if (candidate && case_size(*candidate) < size_ && place(*candidate)) found_.push_back(*std::move(candidate));
  }
  [[nodiscard]] std::vector<Case> take() && { return std::move(found_); }

 private:
  std::int64_t size_;
  std::vector<Case> found_;
};

void fewer_ranks(const Case& input, Candidates& candidates) {
  for (const std::int64_t cp : {std::int64_t{1}, std::int64_t{2}, std::int64_t{3}}) {
    for (const Sides sides : {Sides::both, Sides::source, Sides::target}) {
      candidates.add(with_cp(input, {.sides = sides, .cp = cp}));
    }
  }
  for (const Sides sides : {Sides::both, Sides::source, Sides::target}) {
    const Layout& larger = input.source.cp() < input.target.cp() ? input.target : input.source;
    const Layout& side = sides == Sides::both ? larger : sides == Sides::source ? input.source : input.target;
    candidates.add(with_cp(input, {.sides = sides, .cp = floor_div(side.cp(), std::int64_t{2})}));
    candidates.add(with_cp(input, {.sides = sides, .cp = side.cp() - 1}));
  }
}

// Drops half of the sequences, a quarter, .. down to single ones.
void fewer_sequences(const Case& input, Candidates& candidates) {
  const std::int64_t count = input.pack.sequence_count();
  for (std::int64_t width = count; width > 0; width = floor_div(width, std::int64_t{2})) {
    for (std::int64_t first = 0; first < count && first < 64 * width; first += width) {
      candidates.add(without_sequences(input, {first, at_most(first + width, count)}));
    }
  }
}

// Cuts a slot down to nothing, to half, by what the layouts divide it into, by one.
void shorter_sequences(const Case& input, Candidates& candidates) {
  for (std::int64_t q = 0; q < at_most(input.pack.sequence_count(), std::int64_t{64}); ++q) {
    const std::int64_t slot = input.pack.slot(q).size();
    const bool carries = input.pack.length(q) < slot;
    const std::int64_t source_step = std::int64_t{2} * input.source.cp();
    const std::int64_t target_step = std::int64_t{2} * input.target.cp();
    const std::int64_t half = floor_div(slot, std::int64_t{2});
    for (const std::int64_t left : {std::int64_t{0}, half, half - floor_mod(half, source_step * target_step),
                                    slot - source_step * target_step, slot - source_step, slot - target_step,
                                    slot - input.source.cp(), slot - input.target.cp(), slot - 2, slot - 1}) {
      candidates.add(with_slot(input, {.sequence = q, .slot = left, .cut = SlotEnd::tail}));
      if (!carries) continue;
      candidates.add(with_slot(input, {.sequence = q, .slot = left, .cut = SlotEnd::head}));
    }
  }
}

// Every pack of so few tokens in as many sequences or fewer: local steps stop short of the smallest.
void small_packs(const Case& input, Candidates& candidates) {
  constexpr std::int64_t most_tokens = 8;
  constexpr std::int64_t most_sequences = 3;
  const Pack& pack = input.pack;
  if (pack.token_count() > most_tokens || pack.sequence_count() > most_sequences) return;
  std::vector<std::int64_t> lengths(static_cast<std::size_t>(pack.sequence_count()), 0);
  while (!lengths.empty()) {
    std::size_t digit = 0;
    while (digit < lengths.size() && ++lengths[digit] > pack.token_count()) lengths[digit++] = 0;
    if (digit == lengths.size()) return;
    candidates.add(with_lengths(input, lengths));
  }
}

}  // namespace

std::vector<Case> shrink(const Case& input) {
  Candidates candidates(input);
  fewer_ranks(input, candidates);
  fewer_sequences(input, candidates);
  shorter_sequences(input, candidates);
  for (const Sides sides : {Sides::both, Sides::source, Sides::target}) {
    for (const Modifier modifier : all_modifiers)
      candidates.add(without(input, {.sides = sides, .modifier = modifier}));
  }
  candidates.add(without_carried_padding(input));
  small_packs(input, candidates);
  return std::move(candidates).take();
}

Case smallest(Case failing, const std::function<bool(const Case&)>& fails) {
  while (true) {
    std::vector<Case> candidates = shrink(failing);
    const auto next = std::find_if(candidates.begin(), candidates.end(), fails);
    if (next == candidates.end()) return failing;
    failing = std::move(*next);
  }
}

}  // namespace relayout::proptest
