// Single steps down from a case. Each gives a case of valid layouts, or nothing where the step means nothing here;
// whether its layouts apply to its pack is for the caller to ask.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "relayout/model/span.hpp"
#include "relayout/proptest/generate/case.hpp"

namespace relayout::proptest {

enum class Sides : std::uint8_t { both, source, target };

// Fewer cp ranks: `order` and `world` lose those that are gone, a multiple keeps its factor, exact lengths too.
struct CpStep {
  Sides sides = Sides::both;
  std::int64_t cp = 1;
};
[[nodiscard]] std::optional<Case> with_cp(const Case& input, const CpStep& step);

// Custom layouts lose the tokens that the pack loses.
[[nodiscard]] std::optional<Case> without_sequences(const Case& input, const Span& sequences);

// A shorter slot. Cut at its tail it loses carried padding first, cut at its head it keeps that.
enum class SlotEnd : std::uint8_t { tail, head };
struct SlotStep {
  std::int64_t sequence = 0;
  std::int64_t slot = 0;
  SlotEnd cut = SlotEnd::tail;
};
[[nodiscard]] std::optional<Case> with_slot(const Case& input, const SlotStep& step);

// Other lengths altogether, slots the same. Nothing where a layout is custom.
[[nodiscard]] std::optional<Case> with_lengths(const Case& input, const std::vector<std::int64_t>& lengths);

// Exact sides that do not apply balance instead.
[[nodiscard]] std::optional<Case> loosened(const Case& input);

// Every sequence fills its slot.
[[nodiscard]] std::optional<Case> without_carried_padding(const Case& input);

enum class Modifier : std::uint8_t {
  custom_pieces,  // becomes contiguous, balanced
  tp,
  world,
  order,
  rank_rows,
  rank_multiple,
  pack_multiple,
  multiple,
  large_block,
  remainder
};
inline constexpr std::array all_modifiers{Modifier::custom_pieces, Modifier::tp,        Modifier::world,
                                          Modifier::order,         Modifier::rank_rows, Modifier::rank_multiple,
                                          Modifier::pack_multiple, Modifier::multiple,  Modifier::large_block,
                                          Modifier::remainder};

struct ModifierStep {
  Sides sides = Sides::both;
  Modifier modifier = Modifier::tp;
};
[[nodiscard]] std::optional<Case> without(const Case& input, const ModifierStep& step);

}  // namespace relayout::proptest
