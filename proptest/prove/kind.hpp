// The ways in which a scope is cut and dealt. What two layouts do alike to a scope is one kind: zigzag and flat-zigzag
// differ in what a scope is, and so do sequential and contiguous.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "relayout/model/layout.hpp"

namespace relayout::prove {

struct Kind {
  LayoutName name = LayoutName::zigzag;  // zigzag, contiguous or striped
  Remainder remainder = Remainder::exact;

  // exact and pad: all ranks have the same rows of a scope.
  [[nodiscard]] bool even() const { return remainder == Remainder::exact || remainder == Remainder::pad; }
  [[nodiscard]] bool striped() const { return name == LayoutName::striped; }
  [[nodiscard]] bool zigzag() const { return name == LayoutName::zigzag; }
  // The rules of split.hpp that it goes by.
  [[nodiscard]] CutRule cut_rule() const;
  [[nodiscard]] AssignmentRule assignment_rule() const;
};

// Two kinds, of one pack's tokens.
struct KindPair {
  Kind source;
  Kind target;
};

// Every kind once.
[[nodiscard]] std::span<const Kind> kinds();
// The layouts that are of this kind, the one it is called by first.
[[nodiscard]] std::vector<LayoutName> layouts_of(const Kind& kind);
// "zigzag:remainder=balanced".
[[nodiscard]] std::string to_string(const Kind& kind);

}  // namespace relayout::prove
