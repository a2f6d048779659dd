#include "relayout/bench/gpu/matrix_product.hpp"

#include <cublas_v2.h>
#include <dlfcn.h>

#include "relayout/bench/gpu/row_kernels.hpp"
#include "relayout/engine/error.hpp"
#include "relayout/engine/owner.hpp"

namespace relayout::bench {
namespace {

constexpr std::int64_t width = 8192;
constexpr std::int64_t element_bytes = 2;
constexpr std::int64_t workspace_bytes = std::int64_t{64} << 20U;

// cublasGemmEx, which the header has twice.
using Multiply = cublasStatus_t (*)(cublasHandle_t, cublasOperation_t, cublasOperation_t, int, int, int, const void*,
                                    const void*, cudaDataType, int, const void*, cudaDataType, int, const void*, void*,
                                    cudaDataType, int, cublasComputeType_t, cublasGemmAlgo_t);

// The calls of cuBLAS that are made here, by their names in the library.
struct Library {
  void* handle = nullptr;
  decltype(&cublasCreate_v2) create = nullptr;
  decltype(&cublasDestroy_v2) destroy = nullptr;
  decltype(&cublasSetStream_v2) set_stream = nullptr;
  decltype(&cublasSetWorkspace_v2) set_workspace = nullptr;
  decltype(&cublasSetSmCountTarget) set_multiprocessors = nullptr;
  Multiply multiply = nullptr;
};

template <class Function>
bool find(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(dlsym(library, name));
  return function != nullptr;
}

bool find_all(Library& library) {
  return find(library.handle, "cublasCreate_v2", library.create) &&
         find(library.handle, "cublasDestroy_v2", library.destroy) &&
         find(library.handle, "cublasSetStream_v2", library.set_stream) &&
         find(library.handle, "cublasSetWorkspace_v2", library.set_workspace) &&
         find(library.handle, "cublasSetSmCountTarget", library.set_multiprocessors) &&
         find(library.handle, "cublasGemmEx", library.multiply);
}

void check(cublasStatus_t status, const char* call) {
  if (status != CUBLAS_STATUS_SUCCESS) engine::fail("cuda", call, " failed with status ", static_cast<int>(status));
}

class CublasProduct : public MatrixProduct {
 public:
  explicit CublasProduct(const Library& library)
      : library_(library),
        left_(engine::Memory::device, most_product_rows * width * element_bytes),
        right_(engine::Memory::device, width * width * element_bytes),
        result_(engine::Memory::device, most_product_rows * width * element_bytes),
        workspace_(engine::Memory::device, workspace_bytes) {
    check(library_.create(&handle_), "cublasCreate");
    check(library_.set_workspace(handle_, workspace_.data(), static_cast<std::size_t>(workspace_bytes)),
          "cublasSetWorkspace");
    for (const engine::Buffer* buffer : {&left_, &right_}) {
      RELAYOUT_CUDA_TRY(launch_fill_numbers({nullptr, buffer->data(), buffer->size_bytes()}, nullptr));
    }
    RELAYOUT_CUDA_TRY(cudaDeviceSynchronize());
    cudaDeviceProp properties{};
    int device = 0;
    RELAYOUT_CUDA_TRY(cudaGetDevice(&device));
    RELAYOUT_CUDA_TRY(cudaGetDeviceProperties(&properties, device));
    multiprocessors_ = properties.multiProcessorCount;
  }
  ~CublasProduct() override { library_.destroy(handle_); }
  CublasProduct(const CublasProduct&) = delete;  // owns a handle
  CublasProduct& operator=(const CublasProduct&) = delete;

  void enqueue(const ProductCall& call, cudaStream_t stream) override {
    constexpr float one = 1;
    constexpr float zero = 0;
    constexpr int leading = static_cast<int>(width);
    check(library_.set_stream(handle_, stream), "cublasSetStream");
    // A new stream takes the workspace away again.
    check(library_.set_workspace(handle_, workspace_.data(), static_cast<std::size_t>(workspace_bytes)),
          "cublasSetWorkspace");
    check(library_.set_multiprocessors(
              handle_, call.multiprocessors_left == 0 ? 0 : multiprocessors_ - call.multiprocessors_left),
          "cublasSetSmCountTarget");
    check(library_.multiply(handle_, CUBLAS_OP_N, CUBLAS_OP_N, leading, static_cast<int>(call.rows), leading, &one,
                            right_.data(), CUDA_R_16BF, leading, left_.data(), CUDA_R_16BF, leading, &zero,
                            result_.data(), CUDA_R_16BF, leading, CUBLAS_COMPUTE_32F, CUBLAS_GEMM_DEFAULT),
          "cublasGemmEx");
  }

 private:
  Library library_;
  cublasHandle_t handle_ = nullptr;
  int multiprocessors_ = 0;
  engine::Buffer left_;
  engine::Buffer right_;
  engine::Buffer result_;
  engine::Buffer workspace_;
};

}  // namespace

MatrixProduct::Opened MatrixProduct::open() {
  const std::string name = "libcublas.so." + std::to_string(CUBLAS_VER_MAJOR);
  Library library;
  library.handle = dlopen(name.c_str(), RTLD_NOW);  // it stays open: other ranks of this process use it too
  if (library.handle == nullptr) return {.product = nullptr, .reason = name + " cannot be opened: " + dlerror()};
  if (!find_all(library)) return {.product = nullptr, .reason = name + " lacks a call that is needed"};
  return {.product = std::make_unique<CublasProduct>(library), .reason = {}};
}

}  // namespace relayout::bench
