#include "relayout/proptest/device_case.hpp"

#include "relayout/engine/choice.hpp"
#include "relayout/engine/error.hpp"

namespace relayout::proptest {
namespace {

using sim::TensorBuffer;

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

DeviceTensors::DeviceTensors(engine::Arena* arena, const std::vector<ValidatedTensor>& tensors,
                             std::int64_t row_capacity)
    : arena_(arena), tensors_(tensors) {
  const auto place = [&](const ValidatedTensor& tensor, const sim::TensorStrides& strides, std::int64_t skew) -> Side {
    const TensorShape shape = sim::shape_of(tensor.spec, strides, row_capacity).value();
    const std::int64_t size = sim::extent(shape, row_capacity) + most_skew;
    if (tensor.in_arena) {
      slots_.push_back(arena_->allocate(size));
      return {arena_->local(slots_.back()) + skew, shape};
    }
    plain_.emplace_back(engine::Memory::device, size);
    return {plain_.back().data() + skew, shape};
  };
  for (const ValidatedTensor& tensor : tensors_) {
    source_.push_back(place(tensor, tensor.spec.source, tensor.source_skew));
    target_.push_back(place(tensor, tensor.spec.target, tensor.target_skew));
  }
}

DeviceTensors::~DeviceTensors() {
  for (const std::int64_t slot : slots_) arena_->release(slot);
}

const DeviceTensors::Side& DeviceTensors::read(Direction direction, std::size_t tensor) const {
  return direction == Direction::forward ? source_[tensor] : target_[tensor];
}

const DeviceTensors::Side& DeviceTensors::written(Direction direction, std::size_t tensor) const {
  return direction == Direction::forward ? target_[tensor] : source_[tensor];
}

std::vector<engine::CallTensor> DeviceTensors::call(Direction direction) const {
  std::vector<engine::CallTensor> call;
  for (std::size_t i = 0; i < tensors_.size(); ++i) {
    const Side& in = read(direction, i);
    const Side& out = written(direction, i);
    call.push_back({.input = in.data,
                    .output = out.data,
                    .input_shape = in.shape,
                    .output_shape = out.shape,
                    .fill = engine::fill_with_bytes(tensors_[i].spec.fill)});
  }
  return call;
}

std::int64_t DeviceTensors::row_bytes() const {
  std::int64_t bytes = 0;
  for (const ValidatedTensor& tensor : tensors_) bytes += tensor.spec.row_bytes * tensor.spec.outer_count;
  return bytes;
}

engine::Upload CaseOnRank::upload(engine::ExecutorKind executor) const {
  return {.program = scene_.program(),
          .group = scene_.group(),
          .facts = engine::facts_of(scene_.placed().source, scene_.placed().target),
          .executor = executor};
}

void CaseOnRank::set_scene(const DeviceTensors& tensors, Direction direction, cudaStream_t stream) const {
  for (std::size_t i = 0; i < tensors.tensors().size(); ++i) {
    const DeviceTensors::Side& from = tensors.read(direction, i);
    const DeviceTensors::Side& to = tensors.written(direction, i);
    TensorBuffer input = scene_.read({direction, i}, from.shape);
    copy_side(input, from, Copy::to_device, stream);
    TensorBuffer output = scene_.unwritten({direction, i}, to.shape);
    copy_side(output, to, Copy::to_device, stream);
  }
}

TensorBuffer CaseOnRank::read_back(const DeviceTensors& tensors, const RankScene::Tensor& tensor,
                                   cudaStream_t stream) const {
  const DeviceTensors::Side& from = tensors.written(tensor.direction, tensor.number);
  TensorBuffer buffer = scene_.unwritten(tensor, from.shape);
  copy_side(buffer, from, Copy::to_host, stream);
  return buffer;
}

std::optional<std::string> CaseOnRank::judge(const DeviceTensors& tensors, Direction direction,
                                             cudaStream_t stream) const {
  for (std::size_t i = 0; i < tensors.tensors().size(); ++i) {
    const TensorBuffer output = read_back(tensors, {direction, i}, stream);
    if (const Verdict bad = scene_.judge({direction, i}, tensors.tensors()[i].spec, output)) return bad->message;
  }
  return std::nullopt;
}

std::optional<std::string> CaseOnRank::first_stored(const DeviceTensors& tensors, Direction direction,
                                                    cudaStream_t stream) const {
  for (std::size_t i = 0; i < tensors.tensors().size(); ++i) {
    const TensorBuffer output = read_back(tensors, {direction, i}, stream);
    if (auto stored = scene_.first_stored({direction, i}, output)) return stored;
  }
  return std::nullopt;
}

std::int64_t CaseOnRank::moved_bytes(const DeviceTensors& tensors) const {
  std::int64_t rows = 0;
  for (const Run& run : scene_.program().sends.runs) rows += run.count;
  for (const Run& run : scene_.program().own) rows += run.count;
  return rows * tensors.row_bytes();
}

}  // namespace relayout::proptest
