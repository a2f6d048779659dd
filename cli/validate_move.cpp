#include "relayout/cli/validate_move.hpp"

#include <algorithm>
#include <sstream>
#include <utility>

#include "relayout/engine/error.hpp"
#include "relayout/model/integer.hpp"
#include "relayout/sim/payload.hpp"

namespace relayout::cli {
namespace {

using engine::Engine;
using sim::TensorBuffer;

constexpr std::int64_t skews = 16;

std::vector<std::byte> random_fill(proptest::Random& random, std::int64_t row_bytes) {
  const std::int64_t size = std::int64_t{1} << random.below(4);
  if (floor_mod(row_bytes, size) != 0 || random.one_in(2)) return {};
  std::vector<std::byte> fill(static_cast<std::size_t>(size));
  for (std::byte& byte : fill) byte = static_cast<std::byte>(random.bits());
  return fill;
}

engine::FillPattern pattern_of(const std::vector<std::byte>& fill) {
  engine::FillPattern pattern;
  if (fill.empty()) return pattern;
  pattern.size_bytes = static_cast<std::int32_t>(fill.size());
  std::copy(fill.begin(), fill.end(), reinterpret_cast<std::byte*>(pattern.bytes));
  return pattern;
}

// Gaps between rows, or between outer indices, or none: rows first ([batch, rows, hidden]) or batch first (SBHD).
sim::TensorStrides random_strides(proptest::Random& random, const sim::TensorSpec& spec, std::int64_t row_capacity) {
  const std::int64_t gap = random.one_in(2) ? 0 : random.below(40);
  if (spec.outer_count > 1 && random.one_in(2)) {
    return {.row_stride = spec.outer_count * (spec.row_bytes + gap), .outer_stride = spec.row_bytes + gap};
  }
  const std::int64_t row_stride = spec.row_bytes + gap;
  return {.row_stride = row_stride, .outer_stride = spec.outer_count > 1 ? row_capacity * row_stride : 0};
}

// The row that holds the fill, for comparison.
std::vector<std::byte> fill_row(const sim::TensorSpec& spec) {
  std::vector<std::byte> row(static_cast<std::size_t>(spec.row_bytes));
  for (std::size_t i = 0; i < row.size() && !spec.fill.empty(); ++i) row[i] = spec.fill[i % spec.fill.size()];
  return row;
}

TensorShape shape_of(const sim::TensorSpec& spec, const sim::TensorStrides& strides) {
  return {.row_bytes = spec.row_bytes,
          .row_stride = strides.row_stride,
          .outer_count = spec.outer_count,
          .outer_stride = strides.outer_stride};
}

enum class Copy : std::uint8_t { to_device, to_host };

// Rows and the gaps between them, whole.
void copy_side(TensorBuffer& host, const DeviceTensors::Side& device, Copy copy, cudaStream_t stream) {
  const auto size = static_cast<std::size_t>(sim::extent(host.shape(), host.row_count()));
  if (size == 0) return;
  const bool up = copy == Copy::to_device;
  RELAYOUT_CUDA_TRY(cudaMemcpyAsync(up ? device.data : host.at(0, 0), up ? host.at(0, 0) : device.data, size,
                                    up ? cudaMemcpyHostToDevice : cudaMemcpyDeviceToHost, stream));
  RELAYOUT_CUDA_TRY(cudaStreamSynchronize(stream));
}

}  // namespace

std::vector<ValidatedTensor> random_tensors(proptest::Random& random, std::int64_t row_capacity, ArenaUse arena) {
  constexpr std::int64_t widths[] = {8, 16, 24, 64, 200, 1000, 4096, 5001};  // wide enough to name a token
  constexpr std::int64_t small_widths[] = {1, 2, 3, 4, 8, 12};               // labels, positions, masks
  std::vector<ValidatedTensor> tensors(static_cast<std::size_t>(1 + random.below(3)));
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    ValidatedTensor& tensor = tensors[i];
    const bool narrow = i > 0 && random.one_in(2);
    tensor.spec.row_bytes = narrow ? random.pick(std::span<const std::int64_t>(small_widths))
                                   : random.pick(std::span<const std::int64_t>(widths));
    tensor.spec.outer_count = random.one_in(3) ? 2 + random.below(2) : 1;
    tensor.spec.source = random_strides(random, tensor.spec, row_capacity);
    tensor.spec.target = random_strides(random, tensor.spec, row_capacity);
    tensor.spec.fill = random_fill(random, tensor.spec.row_bytes);
    tensor.source_skew = random.one_in(2) ? 0 : random.below(skews);
    tensor.target_skew = random.one_in(2) ? 0 : random.below(skews);
    tensor.in_arena = arena == ArenaUse::sometimes && random.one_in(2);
  }
  return tensors;
}

