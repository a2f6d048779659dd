// Packs one message a peer, sends and receives them in exchanges, unpacks. Any NCCL, any number of nodes, plain
// tensors. The first call of a plan compares it across ranks, and receives nothing in place.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "relayout/engine/agreement.hpp"
#include "relayout/engine/communicator.hpp"
#include "relayout/engine/executor.hpp"
#include "relayout/engine/side_stream.hpp"
#include "relayout/engine/window_executor.hpp"

namespace relayout::engine {

// What messages are packed into. Grown by prepare, never by a move. Plain device memory: with buffers registered by
// ncclCommRegister NCCL 2.28.9 was seen to hang where the other end sends or receives in place, out of its sight.
class PackBuffers {
 public:
  // Makes room for the rows of both lists at this many bytes a row. May allocate. What was there before stays, for
  // moves under way and captured graphs know its address; each growth is by half at least, so that all of it together
  // is at most three times the largest.
  void reserve(const RankProgram& program, std::int64_t row_bytes);
  [[nodiscard]] const Buffer& outgoing() const { return outgoing_; }
  [[nodiscard]] const Buffer& incoming() const { return incoming_; }

 private:
  Buffer outgoing_;
  Buffer incoming_;
  std::vector<Buffer> outgrown_;
};

class SendrecvExecutor : public Executor {
 public:
  SendrecvExecutor(std::shared_ptr<Communicator> communicator, const CtaCounts& cta_counts);
  [[nodiscard]] PackBuffers& buffers() { return buffers_; }
  // Throws "too_large" where messages were not reserved for.
  void run(const MoveCall& call) override;
  // Compares the call across ranks where it is the first of its kind; the word that says how it went, or null.
  [[nodiscard]] const std::uint32_t* compare(const MoveCall& call);
  // Gives the communicator up where ranks were seen to differ.
  void look() { agreement_.look(); }

 private:
  struct Sides;
  void post(const Exchange& exchange, const MoveCall& call, Sides& sides) const;

  std::shared_ptr<Communicator> communicator_;
  CtaCounts cta_counts_;
  PackBuffers buffers_;
  SideStream side_;
  Agreement agreement_;
};

}  // namespace relayout::engine
