// Kernels of the benchmark itself: whole-row gathers and scatters as trainers write them, payloads that name their
// token, limits of the machine.
#pragma once

#include <cuda_runtime_api.h>

#include <cstddef>
#include <cstdint>

namespace relayout::bench {

// Row i of `to` becomes row index[i] of `from` (index_select), or row index[i] of `to` becomes row i of `from`
// (index_copy). Rows are dense; multiples of 16 bytes, or 8 bytes.
struct IndexedRows {
  const std::byte* from = nullptr;
  std::byte* to = nullptr;
  const std::int64_t* index = nullptr;  // device memory
  std::int64_t count = 0;
  std::int64_t row_bytes = 0;
};
cudaError_t launch_index_select(const IndexedRows& rows, cudaStream_t stream);
cudaError_t launch_index_copy(const IndexedRows& rows, cudaStream_t stream);

// Rows named by tokens: tokens[row], or -1 for a row that holds none.
struct NamedRows {
  std::byte* rows = nullptr;
  const std::int64_t* tokens = nullptr;  // device memory
  std::int64_t count = 0;
  std::int64_t row_bytes = 0;
};
cudaError_t launch_write_names(const NamedRows& rows, cudaStream_t stream);
// Adds to *wrong the rows that do not hold the token they are named by, compared in every byte.
cudaError_t launch_count_wrong(const NamedRows& rows, std::uint64_t* wrong, cudaStream_t stream);

// Plain 16-byte loads and stores by all multiprocessors: what kernels can put on the wire, or copy.
struct Bytes {
  const std::byte* from = nullptr;
  std::byte* to = nullptr;
  std::int64_t size_bytes = 0;  // a multiple of 16
};
cudaError_t launch_store(const Bytes& bytes, cudaStream_t stream);

// Fills `to` with bf16 numbers between -1 and 1 that follow no pattern: a product of zeros would cost less power, and
// time.
cudaError_t launch_fill_numbers(const Bytes& bytes, cudaStream_t stream);

// Keeps the stream busy, so that the host is ahead of what is measured next.
cudaError_t launch_delay(std::int64_t nanoseconds, cudaStream_t stream);

}  // namespace relayout::bench
