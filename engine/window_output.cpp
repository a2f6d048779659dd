#include "relayout/engine/window_output.hpp"

#include <algorithm>

#include "relayout/engine/error.hpp"
#include "relayout/engine/kernel/local_kernel.hpp"
#include "relayout/engine/window_rows.hpp"
#include "relayout/model/fingerprint.hpp"
#include "relayout/model/integer.hpp"

namespace relayout::engine {
namespace {

void add_tensor(Digest& digest, const WindowTensor& tensor) {
  digest.number(tensor.here.from_shape.row_bytes);
  digest.number(tensor.here.from_shape.outer_count);
  digest.number(tensor.window_offset);
  digest.number(tensor.window_shape.row_stride);
  digest.number(tensor.window_shape.outer_count > 1 ? tensor.window_shape.outer_stride : 0);
}

// From the output's begin to the end of its last row. Peers write into this rank's rows only.
std::int64_t extent(const MoveCall& call, const TensorShape& shape) {
  const std::int64_t rows = own_rows(call.plan.program(), call.direction);
  return rows == 0 ? 0 : shape.offset(shape.outer_count - 1, rows - 1) + shape.row_bytes;
}

std::int64_t bytes_a_row(const TensorShape& shape) { return shape.row_bytes * shape.outer_count; }

bool in_stand_in(const WindowTensor& tensor, const std::byte* window) {
  return tensor.here.to != window + tensor.window_offset;
}

}  // namespace

WindowOutput::WindowOutput(std::shared_ptr<Communicator> communicator, std::shared_ptr<Arena> arena,
                           std::int64_t stand_in_bytes)
    : communicator_(std::move(communicator)),
      arena_(std::move(arena)),
      stand_in_(arena_->allocate(stand_in_bytes)),
      stand_in_bytes_(stand_in_bytes) {}

WindowOutput::~WindowOutput() { arena_->release(stand_in_); }

WindowCall WindowOutput::prepare(const MoveCall& call, std::int32_t cta_count) const {
  WindowCall window_call;
  window_call.table = call.plan.table();
  window_call.meeting = arena_->meeting();
  window_call.direction = call.direction;
  window_call.go = call.go;
  window_call.tensor_count = static_cast<std::int32_t>(call.tensors.size());
  std::int64_t row_bytes = 0;
  for (const CallTensor& tensor : call.tensors) {
    row_bytes += bytes_a_row({.row_bytes = round_up<std::int64_t>(tensor.input_shape.row_bytes, 16),
                              .row_stride = 0,
                              .outer_count = tensor.input_shape.outer_count,
                              .outer_stride = 0});
  }
  const std::int64_t stand_in_rows = floor_div(stand_in_bytes_, at_least<std::int64_t>(row_bytes, 1));
  Digest digest;
  digest.number(static_cast<std::int64_t>(call.direction));
  digest.number(cta_count);
  digest.number(call.first_tensor);
  digest.number(call.all_tensors);
  digest.number(window_call.tensor_count);
  std::int64_t row_bytes_ahead = 0;
  for (std::size_t i = 0; i < call.tensors.size(); ++i) {
    WindowTensor& tensor = window_call.tensors[i];
    tensor.here = as_move(call.tensors[i]);
    place(call, stand_in_rows, row_bytes_ahead, tensor);
    add_tensor(digest, tensor);
    row_bytes_ahead +=
        round_up<std::int64_t>(tensor.here.from_shape.row_bytes, 16) * tensor.here.from_shape.outer_count;
  }
  window_call.call = digest.value();
  return window_call;
}

void WindowOutput::place(const MoveCall& call, std::int64_t stand_in_rows, std::int64_t row_bytes_ahead,
                         WindowTensor& tensor) const {
  const std::int64_t offset = arena_->offset_of(tensor.here.to);
  if (offset >= 0) {
    const std::int64_t needed = extent(call, tensor.here.to_shape);
    if (const std::int64_t room = arena_->room_at(offset); needed > room) {
      fail("bad_call", "an output takes ", needed, " bytes from its place in the arena on, where its slot has ", room,
           " left");
    }
    tensor.window_offset = offset;
    tensor.window_shape = tensor.here.to_shape;
    return;
  }
  // Rows of the stand-in have no gaps; its rooms begin at multiples of 16 bytes, on every rank at the same ones.
  const std::int64_t rows = window_rows(call.plan.program(), call.direction);
  if (rows > stand_in_rows) {
    fail("too_large", "a rank's rows, ", rows, ", do not fit into the arena's stand-in for plain tensors, which holds ",
         stand_in_rows, " rows of this call (", stand_in_bytes_,
         " bytes). Make the engine with a larger stand-in, or put "
         "the output into the arena");
  }
  if (call.enqueued == Enqueued::captured) call.plan.captures().limit_rows(call.direction, stand_in_rows);
  const TensorShape& from = tensor.here.from_shape;
  tensor.window_offset = stand_in_ + stand_in_rows * row_bytes_ahead;
  tensor.window_shape = {.row_bytes = from.row_bytes,
                         .row_stride = from.row_bytes,
                         .outer_count = from.outer_count,
                         .outer_stride = stand_in_rows * round_up<std::int64_t>(from.row_bytes, 16)};
}

void WindowOutput::copy_out(const MoveCall& call, const WindowCall& window_call, std::int32_t cta_count) const {
  LocalCall copies{.table = window_call.table, .go = arena_->meeting().stored, .direction = call.direction};
  copies.messages.list = call.direction == Direction::forward ? ListName::receives : ListName::sends;
  copies.messages.from = RowField::local;
  copies.messages.to = RowField::local;
  for (std::int32_t i = 0; i < window_call.tensor_count; ++i) {
    const WindowTensor& tensor = window_call.tensors[i];
    if (!in_stand_in(tensor, arena_->local(0))) continue;
    TensorMove& move = copies.messages.tensors[copies.messages.tensor_count++];
    move = tensor.here;
    move.from = arena_->local(tensor.window_offset);
    move.from_shape = tensor.window_shape;
  }
  RELAYOUT_CUDA_TRY(launch_local(copies, cta_count, call.stream));
}

}  // namespace relayout::engine
