// Counts what the program asks of the heap: the benchmark binary brings its own operator new.
#pragma once

#include <cstdint>

namespace relayout::bench {

// Calls of operator new by this thread, ever.
[[nodiscard]] std::int64_t allocations();

}  // namespace relayout::bench
