#include "relayout/engine/communicator.hpp"

#include <algorithm>
#include <exception>
#include <thread>
#include <utility>

#include "relayout/engine/error.hpp"
#include "relayout/engine/owner.hpp"

namespace relayout::engine {
namespace {

constexpr std::chrono::microseconds between_polls{200};

std::vector<std::int32_t> index_by_world(const std::vector<std::int32_t>& world_ranks) {
  if (world_ranks.empty()) return {};
  const std::int32_t most = *std::max_element(world_ranks.begin(), world_ranks.end());
  std::vector<std::int32_t> rank_of(static_cast<std::size_t>(most) + 1, -1);
  for (std::size_t rank = 0; rank < world_ranks.size(); ++rank) {
    rank_of[static_cast<std::size_t>(world_ranks[rank])] = static_cast<std::int32_t>(rank);
  }
  return rank_of;
}

std::string names(const std::vector<std::int32_t>& ranks) {
  std::string text;
  for (const std::int32_t rank : ranks) text += (text.empty() ? "" : ", ") + std::to_string(rank);
  return text;
}

// Polls a communicator that does not block, until it is done. Aborts it where that takes too long.
void settle_within(ncclComm_t communicator, const CommunicatorPlace& place, const char* what) {
  const auto end = std::chrono::steady_clock::now() + place.patience;
  ncclResult_t state = ncclInProgress;
  for (;;) {
    RELAYOUT_NCCL_TRY(ncclCommGetAsyncError(communicator, &state));
    if (state != ncclInProgress) break;
    const std::vector<std::int32_t> gone = place.gone ? place.gone() : std::vector<std::int32_t>{};
    if (!gone.empty() || std::chrono::steady_clock::now() > end) {
      ncclCommAbort(communicator);
      if (!gone.empty()) fail("peer_gone", what, ": rank ", names(gone), " is gone");
      fail("deadline", what, ": waited ", place.patience.count(), " ms for the other ", place.rank_count - 1,
           " ranks; not all came");
    }
    std::this_thread::sleep_for(between_polls);
  }
  RELAYOUT_NCCL_TRY(state);
}

}  // namespace

std::shared_ptr<Communicator> Communicator::make(const CommunicatorPlace& place, const ncclUniqueId& id) {
  RELAYOUT_CUDA_TRY(cudaSetDevice(place.device));
  // Peers may never come: only a communicator that does not block can be given up while it is made.
  ncclConfig_t config = NCCL_CONFIG_INITIALIZER;
  config.blocking = 0;
  ncclComm_t bounded = nullptr;
  RELAYOUT_NCCL_TRY(ncclCommInitRankConfig(&bounded, place.rank_count, id, place.rank, &config));
  settle_within(bounded, place, "making the communicator");
  // Moves are enqueued on one that blocks, for the other kind hands every call to a new thread.
  config.blocking = 1;
  ncclComm_t working = nullptr;
  RELAYOUT_NCCL_TRY(ncclCommSplit(bounded, 0, place.rank, &working, &config));
  settle_within(bounded, place, "making the communicator for moves");
  ncclCommFinalize(bounded);
  settle_within(bounded, place, "closing the first communicator");
  RELAYOUT_NCCL_TRY(ncclCommDestroy(bounded));
  return std::shared_ptr<Communicator>(new Communicator(place, working, Ownership::owned));
}

std::shared_ptr<Communicator> Communicator::borrow(const CommunicatorPlace& place, ncclComm_t communicator) {
  RELAYOUT_CUDA_TRY(cudaSetDevice(place.device));
  return std::shared_ptr<Communicator>(new Communicator(place, communicator, Ownership::borrowed));
}

std::vector<std::int64_t> Communicator::gather(std::int64_t mine) {
  std::vector<std::int64_t> all(static_cast<std::size_t>(place_.rank_count));
  const std::size_t size = all.size() * sizeof mine;
  const Buffer buffer(Memory::device, static_cast<std::int64_t>(size));
  auto* const everybodys = reinterpret_cast<std::int64_t*>(buffer.data());
  const Stream stream;
  RELAYOUT_CUDA_TRY(
      cudaMemcpyAsync(everybodys + place_.rank, &mine, sizeof mine, cudaMemcpyHostToDevice, stream.handle()));
  guarded("gathering a number of every rank", [&] {
    return enqueued(ncclAllGather(everybodys + place_.rank, everybodys, 1, ncclInt64, handle_, stream.handle()),
                    stream);
  });
  RELAYOUT_CUDA_TRY(cudaMemcpyAsync(all.data(), everybodys, size, cudaMemcpyDeviceToHost, stream.handle()));
  stream.synchronize();
  return all;
}

std::shared_ptr<Communicator> Communicator::split(std::int32_t color) {
  CommunicatorPlace place = place_;
  place.rank_count = 0;
  place.world_ranks.clear();
  const std::vector<std::int64_t> colors = gather(color);
  for (std::int32_t rank = 0; rank < place_.rank_count; ++rank) {
    if (colors[static_cast<std::size_t>(rank)] != color) continue;
    if (rank == place_.rank) place.rank = place.rank_count;
    place.world_ranks.push_back(world_rank(rank));
    ++place.rank_count;
  }
  ncclComm_t part = nullptr;
  guarded("splitting the communicator", [&] { return ncclCommSplit(handle_, color, place_.rank, &part, nullptr); });
  std::shared_ptr<Communicator> communicator(new Communicator(std::move(place), part, Ownership::owned));
  communicator->by_parent_.emplace(on_abort([child = communicator.get()] {
    child->give_up(make_error("peer_gone", "the communicator that this one is a part of was given up"));
  }));
  return communicator;
}

Communicator::Communicator(CommunicatorPlace place, ncclComm_t handle, Ownership ownership)
    : place_(std::move(place)),
      rank_of_world_(index_by_world(place_.world_ranks)),
      handle_(handle),
      ownership_(ownership),
      watchdog_(std::make_shared<Watchdog>(
          WatchdogOrders{.device = place_.device, .patience = place_.patience, .gone = place_.gone, .abort = [handle] {
                           ncclCommAbort(handle);
                         }})) {}

Communicator::~Communicator() {
  by_parent_.reset();
  watchdog_->end();
  const bool failed = failure().has_value();  // then the watchdog has aborted it
  if (ownership_ != Ownership::owned || failed) return;
  // The end of a communicator waits for its peers, who may not come where an error ends this.
  if (std::uncaught_exceptions() > 0) {
    ncclCommAbort(handle_);
  } else {
    ncclCommDestroy(handle_);
  }
}

bool Communicator::contains(std::int32_t world_rank) const {
  if (world_rank < 0) return false;
  if (rank_of_world_.empty()) return world_rank < place_.rank_count;
  const auto index = static_cast<std::size_t>(world_rank);
  return index < rank_of_world_.size() && rank_of_world_[index] >= 0;
}

std::int32_t Communicator::rank_of_world(std::int32_t world_rank) const {
  if (!contains(world_rank)) {
    fail("bad_call", "world rank ", world_rank, " of the plan is not among the ", place_.rank_count,
         " ranks of the communicator");
  }
  return rank_of_world_.empty() ? world_rank : rank_of_world_[static_cast<std::size_t>(world_rank)];
}

std::int32_t Communicator::world_rank(std::int32_t rank) const {
  return place_.world_ranks.empty() ? rank : place_.world_ranks[static_cast<std::size_t>(rank)];
}

void Communicator::settle(const char* what) const { settle_within(handle_, place_, what); }

ncclResult_t Communicator::enqueued(ncclResult_t status, const Stream& stream) const {
  if (status == ncclInProgress) {
    settle("enqueueing a collective");
    status = ncclSuccess;
  }
  if (status == ncclSuccess) stream.synchronize();
  return status;
}

void Communicator::begin_call(const char* what) {
  throw_failure();
  watchdog_->started(what);
}

void Communicator::end_call(const char* what, ncclResult_t status) {
  watchdog_->finished();
  throw_failure();  // an aborted call returns an error of NCCL's; ours says why
  RELAYOUT_NCCL_TRY(status);
  if (status == ncclInProgress) settle(what);
}

void Communicator::throw_failure() const {
  if (const std::optional<Error> reason = failure()) throw EngineError(*reason);
}

}  // namespace relayout::engine
