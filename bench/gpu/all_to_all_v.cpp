#include "relayout/bench/gpu/all_to_all_v.hpp"

#include <algorithm>

#include "relayout/bench/gpu/row_kernels.hpp"
#include "relayout/engine/error.hpp"

namespace relayout::bench {
namespace {

using engine::Buffer;

// A buffer that NCCL was told of, or an ordinary one.
class MessageBuffer {
 public:
  MessageBuffer(std::int64_t size_bytes, ncclComm_t registered_with) : communicator_(registered_with) {
    const auto size = static_cast<std::size_t>(std::max<std::int64_t>(size_bytes, 16));
    void* data = nullptr;
    if (communicator_ == nullptr) {
      RELAYOUT_CUDA_TRY(cudaMalloc(&data, size));
    } else {
      RELAYOUT_NCCL_TRY(ncclMemAlloc(&data, size));
      RELAYOUT_NCCL_TRY(ncclCommRegister(communicator_, data, size, &handle_));
    }
    data_ = static_cast<std::byte*>(data);
  }
  ~MessageBuffer() {
    if (communicator_ == nullptr) {
      cudaFree(data_);
    } else {
      ncclCommDeregister(communicator_, handle_);
      ncclMemFree(data_);
    }
  }
  MessageBuffer(const MessageBuffer&) = delete;  // registered by address
  MessageBuffer& operator=(const MessageBuffer&) = delete;
  [[nodiscard]] std::byte* data() const { return data_; }

 private:
  ncclComm_t communicator_;
  std::byte* data_ = nullptr;
  void* handle_ = nullptr;
};

// One all-to-all-v for all tensors of the call: selected rows of one tensor stand behind those of the other.
class AllToAllV : public Method {
 public:
  AllToAllV(GpuScene& scene, engine::RankContext& context, ncclComm_t registered_with)
      : scene_(scene),
        communicator_(context.communicator->handle()),
        routes_(routes_of(scene.program(), context.rank_count)),
        send_index_(routes_.send_rows),
        receive_index_(routes_.receive_rows),
        send_(send_index_.count() * scene.bytes_a_row(), registered_with),
        receive_(receive_index_.count() * scene.bytes_a_row(), registered_with),
        name_(registered_with == nullptr ? "a2av" : "a2av_registered") {}

  [[nodiscard]] std::string name() const override { return name_; }
  void enqueue(std::size_t set, cudaStream_t stream) override {
    std::byte* send = send_.data();
    std::byte* receive = receive_.data();
    for (std::size_t i = 0; i < scene_.row_bytes().size(); ++i) {
      const std::int64_t row_bytes = scene_.row_bytes()[i];
      RELAYOUT_CUDA_TRY(launch_index_select(
          {scene_.input({set, i}), send, send_index_.rows(), send_index_.count(), row_bytes}, stream));
      send += send_index_.count() * row_bytes;
    }
    exchange(stream);
    for (std::size_t i = 0; i < scene_.row_bytes().size(); ++i) {
      const std::int64_t row_bytes = scene_.row_bytes()[i];
      RELAYOUT_CUDA_TRY(launch_index_copy(
          {receive, output({set, i}), receive_index_.rows(), receive_index_.count(), row_bytes}, stream));
      receive += receive_index_.count() * row_bytes;
    }
  }
  [[nodiscard]] std::byte* output(const BufferAt& at) const override { return scene_.plain_output(at); }
  [[nodiscard]] std::int64_t extra_bytes() const override {
    return (send_index_.count() + receive_index_.count()) * (scene_.bytes_a_row() + 8);
  }

  // After captures NCCL 2.28.9 wrote into registered buffers of cases that were over: rows of later cases were wrong.
  [[nodiscard]] Capture capture() const override { return name_ == "a2av" ? Capture::harmless : Capture::harmful; }

 private:
  void exchange(cudaStream_t stream) {
    RELAYOUT_NCCL_TRY(ncclGroupStart());
    std::byte* send = send_.data();
    std::byte* receive = receive_.data();
    for (const std::int64_t row_bytes : scene_.row_bytes()) {
      for (std::size_t peer = 0; peer < routes_.send_splits.size(); ++peer) {
        const auto out = static_cast<std::size_t>(routes_.send_splits[peer] * row_bytes);
        const auto in = static_cast<std::size_t>(routes_.receive_splits[peer] * row_bytes);
        RELAYOUT_NCCL_TRY(ncclSend(send, out, ncclUint8, static_cast<int>(peer), communicator_, stream));
        RELAYOUT_NCCL_TRY(ncclRecv(receive, in, ncclUint8, static_cast<int>(peer), communicator_, stream));
        send += out;
        receive += in;
      }
    }
    RELAYOUT_NCCL_TRY(ncclGroupEnd());
  }

  GpuScene& scene_;
  ncclComm_t communicator_;
  Routes routes_;
  DeviceIndex send_index_;
  DeviceIndex receive_index_;
  MessageBuffer send_;
  MessageBuffer receive_;
  std::string name_;
};

}  // namespace

std::unique_ptr<Method> all_to_all_v(GpuScene& scene, engine::RankContext& context, BufferKind buffers) {
  return std::make_unique<AllToAllV>(scene, context,
                                     buffers == BufferKind::plain ? nullptr : context.communicator->handle());
}

}  // namespace relayout::bench
