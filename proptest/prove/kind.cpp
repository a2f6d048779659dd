#include "relayout/proptest/prove/kind.hpp"

#include <array>

namespace relayout::prove {
namespace {

constexpr std::array all_kinds{
    Kind{LayoutName::zigzag, Remainder::exact},           Kind{LayoutName::zigzag, Remainder::pad},
    Kind{LayoutName::zigzag, Remainder::balanced},        Kind{LayoutName::zigzag, Remainder::array_split},
    Kind{LayoutName::zigzag, Remainder::torch_chunk},     Kind{LayoutName::contiguous, Remainder::exact},
    Kind{LayoutName::contiguous, Remainder::pad},         Kind{LayoutName::contiguous, Remainder::balanced},
    Kind{LayoutName::contiguous, Remainder::array_split}, Kind{LayoutName::contiguous, Remainder::torch_chunk},
    Kind{LayoutName::striped, Remainder::exact},          Kind{LayoutName::striped, Remainder::pad},
    Kind{LayoutName::striped, Remainder::balanced}};

}  // namespace

CutRule Kind::cut_rule() const { return cut_rule_of(name, remainder); }

AssignmentRule Kind::assignment_rule() const { return assignment_rule_of(name); }

std::span<const Kind> kinds() { return all_kinds; }

std::vector<LayoutName> layouts_of(const Kind& kind) {
  if (kind.zigzag()) return {LayoutName::zigzag, LayoutName::flat_zigzag};
  if (kind.striped()) return {LayoutName::striped};
  return {LayoutName::contiguous, LayoutName::sequential};
}

std::string to_string(const Kind& kind) {
  return std::string(to_string(kind.name)) + ":remainder=" + std::string(to_string(kind.remainder));
}

}  // namespace relayout::prove
