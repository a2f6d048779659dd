// Random cases that look like trouble, and the way from any case to smaller ones. No RapidCheck here: the program and
// the RapidCheck properties draw from the same well.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "relayout/model/placement.hpp"
#include "relayout/proptest/generate/case.hpp"
#include "relayout/proptest/generate/random.hpp"

namespace relayout::proptest {

// How large cases may be. Kinds of packs: odd, prime, empty, shorter than cp, one huge, many tiny, with slots; kinds of
// layouts: every name, every rule it knows, every modifier, different rank counts and world ranks on the two sides.
struct CaseBounds {
  std::int64_t max_cp = 8;
  std::int64_t max_tokens = 200;
  std::int64_t max_sequences = 12;
};

// A valid case: both layouts apply to the pack. Every kind above has a chance at any bounds that allow it.
[[nodiscard]] Case random_case(Random& random, const CaseBounds& bounds);

// A pack under any layout: the third one of a composition.
[[nodiscard]] Placement random_placement(Random& random, const Pack& pack, const CaseBounds& bounds);

// Smaller cases, most promising first; all of them valid, none equal to the input. Empty: nothing is smaller.
// Ensures: repeated, it ends, and every candidate has a smaller case_size or fewer modifiers.
[[nodiscard]] std::vector<Case> shrink(const Case& input);

// The smallest failing case that shrinking finds, step by step from one that fails.
// Requires: fails(failing). Ensures: fails(result), and no candidate of shrink(result) fails.
[[nodiscard]] Case smallest(Case failing, const std::function<bool(const Case&)>& fails);

// What a case is, counted by tests that demand a share of each: a generator that never makes an odd cp is the classic.
struct Traits {
  bool odd_cp = false;
  bool odd_length = false;
  bool empty_sequence = false;
  bool no_token = false;
  bool shorter_than_cp = false;
  bool unaligned = false;  // some length not a multiple of 2 * cp of either side
  bool slots = false;
  bool many_tiny = false;
  bool one_huge = false;
  bool different_cp = false;
  bool different_world = false;
  bool modifiers = false;  // order, rank_multiple, rank_rows or tp on either side
};
[[nodiscard]] Traits traits(const Case& input);

}  // namespace relayout::proptest
