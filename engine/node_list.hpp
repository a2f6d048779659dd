// Slurm's lists of nodes: gpu[03-04,07],login1 is gpu03, gpu04, gpu07, login1.
#pragma once

#include <string>
#include <string_view>

#include "relayout/model/result.hpp"

namespace relayout::engine {

// The first node. Errors: "launch": a bracket that does not close, or holds no number first; an empty name.
[[nodiscard]] Result<std::string> first_node(std::string_view list);

}  // namespace relayout::engine
