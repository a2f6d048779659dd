// A layout as a flag names it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "relayout/model/layout.hpp"
#include "relayout/model/pack.hpp"
#include "relayout/model/placement.hpp"
#include "relayout/model/preset.hpp"

namespace relayout::cli {

// Where the text has no cp, it is one layout for each CP size.
class LayoutChoice {
 public:
  // `flag` is what messages call it. Failure: bad input.
  LayoutChoice(std::string_view flag, const std::string& text);

  [[nodiscard]] bool needs_cp() const { return !fixed_; }
  // Failure: bad input. Requires: cp > 0 where needs_cp().
  [[nodiscard]] Layout at(std::int64_t cp) const;
  // Applied to a pack. Failure: bad input, naming the flag, the layout, and where lengths do not divide what to type.
  [[nodiscard]] Placement place(const Pack& pack, std::int64_t cp) const;

  // In canonical form, behind the name of the preset where it is one: "fla = contiguous:cp=2".
  [[nodiscard]] std::string label(std::int64_t cp) const;
  [[nodiscard]] const std::string& text() const { return text_; }
  // As it was given, with the rule of a preset: "fla = contiguous:remainder=exact".
  [[nodiscard]] std::string rule() const;

 private:
  [[nodiscard]] std::string ways_out(const Layout& layout, const Pack& pack) const;

  std::string flag_;
  std::string text_;
  const Preset* preset_;  // null where the text is none
  std::optional<Layout> fixed_;
};

}  // namespace relayout::cli
