// What is done with any bytes at all: read them, and hold the reader to its word. libFuzzer feeds these entries, and
// so does a test with mutations of its own, where there is no clang.
#pragma once

#include <span>
#include <string_view>

namespace relayout::proptest {

// A reader, and what must be so whatever it is given: it returns; a refusal has a code and says something; what it
// takes is written out and read again as the same. Where that is not so the program aborts and says what is not.
struct FuzzEntry {
  std::string_view name;  // of the reader, and of its folder of seeds
  void (*feed)(std::string_view bytes);
};

[[nodiscard]] std::span<const FuzzEntry> fuzz_entries();

// The entry of that name. Requires: there is one.
[[nodiscard]] const FuzzEntry& find_fuzz_entry(std::string_view name);

// The four of them.
void feed_layout_text(std::string_view bytes);
void feed_numbers(std::string_view bytes);
void feed_batches(std::string_view bytes);
void feed_document(std::string_view bytes);

}  // namespace relayout::proptest
