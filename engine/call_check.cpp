#include "relayout/engine/call_check.hpp"

#include "relayout/engine/error.hpp"

namespace relayout::engine {
namespace {

void check_tensor(const CallTensor& tensor, std::size_t index, std::int64_t rows_in, std::int64_t rows_out) {
  const TensorShape& in = tensor.input_shape;
  const TensorShape& out = tensor.output_shape;
  if (in.row_bytes < 1 || in.outer_count < 1 || in.row_bytes != out.row_bytes || in.outer_count != out.outer_count) {
    fail("bad_call", "tensor ", index, ": rows of ", in.row_bytes, " bytes and outer count ", in.outer_count,
         " cannot become rows of ", out.row_bytes, " bytes and outer count ", out.outer_count,
         "; both must be at least 1 and agree");
  }
  if (in.row_stride < in.row_bytes || out.row_stride < out.row_bytes) {
    fail("bad_call", "tensor ", index, ": rows overlap: strides of ", in.row_stride, " and ", out.row_stride,
         " bytes are less than rows of ", in.row_bytes);
  }
  // Of no rows the outer stride says nothing: [batch, 0, hidden] has none.
  const auto overlap = [](const TensorShape& shape, std::int64_t rows) {
    return rows > 0 && shape.outer_count > 1 && shape.outer_stride < shape.row_bytes;
  };
  if (overlap(in, rows_in) || overlap(out, rows_out)) {
    fail("bad_call", "tensor ", index, ": rows overlap: outer strides of ", in.outer_stride, " and ", out.outer_stride,
         " bytes are less than rows of ", in.row_bytes);
  }
  if ((tensor.input == nullptr && rows_in > 0) || (tensor.output == nullptr && rows_out > 0)) {
    fail("bad_call", "tensor ", index, ": ", tensor.input == nullptr ? "input" : "output",
         " is null, but this rank has rows there");
  }
}

}  // namespace

void check_tensors(const RankProgram& program, Direction direction, std::span<const CallTensor> tensors) {
  const bool forward = direction == Direction::forward;
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    check_tensor(tensors[i], i, forward ? program.source_row_count : program.target_row_count,
                 forward ? program.target_row_count : program.source_row_count);
  }
}

}  // namespace relayout::engine
