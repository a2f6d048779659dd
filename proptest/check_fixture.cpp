#include "relayout/proptest/check_fixture.hpp"

namespace relayout::proptest {

std::vector<Case> small_cases(std::int64_t count) {
  Random random(20'250'101);
  std::vector<Case> cases;
  for (std::int64_t i = 0; i < count; ++i) {
    cases.push_back(random_case(random, {.max_cp = 4, .max_tokens = 24, .max_sequences = 4}));
  }
  return cases;
}

std::vector<Case> extreme_cases() {
  const auto layout = [](std::string_view text) { return parse_layout(text, {}).value(); };
  const std::int64_t large = std::int64_t{1} << 33;
  return {
      {pack_of({}), layout("zigzag:cp=3"), layout("contiguous:cp=2")},
      {pack_of({0}), layout("flat-zigzag:cp=2"), layout("sequential:cp=4")},
      {pack_of({0, 0, 0}), layout("zigzag:cp=1"), layout("contiguous:cp=1,rank_rows=4")},
      {pack_of({5, 0, 7}), layout("sequential:cp=1"), layout("zigzag:remainder=balanced,cp=1")},
      {pack_of({1}), layout("zigzag:remainder=pad,cp=8"), layout("contiguous:remainder=balanced,cp=7")},
      {pack_of({large, 0, large}), layout("zigzag:cp=4"), layout("contiguous:remainder=pad,multiple=48,cp=3")},
      {pack_of({large}), layout("flat-zigzag:cp=4,world=4-5-6-7"), layout("sequential:cp=2,tp=2")},
  };
}

}  // namespace relayout::proptest
