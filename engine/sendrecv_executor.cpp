#include "relayout/engine/sendrecv_executor.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "relayout/engine/error.hpp"
#include "relayout/engine/kernel/local_kernel.hpp"
#include "relayout/model/fingerprint.hpp"
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

// The lanes of all tensors on one side, and the copies that pack or unpack those that are not in place.
struct Side {
  std::array<std::optional<Lane>, max_tensors> lanes{};
  ListCopy copy{};
};

enum class Way : std::uint8_t { out, in };
// Received in place, or packed first, so that a difference between ranks can still keep the rows away.
enum class Receiving : std::uint8_t { in_place, packed };

Side make_side(const MoveCall& call, Way way, Receiving receiving, const Buffer& buffer) {
  const bool out = way == Way::out;
  const bool forward = call.direction == Direction::forward;
  const MessageList& list = out ? call.outgoing() : call.incoming();
  const bool in_place = one_run_each(list) && (out || receiving == Receiving::in_place);
  const std::int64_t rows = row_count(list);
  Side side;
  side.copy.list = forward == out ? ListName::sends : ListName::receives;
  side.copy.from = out ? RowField::local : RowField::packed;
  side.copy.to = out ? RowField::packed : RowField::local;
  std::int64_t offset = 0;
  for (std::size_t i = 0; i < call.tensors.size(); ++i) {
    TensorMove move = as_move(call.tensors[i]);
    const TensorShape shape = out ? move.from_shape : move.to_shape;
    if (in_place && packed_already(shape)) {
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
    side.copy.tensors[side.copy.tensor_count++] = move;
  }
  return side;
}

Staying rows_that_stay(const MoveCall& call) {
  Staying staying;
  for (const CallTensor& tensor : call.tensors) staying.tensors[staying.fill_count++] = as_move(tensor);
  staying.copy_count = staying.fill_count;
  return staying;
}

// What all ranks must do alike.
std::uint64_t digest_of(const MoveCall& call) {
  Digest digest;
  digest.number(static_cast<std::int64_t>(ExecutorKind::sendrecv));
  digest.number(static_cast<std::int64_t>(call.direction));
  digest.number(call.first_tensor);
  digest.number(call.all_tensors);
  digest.number(std::ssize(call.tensors));
  for (const CallTensor& tensor : call.tensors) {
    digest.number(tensor.input_shape.row_bytes);
    digest.number(tensor.input_shape.outer_count);
  }
  return digest.value();
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
    : communicator_(std::move(communicator)), cta_counts_(cta_counts), agreement_(communicator_) {}

// Tensors go in groups of as many as NCCL takes at once: the same number on all ranks, for it depends on the group's
// size alone.
void SendrecvExecutor::post(const Exchange& exchange, const MoveCall& call, Sides& sides) const {
  const std::int64_t peers = std::min<std::int64_t>(call.plan.group_size() - 1, max_exchange_peers);
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

const std::uint32_t* SendrecvExecutor::compare(const MoveCall& call) {
  const std::uint64_t digest = digest_of(call);
  return note_first(call, digest) ? agreement_.compare(call, digest) : nullptr;
}

void SendrecvExecutor::run(const MoveCall& call) {
  const std::uint32_t* go = call.go == nullptr ? compare(call) : call.go;
  const Receiving receiving = go == nullptr ? Receiving::in_place : Receiving::packed;
  Sides sides{make_side(call, Way::out, receiving, buffers_.outgoing()),
              make_side(call, Way::in, receiving, buffers_.incoming())};
  const MoveTable* table = call.plan.table();
  const LocalCall packing{.table = table, .go = go, .direction = call.direction, .messages = sides.out.copy};
  const LocalCall unpacking{.table = table, .go = go, .direction = call.direction, .messages = sides.in.copy};
  const LocalCall staying{.table = table, .go = go, .direction = call.direction, .staying = rows_that_stay(call)};
  side_.fork(call.stream);
  RELAYOUT_CUDA_TRY(launch_local(packing, cta_counts_.local, call.stream));  // first: the wire waits for it
  RELAYOUT_CUDA_TRY(launch_local(staying, cta_counts_.local, side_.handle()));
  for (const Exchange& exchange : call.plan.exchanges(call.direction)) post(exchange, call, sides);
  RELAYOUT_CUDA_TRY(launch_local(unpacking, cta_counts_.local, call.stream));
  side_.join(call.stream);
}

}  // namespace relayout::engine