DeviceTensors::DeviceTensors(Engine& engine, const std::vector<ValidatedTensor>& tensors, std::int64_t row_capacity)
    : engine_(engine), tensors_(tensors) {
  const auto place = [&](const TensorShape& shape, std::int64_t skew, bool in_arena) -> Side {
    const std::int64_t size = sim::extent(shape, row_capacity) + skews;
    if (in_arena) {
      slots_.push_back(engine_.arena()->allocate(size));
      return {engine_.arena()->local(slots_.back()) + skew, shape};
    }
    plain_.emplace_back(engine::Memory::device, size);
    return {plain_.back().data() + skew, shape};
  };
  for (const ValidatedTensor& tensor : tensors_) {
    source_.push_back(place(shape_of(tensor.spec, tensor.spec.source), tensor.source_skew, tensor.in_arena));
    target_.push_back(place(shape_of(tensor.spec, tensor.spec.target), tensor.target_skew, tensor.in_arena));
  }
}

DeviceTensors::~DeviceTensors() {
  for (const std::int64_t slot : slots_) engine_.arena()->release(slot);
}

std::vector<engine::CallTensor> DeviceTensors::call(Direction direction) const {
  std::vector<engine::CallTensor> call;
  for (std::size_t i = 0; i < tensors_.size(); ++i) {
    const Side& in = direction == Direction::forward ? source_[i] : target_[i];
    const Side& out = direction == Direction::forward ? target_[i] : source_[i];
    call.push_back({.input = in.data,
                    .output = out.data,
                    .input_shape = in.shape,
                    .output_shape = out.shape,
                    .fill = pattern_of(tensors_[i].spec.fill)});
  }
  return call;
}

std::int64_t DeviceTensors::row_bytes() const {
  std::int64_t bytes = 0;
  for (const ValidatedTensor& tensor : tensors_) bytes += tensor.spec.row_bytes * tensor.spec.outer_count;
  return bytes;
}

CaseOnRank::CaseOnRank(const proptest::Case& input, std::int32_t world_rank, std::uint64_t payload_seed)
    : placed_(proptest::place(input).value()),
      group_(placed_.source.layout(), placed_.target.layout()),
      takes_part_(group_.contains(world_rank)),
      payload_seed_(payload_seed) {
  for (const Placement* placement : {&placed_.source, &placed_.target}) {
    for (const std::int64_t rows : placement->row_counts()) most_rows_ = std::max(most_rows_, rows);
  }
  if (!takes_part_) return;
  program_ = rank_program(placed_.source, placed_.target, world_rank).value();
  source_ = local_side(placed_.source, world_rank);
  target_ = local_side(placed_.target, world_rank);
}

CaseOnRank::LocalSide CaseOnRank::local_side(const Placement& placement, std::int32_t world_rank) const {
  LocalSide side;
  if (const auto rank = placement.layout().rank_of_world(world_rank)) {
    side.row_count = placement.row_count(*rank);
    placement.pieces(*rank, side.pieces);
  }
  side.padding = sim::rows_without_token(side.pieces, side.row_count);
  return side;
}

engine::Upload CaseOnRank::upload(engine::ExecutorKind executor) const {
  return {.program = program_,
          .group = group_,
          .facts = engine::facts_of(placed_.source, placed_.target),
          .executor = executor};
}

