// How the engine fails: one exception, with the call, the place and the library's own words.
#pragma once

#include <cuda_runtime_api.h>
#include <nccl.h>

#include <stdexcept>
#include <string>
#include <utility>

#include "relayout/model/result.hpp"

namespace relayout::engine {

// `code` is short and made for programs: "cuda", "nccl", "no_gpu", "no_window", "no_hybrid", "deadline", "peer_gone",
// "disagreement", "bad_call", "too_large", and those of the lobby.
class EngineError : public std::runtime_error {
 public:
  explicit EngineError(Error error) : std::runtime_error(error.message), code_(std::move(error.code)) {}
  [[nodiscard]] const std::string& code() const { return code_; }
  [[nodiscard]] Error error() const { return {code_, what()}; }

 private:
  std::string code_;
};

template <class... Parts>
[[noreturn]] void fail(std::string code, const Parts&... parts) {
  throw EngineError(make_error(std::move(code), parts...));
}

struct CallPlace {
  const char* call;
  const char* file;
  int line;
};
[[noreturn]] void fail_cuda(const CallPlace& place, cudaError_t status);
[[noreturn]] void fail_nccl(const CallPlace& place, ncclResult_t status);

}  // namespace relayout::engine

#define RELAYOUT_CUDA_TRY(call)                                                                                      \
  do {                                                                                                               \
    const cudaError_t relayout_status = (call);                                                                      \
    if (relayout_status != cudaSuccess) ::relayout::engine::fail_cuda({#call, __FILE__, __LINE__}, relayout_status); \
  } while (false)

// ncclInProgress is no error: communicators do not block; Communicator::settle waits for them, with a deadline.
#define RELAYOUT_NCCL_TRY(call)                                                    \
  do {                                                                             \
    const ncclResult_t relayout_status = (call);                                   \
    if (relayout_status != ncclSuccess && relayout_status != ncclInProgress)       \
      ::relayout::engine::fail_nccl({#call, __FILE__, __LINE__}, relayout_status); \
  } while (false)
