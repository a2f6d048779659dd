// A rank program on the device, ready to be moved by: immutable for whoever moves, until it is prepared anew.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "relayout/engine/captures.hpp"
#include "relayout/engine/communicator.hpp"
#include "relayout/engine/comparisons.hpp"
#include "relayout/engine/executor_kind.hpp"
#include "relayout/engine/halves.hpp"
#include "relayout/engine/move_facts.hpp"
#include "relayout/engine/move_table.hpp"
#include "relayout/engine/owner.hpp"
#include "relayout/model/rank_program.hpp"

namespace relayout::engine {

enum class Growth : std::uint8_t { allowed, forbidden };

// A program, the ranks that take part in its plan, and what all of them know of it alike.
struct Upload {
  const RankProgram& program;
  const Group& group;
  MoveFacts facts{};
  Growth growth = Growth::allowed;
  ExecutorKind executor = ExecutorKind::automatic;
};

// Holds the table on the device, pinned copies on their way there, and the program for executors that work from the
// host. Not thread-safe.
class PreparedPlan {
 public:
  // `capacity_bytes` of table; grows where a program needs more and no graph has captured its address.
  explicit PreparedPlan(std::int64_t capacity_bytes);
  PreparedPlan(const PreparedPlan&) = delete;  // captured graphs know its address
  PreparedPlan& operator=(const PreparedPlan&) = delete;

  // Uploads a program over the one that was there, after the latest move that used it. Enqueued on `stream`: work
  // enqueued there later sees it, and so does a captured graph that is launched there later. Waits on the host only
  // where the last upload but one is still under way. Throws "too_large" where it does not fit and growth is forbidden,
  // or a graph has captured the plan; "bad_call" where a graph holds the plan's moves and these are others.
  void upload(const Upload& upload, const Communicator& communicator, cudaStream_t stream);
  // The same for `hybrid`: the near half for the communicator of this rank's node, the far one for all ranks.
  struct Reaches {
    const Communicator& near;
    const Communicator& all;
  };
  void upload_halves(const Upload& upload, const Reaches& reaches, cudaStream_t stream);
  // Requires: upload_halves was the latest upload.
  [[nodiscard]] const PreparedPlan& near() const { return *near_; }
  [[nodiscard]] const PreparedPlan& far() const { return *far_; }

  [[nodiscard]] std::int64_t capacity_bytes() const { return table_.size_bytes(); }
  [[nodiscard]] const MoveTable* table() const { return reinterpret_cast<const MoveTable*>(table_.data()); }
  [[nodiscard]] const RankProgram& program() const { return program_; }
  // The executor asked for.
  [[nodiscard]] ExecutorKind executor() const { return executor_; }
  [[nodiscard]] const MoveFacts& facts() const { return facts_; }
  // Ranks of the communicator that take part, this one left out.
  [[nodiscard]] const std::vector<std::int32_t>& members() const { return members_; }
  // Ranks of either side, this one too.
  [[nodiscard]] std::int32_t group_size() const { return program_.group_size; }
  // Messages posted together, in order.
  [[nodiscard]] const std::vector<Exchange>& exchanges(Direction direction) const {
    return direction == Direction::forward ? forward_ : backward_;
  }
  // What was learnt of the plan since its upload; executors keep it.
  [[nodiscard]] Comparisons& comparisons() const { return comparisons_; }
  // The graphs that hold it; whoever captures a move tells them.
  [[nodiscard]] Captures& captures() const { return captures_; }
  [[nodiscard]] const Event& uploaded() const { return staging_[turn_].uploaded; }
  [[nodiscard]] const Event& used() const { return used_; }
  // A move that uses the plan is enqueued on `stream` by now.
  void note_use(cudaStream_t stream) const;

 private:
  // A node's communicator holds some of the group only.
  enum class Reach : std::uint8_t { all, node };
  void write(const Upload& upload, const Communicator& communicator, Reach reach, cudaStream_t stream);

  // A pinned copy on its way to the device. Two take turns, so that a plan can be uploaded while the one before it
  // waits for its turn on the stream.
  struct Staging {
    Buffer bytes;
    Event uploaded;
  };
  void grow(std::int64_t size_bytes);

  Buffer table_;
  std::array<Staging, 2> staging_;
  std::size_t turn_ = 0;
  Event used_;  // by the latest call
  RankProgram program_;
  MoveFacts facts_;
  ExecutorKind executor_ = ExecutorKind::automatic;
  std::vector<Exchange> forward_;  // of program_
  std::vector<Exchange> backward_;
  std::vector<std::int32_t> members_;
  mutable Comparisons comparisons_;
  mutable Captures captures_;
  std::unique_ptr<PreparedPlan> near_;  // made by the first upload of halves
  std::unique_ptr<PreparedPlan> far_;
  Halves halves_;
};

}  // namespace relayout::engine
