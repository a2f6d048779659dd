// Layouts as text: one string everywhere (command line, files, pages, test output).
//
//   text   = name [ ":" key "=" value { "," key "=" value } ]       name: a layout's or a preset's
//   keys   = remainder multiple pack_multiple block file cp order rank_multiple rank_rows tp world
//   order, world = numbers joined by "-", or first..last             file = anything but a comma
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "relayout/model/layout.hpp"

namespace relayout {

// Reads the pieces of `custom:file=..`: what a model without file formats must be given by its caller.
using CustomReader = std::function<Result<PieceTable>(const std::string& file)>;

struct ParseOptions {
  std::int64_t default_cp = 0;  // used where the text has no cp key; 0 = it must have one
  CustomReader read_custom;     // null: custom layouts are refused
};

// The layout a text means. A preset's name stands for its keys; modifiers may follow it. A custom layout has the cp of
// its pieces. Errors: "bad_layout" naming the key or name found, where, and what there is to choose from; a key given
// twice; "missing_cp"; or the reader's error.
[[nodiscard]] Result<Layout> parse_layout(std::string_view text, const ParseOptions& options);

// Canonical print: keys in the order above, defaults left out, cp always in; world as first..last where it counts up,
// order never does. Ensures: parse_layout(print(layout)) == layout.
[[nodiscard]] std::string print(const Layout& layout);
// The same of keys as a Layout holds them: defaults stored as "not given".
[[nodiscard]] std::string print(const LayoutKeys& keys);

// Numbers as `order` and `world` write them: "4..7" where they count up by one, else "4-6-5".
[[nodiscard]] std::string print_ranks(const std::vector<std::int32_t>& ranks);

}  // namespace relayout
