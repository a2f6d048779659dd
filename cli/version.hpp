// What this program is made of.
#pragma once

#include <string>

namespace relayout::cli {

// Version, compiler and parts, with those that this build lacks.
[[nodiscard]] std::string version_text();

}  // namespace relayout::cli
