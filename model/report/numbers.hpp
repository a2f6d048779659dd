// Numbers as a person types them, "5,7,13", and reads them, "8,192 tokens".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "relayout/model/result.hpp"

namespace relayout::report {

// The integers of a list with commas between; spaces may stand around a comma and at the ends, nowhere else. No text is
// no number. Errors: "bad_numbers" with the place and the text of the item that is not an integer in 0 .. 2^63-1.
[[nodiscard]] Result<std::vector<std::int64_t>> parse_numbers(std::string_view text);

// 8192 as "8,192".
[[nodiscard]] std::string with_commas(std::int64_t number);
// "1 token", "2 tokens", "8,192 tokens".
[[nodiscard]] std::string counted(std::int64_t count, std::string_view noun);

}  // namespace relayout::report
