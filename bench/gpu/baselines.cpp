#include <algorithm>
#include <utility>

#include "relayout/bench/gpu/method.hpp"
#include "relayout/bench/gpu/row_kernels.hpp"
#include "relayout/engine/error.hpp"

namespace relayout::bench {
namespace {

using engine::Buffer;
using engine::Memory;

// Rows by peer in rank order, own ones in their place: what an all-to-all-v with index select and copy is told.
struct Routes {
  std::vector<std::int64_t> send_rows;
  std::vector<std::int64_t> receive_rows;
  std::vector<std::int64_t> send_splits;
  std::vector<std::int64_t> receive_splits;
};

void append_rows(std::vector<std::int64_t>& rows, std::int64_t first, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) rows.push_back(first + i);
}

void append_message(const MessageList& list, std::int32_t peer, std::vector<std::int64_t>& rows) {
  for (const Message& message : list.messages) {
    if (message.peer != peer) continue;
    for (const Run& run : list.runs_of(message)) append_rows(rows, run.local_row, run.count);
  }
}

Routes routes_of(const RankProgram& program, std::int32_t rank, std::int32_t rank_count) {
  Routes routes;
  for (std::int32_t peer = 0; peer < rank_count; ++peer) {
    const auto sent = std::ssize(routes.send_rows);
    const auto received = std::ssize(routes.receive_rows);
    append_message(program.sends, peer, routes.send_rows);
    append_message(program.receives, peer, routes.receive_rows);
    for (const Run& run : program.own) {
      if (peer != rank) break;
      append_rows(routes.send_rows, run.local_row, run.count);
      append_rows(routes.receive_rows, run.remote_row, run.count);
    }
    routes.send_splits.push_back(std::ssize(routes.send_rows) - sent);
    routes.receive_splits.push_back(std::ssize(routes.receive_rows) - received);
  }
  return routes;
}

Buffer on_device(const std::vector<std::int64_t>& values) {
  Buffer buffer(Memory::device, std::max<std::int64_t>(std::ssize(values), 1) * 8);
  RELAYOUT_CUDA_TRY(cudaMemcpy(buffer.data(), values.data(), values.size() * 8, cudaMemcpyHostToDevice));
  return buffer;
}

const std::int64_t* index_in(const Buffer& buffer) { return reinterpret_cast<const std::int64_t*>(buffer.data()); }

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

class AllToAllV : public Method {
 public:
  AllToAllV(GpuScene& scene, engine::RankContext& context, ncclComm_t registered_with)
      : scene_(scene),
        communicator_(context.communicator->handle()),
        routes_(routes_of(scene.program(), context.rank, context.rank_count)),
        send_index_(on_device(routes_.send_rows)),
        receive_index_(on_device(routes_.receive_rows)),
        send_(std::ssize(routes_.send_rows) * scene.row_bytes(), registered_with),
        receive_(std::ssize(routes_.receive_rows) * scene.row_bytes(), registered_with),
        name_(registered_with == nullptr ? "a2av" : "a2av_registered") {}

  [[nodiscard]] std::string name() const override { return name_; }
  void enqueue(std::size_t set, cudaStream_t stream) override {
    const std::int64_t row_bytes = scene_.row_bytes();
    RELAYOUT_CUDA_TRY(launch_index_select(
        {scene_.input(set), send_.data(), index_in(send_index_), std::ssize(routes_.send_rows), row_bytes}, stream));
    RELAYOUT_NCCL_TRY(ncclGroupStart());
    std::byte* send = send_.data();
    std::byte* receive = receive_.data();
    for (std::size_t peer = 0; peer < routes_.send_splits.size(); ++peer) {
      const auto out = static_cast<std::size_t>(routes_.send_splits[peer] * row_bytes);
      const auto in = static_cast<std::size_t>(routes_.receive_splits[peer] * row_bytes);
      RELAYOUT_NCCL_TRY(ncclSend(send, out, ncclUint8, static_cast<int>(peer), communicator_, stream));
      RELAYOUT_NCCL_TRY(ncclRecv(receive, in, ncclUint8, static_cast<int>(peer), communicator_, stream));
      send += out;
      receive += in;
    }
    RELAYOUT_NCCL_TRY(ncclGroupEnd());
    RELAYOUT_CUDA_TRY(launch_index_copy(
        {receive_.data(), output(set), index_in(receive_index_), std::ssize(routes_.receive_rows), row_bytes}, stream));
  }
  [[nodiscard]] std::byte* output(std::size_t set) const override { return scene_.plain_output(set); }
  [[nodiscard]] std::int64_t extra_bytes() const override {
    return (std::ssize(routes_.send_rows) + std::ssize(routes_.receive_rows)) * (scene_.row_bytes() + 8);
  }

