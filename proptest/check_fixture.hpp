// What the tests of the checkers share: placements by their text, numbers that do harm, and verdicts as assertions.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "relayout/model/check/verdict.hpp"
#include "relayout/model/layout_text.hpp"
#include "relayout/model/placement.hpp"
#include "relayout/proptest/generate/generate.hpp"

namespace relayout::proptest {

using Numbers = std::vector<std::int64_t>;

inline Pack pack_of(Numbers lengths) { return Pack::from_lengths(std::move(lengths)).value(); }

// A layout, by its text, on a pack. Requires: it applies.
inline Placement placed(std::string_view text, const Pack& pack) {
  return Placement::make(parse_layout(text, {}).value(), pack).value();
}

inline constexpr std::int64_t huge = std::numeric_limits<std::int64_t>::max();
inline constexpr std::int64_t lowest = std::numeric_limits<std::int64_t>::min();

// Everything that a number may wrongly be: off by one, gone, negative, past every sum.
inline Numbers wrong_values(std::int64_t right) {
  Numbers values;
  for (const std::int64_t value : {right - 1, right + 1, std::int64_t{0}, std::int64_t{-1}, huge, huge - 1, lowest}) {
    if (value != right) values.push_back(value);
  }
  return values;
}

inline std::vector<std::int32_t> wrong_ranks(std::int32_t right) {
  std::vector<std::int32_t> values;
  for (const std::int32_t value : {right - 1, right + 1, -1, 0, std::numeric_limits<std::int32_t>::max(),
                                   std::numeric_limits<std::int32_t>::min()}) {
    if (value != right) values.push_back(value);
  }
  return values;
}

// A damaged copy, and what was done to it.
template <class T>
struct Damaged {
  std::string what;
  T value;
};

// Collects damaged copies of one right value.
template <class T>
class Workshop {
 public:
  explicit Workshop(T right) : right_(std::move(right)) {}

  // `harm` changes a copy.
  template <class Harm>
  void add(std::string what, Harm harm) {
    T copy = right_;
    harm(copy);
    damaged_.push_back({std::move(what), std::move(copy)});
  }
  // One copy for every wrong value of the number that `number` finds in a copy.
  template <class Find>
  void spoil(const std::string& what, Find number) {
    T copy = right_;
    for (const std::int64_t value : wrong_values(number(copy))) {
      add(what + " becomes " + std::to_string(value), [&](T& other) { number(other) = value; });
    }
  }
  template <class Find>
  void spoil_rank(const std::string& what, Find rank) {
    T copy = right_;
    for (const std::int32_t value : wrong_ranks(rank(copy))) {
      add(what + " becomes " + std::to_string(value), [&](T& other) { rank(other) = value; });
    }
  }
  // Dropped, and there twice: every item of the list that `list` finds in a copy.
  template <class Find>
  void drop_and_repeat(const std::string& what, Find list) {
    T copy = right_;
    for (std::size_t i = 0; i < list(copy).size(); ++i) {
      const auto at = static_cast<std::ptrdiff_t>(i);
      add(what + " " + std::to_string(i) + " is dropped",
          [&](T& other) { list(other).erase(list(other).begin() + at); });
      add(what + " " + std::to_string(i) + " is there twice", [&](T& other) {
        const auto item = list(other)[i];
        list(other).insert(list(other).begin() + at, item);
      });
    }
  }
  [[nodiscard]] const std::vector<Damaged<T>>& damaged() const { return damaged_; }

 private:
  T right_;
  std::vector<Damaged<T>> damaged_;
};

inline testing::AssertionResult holds(const Verdict& verdict) {
  if (!verdict) return testing::AssertionSuccess();
  return testing::AssertionFailure() << verdict->law << ": " << verdict->message;
}

// Refused by that law, with a message that says `words`.
inline testing::AssertionResult refused(const Verdict& verdict, std::string_view law, std::string_view words) {
  if (!verdict) return testing::AssertionFailure() << "it holds";
  if (verdict->law == law && verdict->message.find(words) != std::string::npos) return testing::AssertionSuccess();
  return testing::AssertionFailure() << verdict->law << ": " << verdict->message;
}

// Refused by one of two laws.
inline testing::AssertionResult refused_by(const Verdict& verdict, const std::array<std::string_view, 2>& laws) {
  if (!verdict) return testing::AssertionFailure() << "it holds";
  const bool named = verdict->message.find_first_of("0123456789") != std::string::npos;
  if (named && (verdict->law == laws[0] || verdict->law == laws[1])) return testing::AssertionSuccess();
  return testing::AssertionFailure() << verdict->law << ": " << verdict->message;
}

// Small cases of every kind, and the extremes: no token, no sequence, empty sequences, one rank, far past 2^31 tokens.
std::vector<Case> small_cases(std::int64_t count);
std::vector<Case> extreme_cases();

}  // namespace relayout::proptest
