// A big matrix product, bf16, by cuBLAS: what a trainer computes while rows move.
//
// The library is opened when it is asked for, so that nothing else needs it.
#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>
#include <memory>
#include <string>

namespace relayout::bench {

// Multiplies `rows` x 8192 by 8192 x 8192.
struct ProductCall {
  std::int64_t rows = 0;                  // at most most_product_rows
  std::int32_t multiprocessors_left = 0;  // that the product is to leave to others; a wish that cuBLAS may follow
};
inline constexpr std::int64_t most_product_rows = 16'384;

class MatrixProduct {
 public:
  struct Opened {
    std::unique_ptr<MatrixProduct> product;  // null: left out
    std::string reason;
  };
  // On the current device. Allocates some 700 MiB.
  [[nodiscard]] static Opened open();
  virtual ~MatrixProduct() = default;
  // Enqueued. Throws EngineError "cuda" where cuBLAS refuses.
  virtual void enqueue(const ProductCall& call, cudaStream_t stream) = 0;
};

}  // namespace relayout::bench
