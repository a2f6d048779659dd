// What the tests of model/report share: plans by their texts, and documents as text.
#pragma once

#include <cstdint>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "relayout/model/layout_text.hpp"
#include "relayout/model/plan.hpp"

namespace relayout::proptest {

struct PlanText {
  std::vector<std::int64_t> lengths;
  std::vector<std::int64_t> slots;  // none: the lengths
  std::string source;
  std::string target;
};

// Requires: the texts are good.
inline Plan plan_of(const PlanText& text) {
  const Pack pack =
      (text.slots.empty() ? Pack::from_lengths(text.lengths) : Pack::from_lengths(text.lengths, text.slots)).value();
  const Placement source = Placement::make(parse_layout(text.source, {}).value(), pack).value();
  const Placement target = Placement::make(parse_layout(text.target, {}).value(), pack).value();
  return Plan::make(source, target).value();
}

// What a writer writes.
template <class Write>
std::string written(const Write& write) {
  std::ostringstream out;
  write(out);
  return std::move(out).str();
}

}  // namespace relayout::proptest
