#include "relayout/engine/prepared_plan.hpp"

#include <algorithm>
#include <utility>

#include "relayout/engine/error.hpp"
#include "relayout/engine/table_writer.hpp"

namespace relayout::engine {

PreparedPlan::PreparedPlan(std::int64_t capacity_bytes) : table_(Memory::device, capacity_bytes) {
  for (Staging& staging : staging_) staging.bytes = Buffer(Memory::pinned, capacity_bytes);
}

void PreparedPlan::upload(const Upload& upload, const Communicator& communicator, cudaStream_t stream) {
  write(upload, communicator, Reach::all, stream);
}

void PreparedPlan::upload_halves(const Upload& upload, const Reaches& reaches, cudaStream_t stream) {
  captures_.check(program_, upload.program);
  if (near_ == nullptr) {
    near_ = std::make_unique<PreparedPlan>(capacity_bytes());
    far_ = std::make_unique<PreparedPlan>(capacity_bytes());
  }
  split_program(
      upload.program, [&](std::int32_t rank) { return reaches.near.contains(rank); }, halves_);
  near_->write({halves_.near, upload.group, upload.facts, upload.growth, upload.executor}, reaches.near, Reach::node,
               stream);
  far_->write({halves_.far, upload.group, upload.facts, upload.growth, upload.executor}, reaches.all, Reach::all,
              stream);
  write(upload, reaches.all, Reach::all, stream);
}

void PreparedPlan::note_use(cudaStream_t stream) const {
  used_.record(stream);
  if (near_ == nullptr) return;
  near_->used_.record(stream);
  far_->used_.record(stream);
}

void PreparedPlan::write(const Upload& upload, const Communicator& communicator, Reach reach, cudaStream_t stream) {
  const RankProgram& program = upload.program;
  captures_.check(program_, program);
  const std::int32_t own = communicator.rank_of_world(program.world_rank);
  members_.clear();
  for (std::int32_t i = 0; i < upload.group.size(); ++i) {
    const std::int32_t world_rank = upload.group.world_rank(i);
    if (reach == Reach::node && !communicator.contains(world_rank)) continue;
    const std::int32_t rank = communicator.rank_of_world(world_rank);
    if (rank != own) members_.push_back(rank);
  }
  std::sort(members_.begin(), members_.end());
  const std::int64_t size = table_bytes(program, std::ssize(members_));
  if (size > table_.size_bytes()) {
    if (upload.growth == Growth::forbidden || captures_.any()) {
      fail("too_large", "the plan's table has ", size, " bytes, its place on the device ", table_.size_bytes(),
           captures_.any() ? " and a graph has captured it" : "", "; prepare it with a larger capacity");
    }
    grow(size * 2);
  }
  const Event& before = uploaded();
  turn_ = (turn_ + 1) % staging_.size();
  const Staging& staging = staging_[turn_];
  staging.uploaded.synchronize();  // the pinned copy may still be read
  comparisons_.forget();
  program_ = program;
  facts_ = upload.facts;
  executor_ = upload.executor;
  forward_ = relayout::exchanges({.sends = program_.sends.messages, .receives = program_.receives.messages});
  backward_ = relayout::exchanges({.sends = program_.receives.messages, .receives = program_.sends.messages});
  write_table(program_, {.own_rank = own, .rank_of = communicator.ranks_of_world(), .members = members_},
              {staging.bytes.data(), static_cast<std::size_t>(staging.bytes.size_bytes())});
  RELAYOUT_CUDA_TRY(cudaStreamWaitEvent(stream, used_.handle(), 0));  // a move on another stream may still read it
  RELAYOUT_CUDA_TRY(cudaStreamWaitEvent(stream, before.handle(), 0));
  RELAYOUT_CUDA_TRY(cudaMemcpyAsync(table_.data(), staging.bytes.data(), static_cast<std::size_t>(size),
                                    cudaMemcpyHostToDevice, stream));
  staging.uploaded.record(stream);
}

void PreparedPlan::grow(std::int64_t size_bytes) {
  used_.synchronize();
  for (const Staging& staging : staging_) staging.uploaded.synchronize();
  Buffer table(Memory::device, size_bytes);  // all of them, or none where memory ends
  std::array<Buffer, 2> copies{Buffer(Memory::pinned, size_bytes), Buffer(Memory::pinned, size_bytes)};
  table_ = std::move(table);
  for (std::size_t i = 0; i < copies.size(); ++i) staging_[i].bytes = std::move(copies[i]);
}

}  // namespace relayout::engine
