#include <algorithm>

#include "relayout/bench/gpu/all_to_all_v.hpp"
#include "relayout/bench/gpu/baseline_routes.hpp"
#include "relayout/bench/gpu/method.hpp"
#include "relayout/bench/gpu/row_kernels.hpp"
#include "relayout/engine/error.hpp"

namespace relayout::bench {
namespace {

using engine::Buffer;
using engine::Memory;

class AllGather : public Method {
 public:
  AllGather(GpuScene& scene, engine::RankContext& context)
      : scene_(scene), communicator_(context.communicator->handle()) {
    std::vector<std::int64_t> place_of(static_cast<std::size_t>(scene.source().token_count()), -1);
    std::vector<Piece> pieces;
    for (std::int32_t rank = 0; rank < scene.source().rank_count(); ++rank) {
      scene.source().pieces(rank, pieces);
      for (const Piece& piece : pieces) {
        for (std::int64_t i = 0; i < piece.count; ++i) {
          place_of[static_cast<std::size_t>(piece.token + i)] = rank * scene.most_input_rows() + piece.row + i;
        }
      }
    }
    std::vector<std::int64_t> rows(static_cast<std::size_t>(scene.target().pieces(context.rank, pieces)), 0);
    for (const Piece& piece : pieces) {
      for (std::int64_t i = 0; i < piece.count; ++i) {
        rows[static_cast<std::size_t>(piece.row + i)] = place_of[static_cast<std::size_t>(piece.token + i)];
      }
    }
    index_ = DeviceIndex(rows);
    rank_count_ = context.rank_count;
    all_ = Buffer(Memory::device, rank_count_ * scene.most_input_rows() * scene.bytes_a_row());
  }
  [[nodiscard]] std::string name() const override { return "allgather"; }
  void enqueue(std::size_t set, cudaStream_t stream) override {
    std::byte* all = all_.data();
    RELAYOUT_NCCL_TRY(ncclGroupStart());
    for (std::size_t i = 0; i < scene_.row_bytes().size(); ++i) {
      const std::int64_t size = scene_.most_input_rows() * scene_.row_bytes()[i];
      RELAYOUT_NCCL_TRY(
          ncclAllGather(scene_.input({set, i}), all, static_cast<std::size_t>(size), ncclUint8, communicator_, stream));
      all += rank_count_ * size;
    }
    RELAYOUT_NCCL_TRY(ncclGroupEnd());
    all = all_.data();
    for (std::size_t i = 0; i < scene_.row_bytes().size(); ++i) {
      const std::int64_t row_bytes = scene_.row_bytes()[i];
      RELAYOUT_CUDA_TRY(
          launch_index_select({all, output({set, i}), index_.rows(), scene_.output_rows(), row_bytes}, stream));
      all += rank_count_ * scene_.most_input_rows() * row_bytes;
    }
  }
  [[nodiscard]] std::byte* output(const BufferAt& at) const override { return scene_.plain_output(at); }
  [[nodiscard]] std::int64_t extra_bytes() const override { return all_.size_bytes() + index_.size_bytes(); }

 private:
  GpuScene& scene_;
  ncclComm_t communicator_;
  DeviceIndex index_;
  std::int32_t rank_count_ = 0;
  Buffer all_;
};

// A send and a receive a run, in groups that NCCL takes; what came is put together by one kernel, own rows too.
class PointToPoint : public Method {
 public:
  PointToPoint(GpuScene& scene, engine::RankContext& context)
      : scene_(scene), communicator_(context.communicator->handle()) {
    const RankProgram& program = scene.program();
    std::vector<std::int64_t> to;
    for (const Run& run : program.receives.runs) append_rows(to, run.local_row, run.count);
    std::vector<std::int64_t> own_from;
    std::vector<std::int64_t> own_to;
    for (const Run& run : program.own) {
      append_rows(own_from, run.local_row, run.count);
      append_rows(own_to, run.remote_row, run.count);
    }
    to_ = DeviceIndex(to);
    own_from_ = DeviceIndex(own_from);
    own_to_ = DeviceIndex(own_to);
    received_ = Buffer(Memory::device, std::max<std::int64_t>(to_.count() + own_to_.count(), 1) * scene.bytes_a_row());
  }
  [[nodiscard]] std::string name() const override { return "p2p_cat"; }
  void enqueue(std::size_t set, cudaStream_t stream) override {
    std::byte* received = received_.data();
    for (std::size_t i = 0; i < scene_.row_bytes().size(); ++i) {
      const Tensor tensor{scene_.input({set, i}), received, scene_.row_bytes()[i]};
      exchange(tensor, stream);
      put_together(tensor, output({set, i}), stream);
      received += (to_.count() + own_to_.count()) * tensor.row_bytes;
    }
  }
  [[nodiscard]] std::byte* output(const BufferAt& at) const override { return scene_.plain_output(at); }
  [[nodiscard]] std::int64_t extra_bytes() const override { return received_.size_bytes(); }

