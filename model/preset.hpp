// The layouts of the frameworks by their own names, each pinned by golden rows in proptest/data.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "relayout/model/layout.hpp"

namespace relayout {

struct Preset {
  std::string_view name;       // "te-thd"
  std::string_view rule;       // every key written out, in terms of cp and tp: "zigzag:remainder=pad,multiple=2*cp"
  std::string_view framework;  // with version or commit and file
  std::string_view consumer;   // the kernel or function that is fed rows in this layout
  LayoutName layout;
  Remainder remainder = Remainder::exact;
  // Factors of the keys that a framework derives from cp and tp; 0 = the key is not given.
  std::int64_t multiple_per_cp = 0;         // multiple = this * cp
  std::int64_t pack_multiple_per_rank = 0;  // pack_multiple = this * cp * tp
  std::int64_t rank_multiple_per_tp = 0;    // rank_multiple = this * tp
  std::int64_t block = 0;
  std::int64_t cp_multiple = 1;  // the framework refuses a cp > 1 that this does not divide
};

// All presets, in the order they are listed to a reader.
[[nodiscard]] std::span<const Preset> presets();

// The preset of that name, or null.
[[nodiscard]] const Preset* find_preset(std::string_view name);

// Writes a preset's keys into `keys`, whose cp and tp are set. Keys already given are kept.
void apply_preset(const Preset& preset, LayoutKeys& keys);

}  // namespace relayout
