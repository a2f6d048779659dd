#include "relayout/engine/agreement.hpp"

#include <utility>

#include "relayout/engine/error.hpp"
#include "relayout/engine/kernel/agreement_kernel.hpp"
#include "relayout/engine/ring.hpp"
#include "relayout/model/integer.hpp"
#include "relayout/model/limits.hpp"

namespace relayout::engine {

Agreement::Agreement(std::shared_ptr<Communicator> communicator)
    : communicator_(std::move(communicator)),
      board_(std::make_shared<StatusBoard>(communicator_->place().rank_count)),
      purposes_(Memory::device, communicator_->place().rank_count * static_cast<std::int64_t>(sizeof(Purpose))),
      go_(Memory::device, static_cast<std::int64_t>(sizeof(std::uint32_t))) {
  // The board is shared with the watchdog, whose thread may look while this object ends.
  communicator_->look_at([board = board_, communicator = communicator_.get()]() -> std::optional<Error> {
    if (!board->raised()) return std::nullopt;
    return news_of(*board, *communicator);
  });
}

Agreement::~Agreement() = default;

void Agreement::look() {
  if (board_->raised()) communicator_->give_up(news_of(*board_, *communicator_));
}

ncclResult_t Agreement::exchange(const MoveCall& call, const Span& distances) {
  const std::int32_t own = communicator_->place().rank;
  ncclResult_t status = ncclGroupStart();
  for (std::int64_t distance = distances.begin; distance < distances.end && status == ncclSuccess; ++distance) {
    const RingPeers peers = ring_peers(call.plan.members(), own, distance);
    status = ncclSend(purposes() + own, sizeof(Purpose), ncclUint8, peers.ahead, communicator_->handle(), call.stream);
    if (status != ncclSuccess) break;
    status = ncclRecv(purposes() + peers.behind, sizeof(Purpose), ncclUint8, peers.behind, communicator_->handle(),
                      call.stream);
  }
  const ncclResult_t ended = ncclGroupEnd();
  return status == ncclSuccess ? ended : status;
}

const std::uint32_t* Agreement::compare(const MoveCall& call, std::uint64_t call_digest) {
  const Purpose mine{.fingerprint = call.plan.program().fingerprint, .call = static_cast<std::uint32_t>(call_digest)};
  RELAYOUT_CUDA_TRY(launch_statement(mine, purposes() + communicator_->place().rank, call.stream));
  const std::int64_t furthest = std::ssize(call.plan.members());
  for (std::int64_t done = 0; done < furthest; done += max_exchange_peers) {
    const Span distances{done + 1, at_most<std::int64_t>(done + max_exchange_peers, furthest) + 1};
    communicator_->guarded("comparing plans", [&] { return exchange(call, distances); });
  }
  auto* go = reinterpret_cast<std::uint32_t*>(go_.data());
  RELAYOUT_CUDA_TRY(launch_agreement(
      {.table = call.plan.table(), .theirs = purposes(), .status = &board_->block(), .go = go, .mine = mine},
      call.stream));
  return go;
}

}  // namespace relayout::engine
