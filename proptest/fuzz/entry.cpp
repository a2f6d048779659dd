#include "relayout/proptest/fuzz/entry.hpp"

#include <algorithm>
#include <array>
#include <cassert>

namespace relayout::proptest {
namespace {

constexpr std::array entries{FuzzEntry{"layout_text", feed_layout_text}, FuzzEntry{"numbers", feed_numbers},
                             FuzzEntry{"batches", feed_batches}, FuzzEntry{"document", feed_document}};

}  // namespace

std::span<const FuzzEntry> fuzz_entries() { return entries; }

const FuzzEntry& find_fuzz_entry(std::string_view name) {
  const auto* found =
      std::find_if(entries.begin(), entries.end(), [&](const FuzzEntry& entry) { return entry.name == name; });
  assert(found != entries.end());
  return *found;
}

}  // namespace relayout::proptest
