// Which cases belong together: the core set, and slices beside it that are recorded apart.
//
//   core         both headline pairs, six packs, 8 MiB to 1 GiB a rank, hidden 4096
//   hidden       the same pairs at hidden 2048 and 8192
//   relabelled   zigzag to sequential, as it is and with the rank names under which most rows stay
//   tp           rows shared out to tensor-parallel ranks: on the target alone, and on both sides
//   tensors      hidden states, position ids and labels in one call
//   overlap      zigzag to contiguous forward, 256 MiB, three packs; beside a matrix product, too
//
// The others: 32 and 256 MiB, four packs; and all but overlap forward and backward.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "relayout/bench/gpu/setting.hpp"

namespace relayout::bench {

[[nodiscard]] const std::vector<std::string>& slice_names();

// Empty lists, and 0, leave it to the slice.
struct SliceOptions {
  std::vector<std::string> slices = {"core"};
  std::vector<std::int64_t> sizes{};  // bytes of a rank's buffer, ascending
  std::int64_t row_bytes = 0;
  std::vector<std::string> pairs{};  // "zigzag:remainder=pad->contiguous:remainder=pad"
  std::vector<std::string> packs{};  // as pack_name says
};
// Those that so many ranks can have. Throws EngineError "bad_call" for a pair without an arrow.
[[nodiscard]] std::vector<GpuCase> cases_of(const SliceOptions& options, std::int32_t rank_count);

}  // namespace relayout::bench