 private:
  struct Tensor {
    std::byte* input;
    std::byte* received;  // rows of peers, then own ones
    std::int64_t row_bytes;
  };
  void put_together(const Tensor& tensor, std::byte* output, cudaStream_t stream) const {
    std::byte* own = tensor.received + to_.count() * tensor.row_bytes;
    RELAYOUT_CUDA_TRY(
        launch_index_select({tensor.input, own, own_from_.rows(), own_from_.count(), tensor.row_bytes}, stream));
    RELAYOUT_CUDA_TRY(launch_index_copy({tensor.received, output, to_.rows(), to_.count(), tensor.row_bytes}, stream));
    RELAYOUT_CUDA_TRY(launch_index_copy({own, output, own_to_.rows(), own_to_.count(), tensor.row_bytes}, stream));
  }
  // Runs of a pair of ranks match in order; both ends cut them into groups alike.
  void exchange(const Tensor& tensor, cudaStream_t stream) {
    constexpr std::int64_t runs_at_once = 64;
    const RankProgram& program = scene_.program();
    const auto size_of = [&](const Run& run) { return static_cast<std::size_t>(run.count * tensor.row_bytes); };
    std::int64_t most = 0;
    for (const MessageList* list : {&program.sends, &program.receives}) {
      for (const Message& message : list->messages) most = std::max(most, message.run_end - message.run_begin);
    }
    for (std::int64_t begin = 0; begin < most; begin += runs_at_once) {
      RELAYOUT_NCCL_TRY(ncclGroupStart());
      post(program.sends, begin, runs_at_once, [&](const Run& run, std::int64_t, int peer) {
        return ncclSend(tensor.input + run.local_row * tensor.row_bytes, size_of(run), ncclUint8, peer, communicator_,
                        stream);
      });
      post(program.receives, begin, runs_at_once, [&](const Run& run, std::int64_t first, int peer) {
        return ncclRecv(tensor.received + first * tensor.row_bytes, size_of(run), ncclUint8, peer, communicator_,
                        stream);
      });
      RELAYOUT_NCCL_TRY(ncclGroupEnd());
    }
  }
  template <class Call>
  static void post(const MessageList& list, std::int64_t begin, std::int64_t count, Call&& call) {
    std::int64_t first = 0;
    for (const Message& message : list.messages) {
      std::int64_t index = 0;
      for (const Run& run : list.runs_of(message)) {
        if (index >= begin && index < begin + count) RELAYOUT_NCCL_TRY(call(run, first, message.peer));
        first += run.count;
        ++index;
      }
    }
  }

  GpuScene& scene_;
  ncclComm_t communicator_;
  DeviceIndex to_;
  DeviceIndex own_from_;
  DeviceIndex own_to_;
  Buffer received_;
};

}  // namespace

void add_baselines(GpuScene& scene, engine::RankContext& context, Methods& methods) {
  methods.push_back(all_to_all_v(scene, context, BufferKind::plain));
  methods.push_back(all_to_all_v(scene, context, BufferKind::registered));
  methods.push_back(std::make_unique<AllGather>(scene, context));
  methods.push_back(std::make_unique<PointToPoint>(scene, context));
}

}  // namespace relayout::bench
