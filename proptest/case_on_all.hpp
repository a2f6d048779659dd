// A case on all ranks of a shared GPU.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "relayout/engine/executor.hpp"
#include "relayout/engine/prepared_plan.hpp"
#include "relayout/proptest/device_case.hpp"
#include "relayout/proptest/shared_gpu.hpp"

namespace relayout::proptest {

// Its constructor allocates, and its end frees: nobody moves then.
class CaseOnAll {
 public:
  struct Scene {
    std::uint64_t payload_seed = 0;
    std::int64_t row_capacity = 1;  // at least: room for the rows of other cases
  };
  CaseOnAll(SharedGpu& gpu, const Case& input, const std::vector<ValidatedTensor>& tensors, const Scene& scene);
  // By rank: what it means, and the tensors that it brings.
  struct Part {
    Case input;
    std::vector<ValidatedTensor> tensors;
  };
  CaseOnAll(SharedGpu& gpu, const std::vector<Part>& parts, const Scene& scene);

  // The plan that the rank's next moves and replays make.
  void upload(std::int32_t rank, const CaseOnRank& meant, engine::Growth growth);
  // Payload and poison on all ranks. Waits.
  void set_scene(Direction direction) const;
  void enqueue(std::int32_t rank, engine::ExecutorKind kind, Direction direction,
               engine::Enqueued enqueued = engine::Enqueued::at_once) const;
  // What is wrong on any rank, or what is poison no more; "" where nothing is. Wait.
  [[nodiscard]] std::string judge(Direction direction) const;
  [[nodiscard]] std::string first_stored(Direction direction) const;

  [[nodiscard]] bool takes_part(std::int32_t rank) const { return scene(rank).takes_part(); }
  [[nodiscard]] const CaseOnRank& scene(std::int32_t rank) const { return at(rank).scene; }
  [[nodiscard]] const DeviceTensors& memory(std::int32_t rank) const { return *at(rank).memory; }

 private:
  struct OnRank {
    CaseOnRank scene;
    std::unique_ptr<DeviceTensors> memory;
    std::unique_ptr<engine::PreparedPlan> plan;
  };
  [[nodiscard]] const OnRank& at(std::int32_t rank) const { return ranks_[static_cast<std::size_t>(rank)]; }

  SharedGpu& gpu_;
  std::vector<OnRank> ranks_;
};

}  // namespace relayout::proptest
