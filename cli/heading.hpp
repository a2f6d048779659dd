// What stands above a command's text output, so that one result can be told from the next.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "relayout/cli/output.hpp"
#include "relayout/cli/pack_input.hpp"
#include "relayout/model/layout.hpp"
#include "relayout/model/report/numbers.hpp"

namespace relayout::cli {

// "python-stdlib-cut8k-0  3 sequences, 8,192 tokens: zigzag:cp=2", with the pack's name where it has one.
[[nodiscard]] std::string heading(const Output& output, const NamedPack& pack, const std::string& layouts);
// "zigzag:cp=2 -> contiguous:cp=2".
[[nodiscard]] std::string arrow(const Layout& source, const Layout& target);

using report::counted;
using report::with_commas;

}  // namespace relayout::cli
