#include "relayout/engine/sendrecv_executor.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "relayout/engine/error.hpp"
#include "relayout/engine/kernel/pack_kernel.hpp"
#include "relayout/model/integer.hpp"
#include "relayout/model/limits.hpp"

namespace relayout::engine {
namespace {

constexpr std::int64_t room_alignment = 256;
constexpr std::int64_t most_operations = 256;  // in one group: NCCL was seen to hang on more

std::int64_t bytes_a_row(const TensorShape& shape) { return shape.row_bytes * shape.outer_count; }

// Rows of a packed buffer: all of a row's outer slices side by side, so that a message is one stretch.
TensorShape packed_shape(const TensorShape& shape) {
  return {.row_bytes = shape.row_bytes,
          .row_stride = bytes_a_row(shape),
          .outer_count = shape.outer_count,
          .outer_stride = shape.row_bytes};
}

bool packed_already(const TensorShape& shape) {
  return shape.row_stride == bytes_a_row(shape) && (shape.outer_count == 1 || shape.outer_stride == shape.row_bytes);
}

bool one_run_each(const MessageList& list) {
  return std::all_of(list.messages.begin(), list.messages.end(),
                     [](const Message& message) { return message.run_end - message.run_begin == 1; });
}

std::int64_t row_count(const MessageList& list) {
  std::int64_t rows = 0;
  for (const Message& message : list.messages) rows += message.row_count;
  return rows;
}

// One tensor's rows on one side of the wire, as a run of messages: packed, or in place.
class Lane {
 public:
  enum class Place : std::uint8_t { packed, in_tensor };
  struct Room {
    std::byte* data;
    std::int64_t row_bytes;
    Place place;
  };
  Lane(const MessageList& list, const Room& room) : list_(&list), next_(room.data), room_(room) {}

  // Where a message lies. Requires: asked for in the list's order.
  std::byte* place_of(const Message& message) {
    if (room_.place == Place::in_tensor) {
      return room_.data + list_->runs_of(message).front().local_row * room_.row_bytes;
    }
    std::byte* place = next_;
    next_ += size_of(message);
    return place;
  }
  [[nodiscard]] std::int64_t size_of(const Message& message) const { return message.row_count * room_.row_bytes; }

