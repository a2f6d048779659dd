// The readers of what people type: layouts and lists of numbers.
#include <string>

#include "relayout/model/layout_text.hpp"
#include "relayout/model/report/numbers.hpp"
#include "relayout/proptest/fuzz/entry.hpp"
#include "relayout/proptest/fuzz/promise.hpp"

namespace relayout::proptest {
namespace {

// Whatever the file is called, it holds three tokens on two ranks.
Result<PieceTable> three_tokens(const std::string&) {
  return PieceTable{.token_count = 3,
                    .ranks = {{.world_rank = 0, .row_count = 2, .pieces = {{.token = 0, .row = 0, .count = 2}}},
                              {.world_rank = 1, .row_count = 1, .pieces = {{.token = 2, .row = 0, .count = 1}}}}};
}

}  // namespace

void feed_layout_text(std::string_view bytes) {
  for (const std::int64_t default_cp : {0, 4}) {
    const ParseOptions options{.default_cp = default_cp, .read_custom = three_tokens};
    const auto layout = parse_layout(bytes, options);
    if (!layout) {
      promise_words(layout.error());
      continue;
    }
    const std::string text = print(*layout);
    const auto again = parse_layout(text, options);
    promise(again.has_value(), "what a layout prints can be read: " + text);
    promise(*again == *layout, "what a layout prints is the layout: " + text);
    promise(print(*again) == text, "there is one way to print a layout: " + text);
  }
}

void feed_numbers(std::string_view bytes) {
  const auto numbers = report::parse_numbers(bytes);
  if (!numbers) return promise_words(numbers.error());
  std::string text;
  for (const std::int64_t number : *numbers) {
    promise(number >= 0, "no number is negative");
    text += (text.empty() ? "" : ",") + std::to_string(number);
  }
  const auto again = report::parse_numbers(text);
  promise(again.has_value(), "numbers written out can be read: " + text);
  promise(*again == *numbers, "numbers written out are the numbers: " + text);
}

}  // namespace relayout::proptest
