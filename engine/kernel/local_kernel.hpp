// Rows that move within one GPU: between tensors and packed buffers, rows that stay, and padding.
#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

#include "relayout/engine/kernel/tensor_move.hpp"
#include "relayout/model/direction.hpp"

namespace relayout::engine {

// Copies one list's rows of every tensor, from one field's row to the other's.
struct ListCopy {
  ListName list = ListName::sends;
  RowField from = RowField::local;
  RowField to = RowField::packed;
  std::int32_t tensor_count = 0;
  TensorMove tensors[max_tensors];
};

// What stays: own rows of the first `copy_count` tensors, and the padding of the first `fill_count`, on the side that
// is written.
struct Staying {
  std::int32_t copy_count = 0;
  std::int32_t fill_count = 0;
  TensorMove tensors[max_tensors];
};

struct LocalCall {
  const MoveTable* table = nullptr;   // in device memory
  const std::uint32_t* go = nullptr;  // in device memory, 0: nothing is written. Null: go
  Direction direction = Direction::forward;
  ListCopy messages{};
  Staying staying{};
};

// Allocates nothing, waits for nothing, may be captured. Launches nothing where there is nothing to do.
cudaError_t launch_local(const LocalCall& call, std::int32_t cta_count, cudaStream_t stream);

}  // namespace relayout::engine
