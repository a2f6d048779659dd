// Text with the name it is called by in messages, and where it comes from.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "relayout/model/result.hpp"

namespace relayout::report {

// What a reader is given: `name` is what errors call the text ("plan.json", "standard input").
struct NamedText {
  std::string_view name;
  std::string_view text;
};

// A file larger than this is refused.
inline constexpr std::size_t max_text_bytes = std::size_t{1} << 28U;

// The whole of a file; "-" is standard input. Errors: "bad_file" with the path and what the system says, or the limit.
[[nodiscard]] Result<std::string> read_text_file(const std::string& path);

// What messages call a path: "-" is "standard input".
[[nodiscard]] std::string display_name(const std::string& path);

}  // namespace relayout::report