 private:
  GpuScene& scene_;
  ncclComm_t communicator_;
  Routes routes_;
  Buffer send_index_;
  Buffer receive_index_;
  MessageBuffer send_;
  MessageBuffer receive_;
  std::string name_;
};

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
    index_ = on_device(rows);
    all_ = Buffer(Memory::device, context.rank_count * scene.most_input_rows() * scene.row_bytes());
  }
  [[nodiscard]] std::string name() const override { return "allgather"; }
  void enqueue(std::size_t set, cudaStream_t stream) override {
    const auto size = static_cast<std::size_t>(scene_.most_input_rows() * scene_.row_bytes());
    RELAYOUT_NCCL_TRY(ncclAllGather(scene_.input(set), all_.data(), size, ncclUint8, communicator_, stream));
    RELAYOUT_CUDA_TRY(launch_index_select(
        {all_.data(), output(set), index_in(index_), scene_.output_rows(), scene_.row_bytes()}, stream));
  }
  [[nodiscard]] std::byte* output(std::size_t set) const override { return scene_.plain_output(set); }
  [[nodiscard]] std::int64_t extra_bytes() const override { return all_.size_bytes() + index_.size_bytes(); }

 private:
  GpuScene& scene_;
  ncclComm_t communicator_;
  Buffer index_;
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
    received_count_ = std::ssize(to);
    own_count_ = std::ssize(own_to);
    to_ = on_device(to);
    own_from_ = on_device(own_from);
    own_to_ = on_device(own_to);
    received_ = Buffer(Memory::device, std::max<std::int64_t>(received_count_ + own_count_, 1) * scene.row_bytes());
  }
  [[nodiscard]] std::string name() const override { return "p2p_cat"; }
  void enqueue(std::size_t set, cudaStream_t stream) override {
    exchange(set, stream);
    const std::int64_t row_bytes = scene_.row_bytes();
    std::byte* own = received_.data() + received_count_ * row_bytes;
    RELAYOUT_CUDA_TRY(
        launch_index_select({scene_.input(set), own, index_in(own_from_), own_count_, row_bytes}, stream));
    RELAYOUT_CUDA_TRY(
        launch_index_copy({received_.data(), output(set), index_in(to_), received_count_, row_bytes}, stream));
    RELAYOUT_CUDA_TRY(launch_index_copy({own, output(set), index_in(own_to_), own_count_, row_bytes}, stream));
  }
  [[nodiscard]] std::byte* output(std::size_t set) const override { return scene_.plain_output(set); }
  [[nodiscard]] std::int64_t extra_bytes() const override { return received_.size_bytes(); }

 private:
  // Runs of a pair of ranks match in order; both ends cut them into groups alike.
  void exchange(std::size_t set, cudaStream_t stream) {
    constexpr std::int64_t runs_at_once = 64;
    const RankProgram& program = scene_.program();
    std::int64_t most = 0;
    for (const MessageList* list : {&program.sends, &program.receives}) {
      for (const Message& message : list->messages) most = std::max(most, message.run_end - message.run_begin);
    }
    for (std::int64_t begin = 0; begin < most; begin += runs_at_once) {
      RELAYOUT_NCCL_TRY(ncclGroupStart());
      post(program.sends, begin, runs_at_once, [&](const Run& run, std::int64_t, int peer) {
        return ncclSend(scene_.input(set) + run.local_row * scene_.row_bytes(), size_of(run), ncclUint8, peer,
                        communicator_, stream);
      });
      post(program.receives, begin, runs_at_once, [&](const Run& run, std::int64_t first, int peer) {
        return ncclRecv(received_.data() + first * scene_.row_bytes(), size_of(run), ncclUint8, peer, communicator_,
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
  [[nodiscard]] std::size_t size_of(const Run& run) const {
    return static_cast<std::size_t>(run.count * scene_.row_bytes());
  }

  GpuScene& scene_;
  ncclComm_t communicator_;
  std::int64_t received_count_ = 0;
  std::int64_t own_count_ = 0;
  Buffer to_;
  Buffer own_from_;
  Buffer own_to_;
  Buffer received_;
};

}  // namespace

void add_baselines(GpuScene& scene, engine::RankContext& context, Methods& methods) {
  methods.push_back(std::make_unique<AllToAllV>(scene, context, nullptr));
  methods.push_back(std::make_unique<AllToAllV>(scene, context, context.communicator->handle()));
  methods.push_back(std::make_unique<AllGather>(scene, context));
  methods.push_back(std::make_unique<PointToPoint>(scene, context));
}

}  // namespace relayout::bench