 private:
  const MessageList* list_;
  std::byte* next_;
  Room room_;
};

// The lanes of all tensors on one side, and the kernel that packs or unpacks those that are not in place.
struct Side {
  std::array<std::optional<Lane>, max_tensors> lanes{};
  PackCall pack{};
};

enum class Way : std::uint8_t { out, in };

Side make_side(const MoveCall& call, Way way, const Buffer& buffer) {
  const bool out = way == Way::out;
  const bool forward = call.direction == Direction::forward;
  const MessageList& list = out ? call.outgoing() : call.incoming();
  const bool one_run = one_run_each(list);
  const std::int64_t rows = row_count(list);
  Side side;
  side.pack.table = call.plan.table();
  side.pack.list = forward == out ? ListName::sends : ListName::receives;
  side.pack.from = out ? RowField::local : RowField::packed;
  side.pack.to = out ? RowField::packed : RowField::local;
  std::int64_t offset = 0;
  for (std::size_t i = 0; i < call.tensors.size(); ++i) {
    TensorMove move = as_move(call.tensors[i]);
    const TensorShape shape = out ? move.from_shape : move.to_shape;
    if (one_run && packed_already(shape)) {
      // Sends only read; ncclSend takes a const pointer.
      std::byte* data = out ? const_cast<std::byte*>(move.from) : move.to;
      side.lanes[i].emplace(list, Lane::Room{data, bytes_a_row(shape), Lane::Place::in_tensor});
      continue;
    }
    const std::int64_t size = rows * bytes_a_row(shape);
    if (offset + size > buffer.size_bytes()) {
      fail("too_large", "messages of ", offset + size, " bytes and more are to be packed into ", buffer.size_bytes(),
           " bytes; prepare the plan for these tensors (row_bytes)");
    }
    std::byte* room = buffer.data() + offset;
    side.lanes[i].emplace(list, Lane::Room{room, bytes_a_row(shape), Lane::Place::packed});
    offset += round_up(size, room_alignment);
    if (out) {
      move.to = room;
      move.to_shape = packed_shape(shape);
    } else {
      move.from = room;
      move.from_shape = packed_shape(shape);
    }
    side.pack.tensors[side.pack.tensor_count++] = move;
  }
  return side;
}

struct LanePair {
  Lane& out;
  Lane& in;
};

ncclResult_t post_tensor(const Exchange& exchange, const LanePair& lanes, const Communicator& communicator,
                         cudaStream_t stream) {
  for (const Message& message : exchange.sends) {
    const ncclResult_t status =
        ncclSend(lanes.out.place_of(message), static_cast<std::size_t>(lanes.out.size_of(message)), ncclUint8,
                 communicator.rank_of_world(message.peer), communicator.handle(), stream);
    if (status != ncclSuccess) return status;
  }
  for (const Message& message : exchange.receives) {
    const ncclResult_t status =
        ncclRecv(lanes.in.place_of(message), static_cast<std::size_t>(lanes.in.size_of(message)), ncclUint8,
                 communicator.rank_of_world(message.peer), communicator.handle(), stream);
    if (status != ncclSuccess) return status;
  }
  return ncclSuccess;
}

}  // namespace

struct SendrecvExecutor::Sides {
  Side out;
  Side in;
};

void PackBuffers::reserve(const RankProgram& program, std::int64_t row_bytes) {
  const std::int64_t rows = std::max(row_count(program.sends), row_count(program.receives));
  const std::int64_t needed = rows * row_bytes + max_tensors * room_alignment;
  const std::int64_t before = outgoing_.size_bytes();
  if (before >= needed) return;
  const std::int64_t size = at_least(needed, before + floor_div(before, 2));
  if (before > 0) {
    outgrown_.push_back(std::move(outgoing_));
    outgrown_.push_back(std::move(incoming_));
  }
  outgoing_ = Buffer(Memory::device, size);
  incoming_ = Buffer(Memory::device, size);
}

SendrecvExecutor::SendrecvExecutor(std::shared_ptr<Communicator> communicator, const CtaCounts& cta_counts)
    : communicator_(std::move(communicator)), cta_counts_(cta_counts) {}

void SendrecvExecutor::copy_own(const MoveCall& call) const {
  const bool forward = call.direction == Direction::forward;
  PackCall own{.table = call.plan.table(),
               .list = ListName::own,
               .from = forward ? RowField::local : RowField::remote,
               .to = forward ? RowField::remote : RowField::local,
               .tensor_count = static_cast<std::int32_t>(call.tensors.size()),
               .tensors = {}};
  FillCall fill{
      .table = call.plan.table(), .direction = call.direction, .tensor_count = own.tensor_count, .tensors = {}};
  for (std::size_t i = 0; i < call.tensors.size(); ++i) {
    own.tensors[i] = fill.tensors[i] = as_move(call.tensors[i]);
  }
  RELAYOUT_CUDA_TRY(launch_pack(own, cta_counts_.local, side_.handle()));
  RELAYOUT_CUDA_TRY(launch_fill(fill, cta_counts_.local, side_.handle()));
}

// Tensors go in groups of as many as NCCL takes at once: the same number on all ranks, for it depends on the group's
// size alone.
void SendrecvExecutor::post(const Exchange& exchange, const MoveCall& call, Sides& sides) const {
  const std::int64_t peers = std::min<std::int64_t>(std::ssize(call.plan.members()), max_exchange_peers);
  const auto at_once = static_cast<std::size_t>(
      at_least<std::int64_t>(floor_div(most_operations, at_least<std::int64_t>(2 * peers, 1)), 1));
  for (std::size_t begin = 0; begin < call.tensors.size(); begin += at_once) {
    const std::size_t end = std::min(begin + at_once, call.tensors.size());
    communicator_->guarded("sending and receiving", [&] {
      ncclResult_t status = ncclGroupStart();
      for (std::size_t i = begin; i < end && status == ncclSuccess; ++i) {
        status = post_tensor(exchange, {*sides.out.lanes[i], *sides.in.lanes[i]}, *communicator_, call.stream);
      }
      const ncclResult_t ended = ncclGroupEnd();
      return status == ncclSuccess ? ended : status;
    });
  }
}

void SendrecvExecutor::run(const MoveCall& call) {
  side_.fork(call.stream);
  copy_own(call);
  Sides sides{make_side(call, Way::out, buffers_.outgoing()), make_side(call, Way::in, buffers_.incoming())};
  if (sides.out.pack.tensor_count > 0) RELAYOUT_CUDA_TRY(launch_pack(sides.out.pack, cta_counts_.local, call.stream));
  for (const Exchange& exchange : call.plan.exchanges(call.direction)) {
    post(exchange, call, sides);
  }
  if (sides.in.pack.tensor_count > 0) RELAYOUT_CUDA_TRY(launch_pack(sides.in.pack, cta_counts_.local, call.stream));
  side_.join(call.stream);
}

}  // namespace relayout::engine
