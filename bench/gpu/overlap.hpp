// Moves beside a matrix product: how much of the shorter one is hidden.
//
//   apart      | move ........ | product ........ |
//   together   | move ...............|
//              | product ............|              overlap = (apart - together) / the shorter of the two alone
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "relayout/bench/gpu/matrix_product.hpp"
#include "relayout/bench/gpu/measure.hpp"

namespace relayout::bench {

// One way of going together.
struct Together {
  std::string started_first;              // "move" or "product"
  std::int32_t multiprocessors_left = 0;  // by the product
  double time_us = 0;
  double overlap = 0;  // against the product with the whole chip; negative where together takes longer than apart
};

struct OverlapTiming {
  std::string method;
  double move_us = 0;             // alone
  double product_us = 0;          // alone, the whole chip
  std::int64_t product_rows = 0;  // chosen so that it takes about as long as the move
  std::vector<Together> together;
};

// Medians of the slowest rank's times, all in turn, call by call. The move is on a stream of the highest priority,
// as frameworks have it. Collective; the same result on all ranks.
[[nodiscard]] std::vector<OverlapTiming> measure_overlap(const Methods& methods, const GpuScene& scene,
                                                         engine::RankContext& context, MatrixProduct& product,
                                                         std::int64_t repetitions);

}  // namespace relayout::bench
