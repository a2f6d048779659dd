// Rows between a tensor and a packed buffer, and rows that stay on their GPU: what stands around send and receive.
#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

#include "relayout/engine/kernel/tensor_move.hpp"
#include "relayout/model/rank_program.hpp"

namespace relayout::engine {

// Copies one list's rows of every tensor, from one field's row to the other's.
struct PackCall {
  const MoveTable* table = nullptr;  // in device memory
  ListName list = ListName::sends;
  RowField from = RowField::local;
  RowField to = RowField::packed;
  std::int32_t tensor_count = 0;
  TensorMove tensors[max_tensors];
};
// Allocates nothing, waits for nothing, may be captured.
cudaError_t launch_pack(const PackCall& call, std::int32_t cta_count, cudaStream_t stream);

// Fills the rows that nothing arrives in: those of the target side forward, of the source side backward.
struct FillCall {
  const MoveTable* table = nullptr;
  Direction direction = Direction::forward;
  std::int32_t tensor_count = 0;
  TensorMove tensors[max_tensors];
};
cudaError_t launch_fill(const FillCall& call, std::int32_t cta_count, cudaStream_t stream);

}  // namespace relayout::engine
