#include "relayout/proptest/validated_tensor.hpp"

#include <cstddef>
#include <span>

#include "relayout/model/integer.hpp"

namespace relayout::proptest {
namespace {

std::vector<std::byte> random_fill(Random& random, std::int64_t row_bytes) {
  const std::int64_t size = std::int64_t{1} << random.below(4);
  if (floor_mod(row_bytes, size) != 0 || random.one_in(2)) return {};
  std::vector<std::byte> fill(static_cast<std::size_t>(size));
  for (std::byte& byte : fill) byte = static_cast<std::byte>(random.bits());
  return fill;
}

// Gaps between rows, or between outer indices, or none: rows first ([batch, rows, hidden]) or batch first (SBHD).
sim::TensorStrides random_strides(Random& random, const sim::TensorSpec& spec, std::int64_t row_capacity) {
  const std::int64_t gap = random.one_in(2) ? 0 : random.below(40);
  if (spec.outer_count > 1 && random.one_in(2)) {
    return {.row_stride = spec.outer_count * (spec.row_bytes + gap), .outer_stride = spec.row_bytes + gap};
  }
  const std::int64_t row_stride = spec.row_bytes + gap;
  return {.row_stride = row_stride, .outer_stride = spec.outer_count > 1 ? row_capacity * row_stride : 0};
}

}  // namespace

std::vector<ValidatedTensor> random_tensors(Random& random, std::int64_t row_capacity, ArenaUse arena) {
  constexpr std::int64_t widths[] = {8, 16, 24, 64, 200, 1000, 4096, 5001};  // wide enough to name a token
  constexpr std::int64_t small_widths[] = {1, 2, 3, 4, 8, 12};               // labels, positions, masks
  std::vector<ValidatedTensor> tensors(static_cast<std::size_t>(1 + random.below(3)));
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    ValidatedTensor& tensor = tensors[i];
    const bool narrow = i > 0 && random.one_in(2);
    tensor.spec.row_bytes = narrow ? random.pick(std::span<const std::int64_t>(small_widths))
                                   : random.pick(std::span<const std::int64_t>(widths));
    tensor.spec.outer_count = random.one_in(3) ? 2 + random.below(2) : 1;
    tensor.spec.source = random_strides(random, tensor.spec, row_capacity);
    tensor.spec.target = random_strides(random, tensor.spec, row_capacity);
    tensor.spec.fill = random_fill(random, tensor.spec.row_bytes);
    tensor.source_skew = random.one_in(2) ? 0 : random.below(most_skew);
    tensor.target_skew = random.one_in(2) ? 0 : random.below(most_skew);
    tensor.in_arena = arena == ArenaUse::sometimes && random.one_in(2);
  }
  return tensors;
}

}  // namespace relayout::proptest
