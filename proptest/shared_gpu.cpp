#include "relayout/proptest/shared_gpu.hpp"

#include <algorithm>

#include "relayout/engine/error.hpp"
#include "relayout/model/integer.hpp"

namespace relayout::proptest {
namespace {

constexpr std::int64_t stand_in_bytes = std::int64_t{64} << 20U;
constexpr engine::ArenaSize arena_size{.slot_bytes = (std::int64_t{256} << 20U) + stand_in_bytes};

engine::CtaCounts cta_counts(std::int32_t rank_count) {
  int multiprocessors = 0;
  RELAYOUT_CUDA_TRY(cudaDeviceGetAttribute(&multiprocessors, cudaDevAttrMultiProcessorCount, 0));
  engine::CtaCounts counts;
  counts.wire = std::min(counts.wire, static_cast<std::int32_t>(floor_div(multiprocessors, rank_count)));
  return counts;
}

}  // namespace

SharedGpu::SharedGpu(std::int32_t rank_count, std::chrono::milliseconds patience) {
  std::vector<std::byte*> mapped;
  for (std::int32_t rank = 0; rank < rank_count; ++rank) {
    windows_.emplace_back(engine::Memory::device, engine::Arena::size_bytes(arena_size, rank_count));
    mapped.push_back(windows_.back().data());
  }
  const engine::CtaCounts counts = cta_counts(rank_count);
  for (std::int32_t rank = 0; rank < rank_count; ++rank) {
    Rank& one = ranks_.emplace_back();
    one.communicator = engine::Communicator::borrow(
        {.device = 0, .rank = rank, .rank_count = rank_count, .patience = patience}, nullptr);
    one.arena = engine::Arena::borrow(one.communicator, mapped, arena_size);
    one.output = std::make_shared<engine::WindowOutput>(one.communicator, one.arena, stand_in_bytes);
    one.window = std::make_unique<engine::WindowExecutor>(one.output, counts);
    one.copy_engine = std::make_unique<engine::CopyEngineExecutor>(one.output, counts);
  }
}

void SharedGpu::run(std::int32_t rank, engine::ExecutorKind kind, const engine::MoveCall& call) {
  const Rank& one = at(rank);
  if (call.enqueued == engine::Enqueued::captured) {
    const bool by_table = kind == engine::ExecutorKind::window;
    call.plan.captures().hold(call.stream, by_table ? engine::Held::table : engine::Held::moves);
  }
  if (kind == engine::ExecutorKind::window) {
    one.window->run(call);
  } else {
    one.copy_engine->run(call);
  }
  if (call.enqueued == engine::Enqueued::at_once) call.plan.note_use(call.stream);
}

void SharedGpu::wait() const {
  for (const Rank& one : ranks_) one.stream.synchronize();
}

std::optional<Error> SharedGpu::news(std::int32_t rank) {
  const Rank& one = at(rank);
  if (!one.arena->board()->raised()) return std::nullopt;
  Error news = engine::news_of(*one.arena->board(), *one.communicator);
  one.arena->board()->clear();
  return news;
}

}  // namespace relayout::proptest
