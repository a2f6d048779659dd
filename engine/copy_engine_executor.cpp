#include "relayout/engine/copy_engine_executor.hpp"

#include <utility>

#include "relayout/engine/error.hpp"
#include "relayout/engine/kernel/local_kernel.hpp"
#include "relayout/engine/kernel/window_kernel.hpp"

namespace relayout::engine {
namespace {

// Rows from one place to another, of any two strides.
struct RowCopy {
  const std::byte* from;
  std::byte* to;
  const TensorShape& from_shape;
  const TensorShape& to_shape;
  std::int64_t count;
};

void copy_rows(const RowCopy& rows, cudaStream_t stream) {
  const auto width = static_cast<std::size_t>(rows.from_shape.row_bytes);
  const auto count = static_cast<std::size_t>(rows.count);
  if (rows.from_shape.row_stride == rows.from_shape.row_bytes &&
      rows.to_shape.row_stride == rows.from_shape.row_bytes) {
    RELAYOUT_CUDA_TRY(cudaMemcpyAsync(rows.to, rows.from, width * count, cudaMemcpyDeviceToDevice, stream));
    return;
  }
  RELAYOUT_CUDA_TRY(cudaMemcpy2DAsync(rows.to, static_cast<std::size_t>(rows.to_shape.row_stride), rows.from,
                                      static_cast<std::size_t>(rows.from_shape.row_stride), width, count,
                                      cudaMemcpyDeviceToDevice, stream));
}

void copy_own(const MoveCall& call, const TensorMove& tensor, cudaStream_t stream) {
  const bool forward = call.direction == Direction::forward;
  for (std::int64_t outer = 0; outer < tensor.from_shape.outer_count; ++outer) {
    for (const Run& run : call.plan.program().own) {
      const std::int64_t from_row = forward ? run.local_row : run.remote_row;
      const std::int64_t to_row = forward ? run.remote_row : run.local_row;
      copy_rows({tensor.from + tensor.from_shape.offset(outer, from_row),
                 tensor.to + tensor.to_shape.offset(outer, to_row), tensor.from_shape, tensor.to_shape, run.count},
                stream);
    }
  }
}

}  // namespace

CopyEngineExecutor::CopyEngineExecutor(std::shared_ptr<WindowOutput> output, const CtaCounts& cta_counts)
    : output_(std::move(output)), cta_counts_(cta_counts) {}

void CopyEngineExecutor::copy_all(const MoveCall& call, const WindowCall& window_call) const {
  LocalCall fill{.table = window_call.table, .direction = call.direction};
  const MessageList& outgoing = call.outgoing();
  for (std::int32_t i = 0; i < window_call.tensor_count; ++i) {
    const WindowTensor& tensor = window_call.tensors[i];
    fill.staying.tensors[fill.staying.fill_count++] = tensor.here;
    for (const Message& message : outgoing.messages) {
      std::byte* window =
          output_->arena().window(output_->communicator().rank_of_world(message.peer)) + tensor.window_offset;
      for (std::int64_t outer = 0; outer < tensor.here.from_shape.outer_count; ++outer) {
        for (const Run& run : outgoing.runs_of(message)) {
          copy_rows({tensor.here.from + tensor.here.from_shape.offset(outer, run.local_row),
                     window + tensor.window_shape.offset(outer, run.remote_row), tensor.here.from_shape,
                     tensor.window_shape, run.count},
                    call.stream);
        }
      }
    }
    copy_own(call, tensor.here, side_.handle());  // after what the wire is waiting for
  }
  RELAYOUT_CUDA_TRY(launch_local(fill, cta_counts_.local, side_.handle()));
}

void CopyEngineExecutor::run(const MoveCall& call) {
  const WindowCall window_call = output_->prepare(call, cta_counts_.wire);
  // Ended without news: a comparison raises them before it ends.
  if (call.plan.comparisons().ended(window_call.call) && !output_->arena().board()->raised()) {
    RELAYOUT_CUDA_TRY(launch_meeting(window_call, Passage::in, cta_counts_.wire, call.stream));
    side_.fork(call.stream);
    copy_all(call, window_call);
    RELAYOUT_CUDA_TRY(launch_meeting(window_call, Passage::out, cta_counts_.wire, call.stream));
    side_.join(call.stream);
  } else {
    RELAYOUT_CUDA_TRY(launch_window_move(window_call, cta_counts_.grid(), call.stream));
    note_first(call, window_call.call);  // after the kernel that compares
  }
  output_->copy_out(call, window_call, cta_counts_.local);
}

}  // namespace relayout::engine
