// A rank program: one rank's share of a plan, as data. The simulator and the GPU engine interpret it and decide
// nothing.
//
// Forward, a rank sends rows of its source buffer and receives rows of its target buffer; backward it sends back what
// it received, over the same runs. Each ordered pair of ranks has at most one message; its rows are its runs, in order.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "relayout/model/direction.hpp"
#include "relayout/model/locator.hpp"
#include "relayout/model/placement.hpp"
#include "relayout/model/result.hpp"
#include "relayout/model/span.hpp"

namespace relayout {

// `count` rows from local_row on, here, are remote_row on, there. Maximal: joined wherever both rows go on.
// In sends local is a source row and remote a target row; in receives local is a target row and remote a source row;
// in own runs local is the source row and remote the target row of the same rank.
struct Run {
  std::int64_t local_row = 0;
  std::int64_t remote_row = 0;
  std::int64_t count = 0;
  friend bool operator==(const Run&, const Run&) = default;
};

// All that goes to, or comes from, one peer: runs [run_begin, run_end) of the program's list, row_count rows in all.
// `distance` d > 0: sends go to the rank d places on in the group, receives come from d places back.
struct Message {
  std::int32_t peer = 0;  // world rank
  std::int32_t distance = 0;
  std::int64_t run_begin = 0;
  std::int64_t run_end = 0;
  std::int64_t row_count = 0;
  friend bool operator==(const Message&, const Message&) = default;
};

// The exchange that a message belongs to, on both of its ends.
[[nodiscard]] std::int32_t exchange_of(const Message& message);

// Messages by ascending distance, their runs in ascending token order.
struct MessageList {
  std::vector<Message> messages;
  std::vector<Run> runs;

  [[nodiscard]] std::span<const Run> runs_of(const Message& message) const {
    return std::span(runs).subspan(static_cast<std::size_t>(message.run_begin),
                                   static_cast<std::size_t>(message.run_end - message.run_begin));
  }
  friend bool operator==(const MessageList&, const MessageList&) = default;
};

// Plain data, so that a foreign or damaged program can be judged and simulated too.
// Parts (head blocks) would add a part range to Run; copies a second list of runs that are summed, not stored.
struct RankProgram {
  std::uint64_t fingerprint = 0;  // of the plan it is a share of
  std::int32_t world_rank = 0;
  std::int32_t group_size = 0;        // ranks of either side
  std::int64_t source_row_count = 0;  // rows of the local buffers; 0 where the rank is not on that side
  std::int64_t target_row_count = 0;
  MessageList sends;               // forward
  MessageList receives;            // forward
  std::vector<Run> own;            // rows that stay
  std::vector<Span> target_fills;  // target rows in no piece: filled by forward
  std::vector<Span> source_fills;  // source rows in no piece: filled by backward

  friend bool operator==(const RankProgram&, const RankProgram&) = default;
};

// The program of the way back: sends are the receives, own runs are turned round.
[[nodiscard]] RankProgram inverse(const RankProgram& program);

// One exchange: the messages that are posted together and awaited together. Sends and receives of exchange e on all
// ranks match each other, so a group of NCCL operations per exchange ends under rendezvous.
struct Exchange {
  std::int32_t index = 0;
  std::span<const Message> sends;
  std::span<const Message> receives;
};

// The exchanges in which the rank takes part, in order; those without a message are left out. `sends` and `receives`
// are lists by ascending distance, of one program. Cost: O(messages).
struct ExchangeSource {
  std::span<const Message> sends;
  std::span<const Message> receives;
};
[[nodiscard]] std::vector<Exchange> exchanges(const ExchangeSource& source);

// The ranks that take part in a plan: those of either side, ascending by world rank.
class Group {
 public:
  // Cost: O(1) where both sides are 0, 1, ..; else O(ranks log ranks).
  Group(const Layout& source, const Layout& target);
  [[nodiscard]] std::int32_t size() const { return size_; }
  // Whether its world ranks are 0, 1, ..
  [[nodiscard]] bool counts_from_zero() const { return world_.empty(); }
  // Place of a world rank in the group. Requires: it is in the group.
  [[nodiscard]] std::int32_t index_of(std::int32_t world_rank) const;
  [[nodiscard]] std::int32_t world_rank(std::int32_t index) const {
    return world_.empty() ? index : world_[static_cast<std::size_t>(index)];
  }
  [[nodiscard]] bool contains(std::int32_t world_rank) const;
  // The world rank so many places on, in rotation; -size() < distance < size().
  [[nodiscard]] std::int32_t at_distance(std::int32_t world_rank, std::int32_t distance) const;

