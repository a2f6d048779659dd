#include "relayout/engine/owner.hpp"

#include "relayout/engine/error.hpp"

namespace relayout::engine {

Stream::Stream(int priority) {
  RELAYOUT_CUDA_TRY(cudaStreamCreateWithPriority(&stream_, cudaStreamNonBlocking, priority));
}

Stream::~Stream() {
  if (stream_ != nullptr) cudaStreamDestroy(stream_);
}

void Stream::synchronize() const { RELAYOUT_CUDA_TRY(cudaStreamSynchronize(stream_)); }

Event::Event(Timing timing) {
  RELAYOUT_CUDA_TRY(
      cudaEventCreateWithFlags(&event_, timing == Timing::on ? cudaEventDefault : cudaEventDisableTiming));
}

Event::~Event() {
  if (event_ != nullptr) cudaEventDestroy(event_);
}

void Event::record(cudaStream_t stream) const { RELAYOUT_CUDA_TRY(cudaEventRecord(event_, stream)); }

bool Event::done() const {
  const cudaError_t status = cudaEventQuery(event_);
  if (status == cudaErrorNotReady) return false;
  RELAYOUT_CUDA_TRY(status);
  return true;
}

void Event::synchronize() const { RELAYOUT_CUDA_TRY(cudaEventSynchronize(event_)); }

Buffer::Buffer(Memory memory, std::int64_t size_bytes) : size_bytes_(size_bytes), memory_(memory) {
  if (size_bytes == 0) return;
  void* data = nullptr;
  const auto size = static_cast<std::size_t>(size_bytes);
  if (memory == Memory::device) {
    RELAYOUT_CUDA_TRY(cudaMalloc(&data, size));
  } else {
    RELAYOUT_CUDA_TRY(cudaHostAlloc(&data, size, cudaHostAllocMapped | cudaHostAllocPortable));
  }
  data_ = static_cast<std::byte*>(data);
}

void Buffer::release() noexcept {
  if (data_ == nullptr) return;
  if (memory_ == Memory::device) {
    cudaFree(data_);
  } else {
    cudaFreeHost(data_);
  }
  data_ = nullptr;
}

}  // namespace relayout::engine