void CaseOnRank::set_scene(const DeviceTensors& tensors, Direction direction, cudaStream_t stream) {
  const bool forward = direction == Direction::forward;
  const LocalSide& read = forward ? source_ : target_;
  const LocalSide& written = forward ? target_ : source_;
  for (std::size_t i = 0; i < tensors.tensors().size(); ++i) {
    const DeviceTensors::Side& from = forward ? tensors.source(i) : tensors.target(i);
    const DeviceTensors::Side& to = forward ? tensors.target(i) : tensors.source(i);
    const sim::Payload payload({payload_seed_, direction, static_cast<std::int64_t>(i)});
    TensorBuffer input(from.shape, read.row_count);
    payload.write(input, read.pieces);
    payload.write_noise(input, read.padding);
    copy_side(input, from, Copy::to_device, stream);
    TensorBuffer output(to.shape, written.row_count);
    copy_side(output, to, Copy::to_device, stream);
  }
}

std::optional<std::string> CaseOnRank::judge(const DeviceTensors& tensors, Direction direction, cudaStream_t stream) {
  const bool forward = direction == Direction::forward;
  const LocalSide& written = forward ? target_ : source_;
  for (std::size_t i = 0; i < tensors.tensors().size(); ++i) {
    const DeviceTensors::Side& to = forward ? tensors.target(i) : tensors.source(i);
    const sim::Payload payload({payload_seed_, direction, static_cast<std::int64_t>(i)});
    TensorBuffer output(to.shape, written.row_count);
    copy_side(output, to, Copy::to_host, stream);
    std::ostringstream wrong;
    wrong << (forward ? "forward" : "backward") << ", rank " << program_.world_rank << ", tensor " << i << " ("
          << to.shape.row_bytes << " bytes a row): ";
    if (const auto row = payload.first_wrong(output, written.pieces)) {
      wrong << "row " << row->row << " (outer " << row->outer << ") should hold token " << row->token << ", holds "
            << payload.describe(output, {row->outer, row->row}, placed_.source.token_count());
      return std::move(wrong).str();
    }
    if (const auto row = sim::first_unlike(output, written.padding, fill_row(tensors.tensors()[i].spec))) {
      wrong << "padding row " << row->row << " (outer " << row->outer << ") should hold the fill, holds "
            << payload.describe(output, *row, placed_.source.token_count());
      return std::move(wrong).str();
    }
    if (const auto gap = output.broken_gap()) {
      wrong << "a byte between rows was written, " << *gap << " bytes from the first row";
      return std::move(wrong).str();
    }
  }
  return std::nullopt;
}

std::optional<std::string> CaseOnRank::first_stored(const DeviceTensors& tensors, Direction direction,
                                                    cudaStream_t stream) {
  const bool forward = direction == Direction::forward;
  const LocalSide& written = forward ? target_ : source_;
  const Span all_rows{0, written.row_count};
  for (std::size_t i = 0; i < tensors.tensors().size(); ++i) {
    const DeviceTensors::Side& to = forward ? tensors.target(i) : tensors.source(i);
    TensorBuffer output(to.shape, written.row_count);
    copy_side(output, to, Copy::to_host, stream);
    const std::vector<std::byte> untouched(static_cast<std::size_t>(to.shape.row_bytes), sim::poison);
    if (const auto row = sim::first_unlike(output, std::span(&all_rows, 1), untouched)) {
      return "row " + std::to_string(row->row) + " of tensor " + std::to_string(i) + " was stored";
    }
    if (output.broken_gap()) return "a byte between rows of tensor " + std::to_string(i) + " was stored";
  }
  return std::nullopt;
}

std::int64_t CaseOnRank::moved_bytes(const DeviceTensors& tensors) const {
  std::int64_t rows = 0;
  for (const Run& run : program_.sends.runs) rows += run.count;
  for (const Run& run : program_.own) rows += run.count;
  return rows * tensors.row_bytes();
}

}  // namespace relayout::cli