 private:
  std::int32_t size_ = 0;
  std::vector<std::int32_t> world_;  // empty: 0 .. size-1
};

// Builds programs of single ranks, alone: what a rank does from pack and layouts, without hearing of any other.
// Made in O(ranks), O(ranks log ranks) with `world`.
// Keeps its memory from call to call: no allocation once warm. Not thread-safe.
class RankProgramBuilder {
 public:
  // Errors: "other_pack" where source and target place different packs.
  static Result<RankProgramBuilder> make(const Placement& source, const Placement& target);

  // Requires: group().contains(world_rank).
  // Ensures: agreement: programs built alone name, at both ends of each message, the same runs in the same order.
  // Cost: time and memory O(own runs + sequences x peers this rank touches), never O(tokens).
  void build(std::int32_t world_rank, RankProgram& program);

  [[nodiscard]] const Group& group() const { return group_; }

 private:
  // A peer met in a walk, with the ends of its latest run: most runs either go on there or begin anew.
  struct Met {
    std::int32_t place = -1;  // in the group
    std::int32_t distance = 0;
    std::int64_t local_end = -1;
    std::int64_t remote_end = -1;
    std::size_t latest = 0;  // in runs_
    std::int64_t run_count = 0;
    std::int64_t row_count = 0;
    std::int64_t run_begin = 0;  // of its message
    Run* next = nullptr;         // where its next run is laid
  };
  // A run, and the place in met_ of its peer.
  struct MetRun {
    Run run;
    std::int32_t met;
  };
  // One half of a program: the rows of `mine` that are here, and where they are in `theirs`.
  struct Side {
    const Placement& mine;
    const Placement& theirs;
    const std::vector<std::int32_t>& their_places;
    Direction direction;
    std::int32_t here;  // this rank's place in the group
  };
  // Two ranks of a side's placements, and where their runs are written.
  struct PairRuns {
    std::int32_t my_rank;
    std::int32_t their_rank;
    std::vector<Run>& runs;
    std::size_t begin;
  };
  struct Written {
    std::size_t end = 0;
    std::int64_t row_count = 0;
  };
  RankProgramBuilder(const Placement& source, const Placement& target);
  void build_side(const Side& side, RankProgram& program);
  void find_gaps(std::int64_t row_count, std::vector<Span>& gaps) const;
  [[nodiscard]] static bool by_bands(const Placement& source, const Placement& target);
  void build_by_bands(const Side& side, RankProgram& program);
  std::size_t lay_by_bands(const Side& side, RankProgram& program);
  Written write_runs(const Side& side, const PairRuns& pair);
  [[nodiscard]] std::vector<std::int32_t> places_of(const Layout& side) const;
  void walk(const Side& side);
  [[nodiscard]] std::int32_t meet(std::int32_t place);
  void forget_peers();
  void list_messages(const Side& side, MessageList& list);
  void lay_runs(MessageList& list, std::vector<Run>& own);

  Placement source_;
  Placement target_;
  Group group_;
  std::vector<std::int32_t> source_places_;  // in the group, of each rank of a side; empty: they are the ranks
  std::vector<std::int32_t> target_places_;
  bool by_bands_;
  std::uint64_t fingerprint_;
  Locator locator_;
  std::vector<Piece> pieces_;
  std::vector<MetRun> runs_;  // of a walk, in token order; run_count_ of them
  std::size_t run_count_ = 0;
  std::vector<Met> met_;              // peers met in a walk
  std::vector<std::int32_t> met_at_;  // by place in the group: which of met_ it is, or -1
};

// One program; for a series of them keep a builder. Errors: "other_pack"; "bad_rank" where world_rank is on neither
// side.
[[nodiscard]] Result<RankProgram> rank_program(const Placement& source, const Placement& target,
                                               std::int32_t world_rank);

}  // namespace relayout
