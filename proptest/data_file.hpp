// The tables of proptest/data: facts with their sources, one JSON object a line.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "relayout/model/layout.hpp"
#include "relayout/model/pack.hpp"

namespace relayout::proptest {

// The lines of a file of proptest/data. Stops the test where the file is missing or is not JSON.
[[nodiscard]] std::vector<nlohmann::json> data_lines(const std::string& name);

// `lengths`, with `slots` where a line has them.
[[nodiscard]] Pack pack_of(const nlohmann::json& line);

// `layout` over a line's or another cp.
[[nodiscard]] Layout layout_of(const std::string& text, std::int64_t cp);

}  // namespace relayout::proptest
