// One entry as libFuzzer calls it.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "relayout/proptest/fuzz/entry.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const relayout::proptest::FuzzEntry& entry = relayout::proptest::find_fuzz_entry(RELAYOUT_FUZZ_ENTRY);
  entry.feed({reinterpret_cast<const char*>(data), size});
  return 0;
}
