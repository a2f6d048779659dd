// What is measured: a pack like those of training, and two layouts of it.
#pragma once

#include <cstdint>
#include <string>

#include "relayout/model/pack.hpp"
#include "relayout/model/placement.hpp"

namespace relayout::bench {

inline constexpr std::int64_t million_tokens = std::int64_t{1} << 20;

// Every length is a multiple of `multiple`, and at least that.
struct PackShape {
  std::int64_t token_count = million_tokens;
  std::int64_t sequence_count = 4096;
  std::int64_t multiple = 1;
};

// Documents of unequal length, as text has them: many short ones, few long ones (the lengths go as the product of three
// uniform numbers). The same on any machine, and the same that baseline_planner.py makes.
// Requires: token_count >= sequence_count * multiple, and a multiple of it.
[[nodiscard]] Pack documents(const PackShape& shape);

// A layout string without cp, and "custom:file=of-zigzag", which writes the pieces of a padded zigzag out.
struct Side {
  std::string layout;
  std::int64_t cp = 8;
};
[[nodiscard]] Placement place(const Side& side, const Pack& pack);

// Two layouts over one number of ranks.
struct Setting {
  std::string source = "zigzag:remainder=pad";
  std::string target = "contiguous:remainder=balanced";
  PackShape pack{};
  std::int64_t cp = 8;
};
// "zigzag:remainder=pad/contiguous:remainder=balanced/sequences=4096/cp=8": the end of a benchmark's name.
[[nodiscard]] std::string name_of(const Setting& setting);

struct Placed {
  Placement source;
  Placement target;
};
[[nodiscard]] Placed place(const Setting& setting);

}  // namespace relayout::bench
