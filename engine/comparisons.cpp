#include "relayout/engine/comparisons.hpp"

#include "relayout/engine/error.hpp"

namespace relayout::engine {

std::size_t Comparisons::find(std::uint64_t call_digest) const {
  std::size_t index = 0;
  while (index < count_ && entries_[index].call_digest != call_digest) ++index;
  return index;
}

void Comparisons::note(std::uint64_t call_digest, cudaStream_t stream) {
  if (count_ == entries_.size()) entries_.emplace_back();
  Entry& entry = entries_[count_++];
  entry.call_digest = call_digest;
  entry.ended = false;
  entry.compared.record(stream);
}

bool Comparisons::ended(std::uint64_t call_digest) {
  const std::size_t index = find(call_digest);
  if (index == count_) return false;
  Entry& entry = entries_[index];
  if (entry.ended) return true;
  // A question to an event of before the capture does not disturb it, but CUDA has to be told so.
  cudaStreamCaptureMode mode = cudaStreamCaptureModeRelaxed;
  RELAYOUT_CUDA_TRY(cudaThreadExchangeStreamCaptureMode(&mode));
  entry.ended = entry.compared.done();
  RELAYOUT_CUDA_TRY(cudaThreadExchangeStreamCaptureMode(&mode));
  return entry.ended;
}

}  // namespace relayout::engine
