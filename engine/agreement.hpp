// Do all ranks mean the same move? Compared on the stream, by messages, before rows move: for executors that cannot
// meet inside a kernel.
#pragma once

#include <cstdint>
#include <memory>

#include "relayout/engine/communicator.hpp"
#include "relayout/engine/executor.hpp"
#include "relayout/engine/owner.hpp"
#include "relayout/engine/status_board.hpp"

namespace relayout::engine {

class Agreement {
 public:
  explicit Agreement(std::shared_ptr<Communicator> communicator);
  Agreement(const Agreement&) = delete;  // the watchdog looks at its board
  Agreement& operator=(const Agreement&) = delete;
  ~Agreement();

  // Enqueues the comparison of the plan's fingerprint and `call_digest` with all members of the plan: 16 bytes to and
  // from each. Returns the word, in device memory, that becomes 1 where all agree and 0 where they do not. It holds
  // until the next comparison.
  //
  // Messages of different moves do not match, and nothing but an abort ends NCCL's kernels then: on a difference the
  // watchdog gives the communicator up, with the odd ranks' names as its reason.
  [[nodiscard]] const std::uint32_t* compare(const MoveCall& call, std::uint64_t call_digest);

  // What went wrong, if the device has told; gives the communicator up then.
  void look();

 private:
  // With the members at these distances around the ring.
  ncclResult_t exchange(const MoveCall& call, const Span& distances);
  [[nodiscard]] Purpose* purposes() const { return reinterpret_cast<Purpose*>(purposes_.data()); }

  std::shared_ptr<Communicator> communicator_;
  std::shared_ptr<StatusBoard> board_;
  Buffer purposes_;  // device: everybody's by rank, this rank's own too
  Buffer go_;        // device: one word
};

}  // namespace relayout::engine
