#include "relayout/engine/side_stream.hpp"

#include "relayout/engine/error.hpp"

namespace relayout::engine {

void SideStream::fork(cudaStream_t main) const {
  forked_.record(main);
  RELAYOUT_CUDA_TRY(cudaStreamWaitEvent(stream_.handle(), forked_.handle(), 0));
}

void SideStream::join(cudaStream_t main) const {
  joined_.record(stream_.handle());
  RELAYOUT_CUDA_TRY(cudaStreamWaitEvent(main, joined_.handle(), 0));
}

}  // namespace relayout::engine
