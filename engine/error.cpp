#include "relayout/engine/error.hpp"

#include <string_view>

namespace relayout::engine {
namespace {

// The file's name is enough: a path of the machine that built it says nothing to whoever reads the message.
std::string_view file_name(std::string_view path) { return path.substr(path.find_last_of('/') + 1); }

}  // namespace

void fail_cuda(const CallPlace& place, cudaError_t status) {
  cudaGetLastError();  // else the next check would find it again
  fail("cuda", place.call, " at ", file_name(place.file), ':', place.line, ": ", cudaGetErrorName(status), ", ",
       cudaGetErrorString(status));
}

void fail_nccl(const CallPlace& place, ncclResult_t status) {
  fail("nccl", place.call, " at ", file_name(place.file), ':', place.line, ": ", ncclGetErrorString(status), "; ",
       ncclGetLastError(nullptr));
}

}  // namespace relayout::engine
