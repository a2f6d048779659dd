#include "relayout/proptest/case_on_all.hpp"

#include <algorithm>
#include <optional>

namespace relayout::proptest {

CaseOnAll::CaseOnAll(SharedGpu& gpu, const Case& input, const std::vector<ValidatedTensor>& tensors, const Scene& scene)
    : CaseOnAll(gpu, std::vector<Part>(static_cast<std::size_t>(gpu.rank_count()), Part{input, tensors}), scene) {}

CaseOnAll::CaseOnAll(SharedGpu& gpu, const std::vector<Part>& parts, const Scene& scene) : gpu_(gpu) {
  std::int64_t capacity = scene.row_capacity;
  for (const Part& part : parts) {
    const auto rank = static_cast<std::int32_t>(ranks_.size());
    ranks_.push_back({.scene = CaseOnRank(part.input, rank, scene.payload_seed), .memory = nullptr, .plan = nullptr});
    capacity = std::max(capacity, ranks_.back().scene.most_rows());
  }
  constexpr std::int64_t table_room = std::int64_t{1} << 18U;
  for (std::int32_t rank = 0; rank < gpu.rank_count(); ++rank) {
    OnRank& one = ranks_[static_cast<std::size_t>(rank)];
    const std::vector<ValidatedTensor>& tensors = parts[static_cast<std::size_t>(rank)].tensors;
    one.memory = std::make_unique<DeviceTensors>(gpu.arena(rank), tensors, capacity);
    one.plan = std::make_unique<engine::PreparedPlan>(table_room);
    upload(rank, one.scene, engine::Growth::allowed);
  }
  gpu.wait();
}

void CaseOnAll::upload(std::int32_t rank, const CaseOnRank& meant, engine::Growth growth) {
  if (!meant.takes_part()) return;
  engine::Upload upload = meant.upload(engine::ExecutorKind::automatic);
  upload.growth = growth;
  at(rank).plan->upload(upload, gpu_.communicator(rank), gpu_.stream(rank));
}

void CaseOnAll::set_scene(Direction direction) const {
  for (std::int32_t rank = 0; rank < gpu_.rank_count(); ++rank) {
    if (takes_part(rank)) scene(rank).set_scene(memory(rank), direction, gpu_.stream(rank));
  }
}

void CaseOnAll::enqueue(std::int32_t rank, engine::ExecutorKind kind, Direction direction,
                        engine::Enqueued enqueued) const {
  const std::vector<engine::CallTensor> tensors = memory(rank).call(direction);
  gpu_.run(rank, kind,
           {.plan = *at(rank).plan,
            .direction = direction,
            .tensors = tensors,
            .stream = gpu_.stream(rank),
            .enqueued = enqueued});
}

std::string CaseOnAll::judge(Direction direction) const {
  for (std::int32_t rank = 0; rank < gpu_.rank_count(); ++rank) {
    if (!takes_part(rank)) continue;
    if (const auto wrong = scene(rank).judge(memory(rank), direction, gpu_.stream(rank))) return *wrong;
  }
  return {};
}

std::string CaseOnAll::first_stored(Direction direction) const {
  for (std::int32_t rank = 0; rank < gpu_.rank_count(); ++rank) {
    if (!takes_part(rank)) continue;
    const auto stored = scene(rank).first_stored(memory(rank), direction, gpu_.stream(rank));
    if (stored) return "rank " + std::to_string(rank) + ": " + *stored;
  }
  return {};
}

}  // namespace relayout::proptest
