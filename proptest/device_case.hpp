// One case on one rank and its GPU: buffers here and there, the payload, the judgement. Throws EngineError.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "relayout/engine/arena.hpp"
#include "relayout/engine/call.hpp"
#include "relayout/engine/owner.hpp"
#include "relayout/engine/prepared_plan.hpp"
#include "relayout/proptest/rank_scene.hpp"
#include "relayout/proptest/validated_tensor.hpp"

namespace relayout::proptest {

// The device memory of a call's tensors: fixed places, which other cases of the same tensors share in turn.
class DeviceTensors {
 public:
  // `arena` may be null where no tensor is to lie in one.
  DeviceTensors(engine::Arena* arena, const std::vector<ValidatedTensor>& tensors, std::int64_t row_capacity);
  ~DeviceTensors();
  DeviceTensors(const DeviceTensors&) = delete;  // arena slots
  DeviceTensors& operator=(const DeviceTensors&) = delete;

  // Where the rows of a side begin, and how they lie.
  struct Side {
    std::byte* data = nullptr;
    TensorShape shape{};
  };
  // The sides of a direction.
  [[nodiscard]] const Side& read(Direction direction, std::size_t tensor) const;
  [[nodiscard]] const Side& written(Direction direction, std::size_t tensor) const;
  [[nodiscard]] const std::vector<ValidatedTensor>& tensors() const { return tensors_; }
  // As the engine takes them, in this direction.
  [[nodiscard]] std::vector<engine::CallTensor> call(Direction direction) const;
  [[nodiscard]] std::int64_t row_bytes() const;

 private:
  engine::Arena* arena_;
  std::vector<ValidatedTensor> tensors_;
  std::vector<Side> source_;
  std::vector<Side> target_;
  std::vector<engine::Buffer> plain_;
  std::vector<std::int64_t> slots_;
};

// A case as one rank sees it.
class CaseOnRank {
 public:
  // Requires: both layouts apply.
  CaseOnRank(const Case& input, std::int32_t world_rank, std::uint64_t payload_seed)
      : scene_(input, world_rank, payload_seed) {}

  [[nodiscard]] bool takes_part() const { return scene_.takes_part(); }
  [[nodiscard]] std::int64_t most_rows() const { return scene_.most_rows(); }
  [[nodiscard]] engine::Upload upload(engine::ExecutorKind executor) const;

  // Writes the payload of a direction on the side that it reads, poison on the other. Waits for the stream.
  void set_scene(const DeviceTensors& tensors, Direction direction, cudaStream_t stream) const;
  // Reads back what was written and says what is wrong, in words. Waits for the stream.
  [[nodiscard]] std::optional<std::string> judge(const DeviceTensors& tensors, Direction direction,
                                                 cudaStream_t stream) const;
  // A byte that was written on the side that set_scene poisoned, in words. Waits for the stream.
  [[nodiscard]] std::optional<std::string> first_stored(const DeviceTensors& tensors, Direction direction,
                                                        cudaStream_t stream) const;
  // Payload bytes of this rank that one direction moves or copies.
  [[nodiscard]] std::int64_t moved_bytes(const DeviceTensors& tensors) const;

 private:
  [[nodiscard]] sim::TensorBuffer read_back(const DeviceTensors& tensors, const RankScene::Tensor& tensor,
                                            cudaStream_t stream) const;

  RankScene scene_;
};

}  // namespace relayout::proptest
