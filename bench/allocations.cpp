#include "relayout/bench/allocations.hpp"

#include <cstdlib>
#include <new>

namespace {
thread_local std::int64_t allocation_count = 0;
}  // namespace

namespace relayout::bench {
std::int64_t allocations() { return allocation_count; }
}  // namespace relayout::bench

// The other forms of new and delete call these two. Aligned ones are left alone: nothing measured here asks for them.
void* operator new(std::size_t size) {
  ++allocation_count;
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
