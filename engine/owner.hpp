// Owners of what CUDA hands out: move-only, raw handles inside. Destructors never throw and never synchronise more
// than the runtime's own release does.
#pragma once

#include <cuda_runtime_api.h>

#include <cstddef>
#include <cstdint>
#include <utility>

namespace relayout::engine {

// A non-blocking stream.
class Stream {
 public:
  explicit Stream(int priority = 0);
  ~Stream();
  Stream(Stream&& other) noexcept : stream_(std::exchange(other.stream_, nullptr)) {}
  Stream& operator=(Stream&&) = delete;  // nobody rebinds a stream that work is queued on
  [[nodiscard]] cudaStream_t handle() const { return stream_; }
  void synchronize() const;

 private:
  cudaStream_t stream_ = nullptr;
};

enum class Timing : std::uint8_t { off, on };

class Event {
 public:
  explicit Event(Timing timing = Timing::off);
  ~Event();
  Event(Event&& other) noexcept : event_(std::exchange(other.event_, nullptr)) {}
  Event& operator=(Event&& other) noexcept {
    std::swap(event_, other.event_);
    return *this;
  }
  void record(cudaStream_t stream) const;
  // True where all work recorded ahead of it is done, or nothing was recorded yet.
  [[nodiscard]] bool done() const;
  void synchronize() const;
  [[nodiscard]] cudaEvent_t handle() const { return event_; }

 private:
  cudaEvent_t event_ = nullptr;
};

// Bytes on the current device (cudaMalloc), or pinned on the host and visible to the device.
enum class Memory : std::uint8_t { device, pinned };

class Buffer {
 public:
  Buffer() = default;
  Buffer(Memory memory, std::int64_t size_bytes);
  ~Buffer() { release(); }
  Buffer(Buffer&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)),
        size_bytes_(std::exchange(other.size_bytes_, 0)),
        memory_(other.memory_) {}
  Buffer& operator=(Buffer&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_bytes_, other.size_bytes_);
    std::swap(memory_, other.memory_);
    return *this;
  }
  [[nodiscard]] std::byte* data() const { return data_; }
  [[nodiscard]] std::int64_t size_bytes() const { return size_bytes_; }

 private:
  void release() noexcept;
  std::byte* data_ = nullptr;
  std::int64_t size_bytes_ = 0;
  Memory memory_ = Memory::device;
};

}  // namespace relayout::engine
