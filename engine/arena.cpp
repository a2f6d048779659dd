#include "relayout/engine/arena.hpp"

#include <nccl_device.h>

#include <cassert>
#include <chrono>
#include <thread>
#include <utility>

#include "relayout/engine/error.hpp"
#include "relayout/engine/kernel/window_pointers.hpp"
#include "relayout/model/integer.hpp"

namespace relayout::engine {
namespace {

constexpr std::int64_t slot_alignment = 256;

std::int64_t flags_bytes(const ArenaSize& size, std::int32_t rank_count) {
  return round_up<std::int64_t>(
      static_cast<std::int64_t>(size.most_ctas) * rank_count * static_cast<std::int64_t>(sizeof(MeetingFlag)),
      slot_alignment);
}

std::string version_text(int version) {
  return std::to_string(version / 10'000) + '.' + std::to_string(version / 100 % 100) + '.' +
         std::to_string(version % 100);
}

}  // namespace

std::string no_window_reason(Communicator& communicator) {
  int version = 0;
  RELAYOUT_NCCL_TRY(ncclGetVersion(&version));
  if (version != NCCL_VERSION_CODE) {
    // The device API has no ABI promise from one version to the next.
    return "NCCL " + version_text(version) + " runs, but the engine was built for " + version_text(NCCL_VERSION_CODE);
  }
  ncclDevCommRequirements requirements{};
  ncclDevComm probe{};
  ncclResult_t made = ncclSuccess;
  communicator.guarded("asking NCCL for its device communicator", [&] {
    made = ncclDevCommCreate(communicator.handle(), &requirements, &probe);
    return made == ncclInvalidUsage ? ncclSuccess : made;
  });
  if (made == ncclInvalidUsage)
    return std::string("NCCL has no windows here: ") + ncclGetLastError(communicator.handle());
  const int reached = probe.lsaSize;
  RELAYOUT_NCCL_TRY(ncclDevCommDestroy(communicator.handle(), &probe));
  const std::int32_t rank_count = communicator.place().rank_count;
  if (reached != rank_count) {
    return "only " + std::to_string(reached) + " of the " + std::to_string(rank_count) +
           " ranks can write into each other's memory";
  }
  return {};
}

std::shared_ptr<Arena> Arena::make(const std::shared_ptr<Communicator>& communicator, const ArenaSize& size) {
  auto arena = std::shared_ptr<Arena>(new Arena(communicator, size));
  arena->register_window();
  arena->map_windows();
  return arena;
}

std::shared_ptr<Arena> Arena::borrow(const std::shared_ptr<Communicator>& communicator, std::vector<std::byte*> windows,
                                     const ArenaSize& size) {
  auto arena = std::shared_ptr<Arena>(new Arena(communicator, size));
  arena->windows_ = std::move(windows);
  arena->borrowed_ = true;
  arena->base_ = arena->window(communicator->place().rank);
  const Stream stream;
  RELAYOUT_CUDA_TRY(cudaMemcpyAsync(arena->pointers_.data(), arena->windows_.data(),
                                    static_cast<std::size_t>(arena->pointers_.size_bytes()), cudaMemcpyHostToDevice,
                                    stream.handle()));
  arena->open_meeting(stream.handle());
  stream.synchronize();
  return arena;
}

std::int64_t Arena::size_bytes(const ArenaSize& size, std::int32_t rank_count) {
  return flags_bytes(size, rank_count) + round_up<std::int64_t>(size.slot_bytes, slot_alignment);
}

Arena::Arena(std::shared_ptr<Communicator> communicator, const ArenaSize& size)
    : communicator_(std::move(communicator)),
      board_(std::make_shared<StatusBoard>(communicator_->place().rank_count)),
      size_bytes_(size_bytes(size, communicator_->place().rank_count)),
      slots_begin_(flags_bytes(size, communicator_->place().rank_count)),
      most_ctas_(size.most_ctas),
      pointers_(Memory::device, communicator_->place().rank_count * static_cast<std::int64_t>(sizeof(std::byte*))) {
  free_[slots_begin_] = size_bytes_ - slots_begin_;
  const CommunicatorPlace& place = communicator_->place();
  const std::int64_t epoch_count = std::int64_t{most_ctas_} * place.rank_count;
  const std::int64_t word_count = epoch_count + 2;  // and the words `failed` and `stored`
  epochs_ = Buffer(Memory::device, word_count * static_cast<std::int64_t>(sizeof(std::uint32_t)));
  auto* const epochs = reinterpret_cast<std::uint32_t*>(epochs_.data());
  meeting_ = {.windows = reinterpret_cast<std::byte**>(pointers_.data()),
              .flags_offset = 0,
              .epochs = epochs,
              .failed = epochs + epoch_count,
              .stored = epochs + epoch_count + 1,
              .status = &board_->block(),
              .patience_ns = std::chrono::nanoseconds(place.patience).count(),
              .rank = place.rank,
              .rank_count = place.rank_count};
}

void Arena::register_window() {
  void* base = nullptr;
  RELAYOUT_NCCL_TRY(ncclMemAlloc(&base, static_cast<std::size_t>(size_bytes_)));
  base_ = static_cast<std::byte*>(base);
  communicator_->guarded("registering the window", [&] {
    return ncclCommWindowRegister(communicator_->handle(), base_, static_cast<std::size_t>(size_bytes_),
                                  &window_handle_, NCCL_WIN_COLL_SYMMETRIC);
  });
}

void Arena::map_windows() {
  const std::int32_t rank_count = communicator_->place().rank_count;
  windows_.resize(static_cast<std::size_t>(rank_count));
  const Stream stream;
  auto** pointers = reinterpret_cast<std::byte**>(pointers_.data());
  RELAYOUT_CUDA_TRY(launch_window_pointers(window_handle_, rank_count, pointers, stream.handle()));
  open_meeting(stream.handle());
  RELAYOUT_CUDA_TRY(cudaMemcpyAsync(windows_.data(), pointers, windows_.size() * sizeof(std::byte*),
                                    cudaMemcpyDeviceToHost, stream.handle()));
  // Nobody may meet before everybody's flags are zero.
  communicator_->guarded("meeting after the windows were mapped", [&] {
    std::uint32_t* const word = meeting_.failed;
    return communicator_->enqueued(
        ncclAllReduce(word, word, 1, ncclUint32, ncclSum, communicator_->handle(), stream.handle()), stream);
  });
}

void Arena::open_meeting(cudaStream_t stream) {
  RELAYOUT_CUDA_TRY(cudaMemsetAsync(epochs_.data(), 0, static_cast<std::size_t>(epochs_.size_bytes()), stream));
  RELAYOUT_CUDA_TRY(cudaMemsetAsync(base_, 0, static_cast<std::size_t>(slots_begin_), stream));
}

void Arena::call_off() {
  // The words that end kernels: of those that wait, on the host; of those that have not begun, on the device.
  board_->block().abort = 1;
  const Stream aside;
  constexpr std::uint32_t yes = 1;
  RELAYOUT_CUDA_TRY(cudaMemcpyAsync(meeting_.failed, &yes, sizeof yes, cudaMemcpyHostToDevice, aside.handle()));
  aside.synchronize();
  constexpr std::chrono::milliseconds longest_move{50};  // tens of gigabytes at the speed of the wire
  std::this_thread::sleep_for(longest_move);
}

std::int64_t Arena::allocate(std::int64_t size_bytes) {
  const std::int64_t size = round_up<std::int64_t>(at_least<std::int64_t>(size_bytes, 1), slot_alignment);
  std::int64_t most = 0;
  for (auto& [offset, room] : free_) {
    most = at_least(most, room);
    if (room < size) continue;
    const std::int64_t taken = offset;
    const std::int64_t left = room - size;
    free_.erase(taken);
    if (left > 0) free_[taken + size] = left;
    used_[taken] = size;
    return taken;
  }
  fail("too_large", "the arena has no slot of ", size, " bytes; its largest free one has ", most, " of ", size_bytes_,
       ". Make the engine with a larger arena");
}

void Arena::release(std::int64_t offset) {
  const auto slot = used_.find(offset);
  assert(slot != used_.end());
  auto here = free_.emplace(slot->first, slot->second).first;
  used_.erase(slot);
  const auto next = std::next(here);
  if (next != free_.end() && here->first + here->second == next->first) {
    here->second += next->second;
    free_.erase(next);
  }
  if (here == free_.begin()) return;
  const auto before = std::prev(here);
  if (before->first + before->second != here->first) return;
  before->second += here->second;
  free_.erase(here);
}

std::int64_t Arena::room_at(std::int64_t offset) const {
  const auto after = used_.upper_bound(offset);
  if (after == used_.begin()) return 0;
  const auto& [begin, size] = *std::prev(after);
  return at_least<std::int64_t>(begin + size - offset, 0);
}

std::int64_t Arena::offset_of(const void* address) const {
  const auto* byte = static_cast<const std::byte*>(address);
  return byte >= base_ && byte < base_ + size_bytes_ ? byte - base_ : -1;
}

Arena::~Arena() {
  if (borrowed_) return;
  if (window_handle_ != nullptr && !communicator_->failure()) {
    ncclCommWindowDeregister(communicator_->handle(), window_handle_);
  }
  if (base_ != nullptr) ncclMemFree(base_);
}

}  // namespace relayout::engine
