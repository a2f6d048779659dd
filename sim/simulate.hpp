// Runs a move on simulated ranks, forward and backward, and judges what arrives.
//
// Each rank is a coroutine that builds its own program from its own pack and layouts and then interprets it. Forward
// carries rows no two of which are alike, backward random gradients; both are compared byte by byte with what the two
// placements say, piece by piece, without a look at the moves.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "relayout/model/check/verdict.hpp"
#include "relayout/model/placement.hpp"
#include "relayout/model/rank_program.hpp"
#include "relayout/model/result.hpp"
#include "relayout/sim/action.hpp"
#include "relayout/sim/cost.hpp"
#include "relayout/sim/executor.hpp"
#include "relayout/sim/header.hpp"
#include "relayout/sim/injection.hpp"
#include "relayout/sim/network.hpp"
#include "relayout/sim/operation.hpp"
#include "relayout/sim/tensor_spec.hpp"
#include "relayout/sim/timeline.hpp"

namespace relayout::sim {

// What one rank was told. Ranks that were told different things are named.
struct RankInput {
  std::int32_t world_rank = 0;
  Pack pack;
  Layout source;
  Layout target;
};

// Builds one rank's program; may be damaged on purpose. Called from several threads at once.
using ProgramFactory =
    std::function<RankProgram(const Placement& source, const Placement& target, std::int32_t world_rank)>;

// Damages a message on the wire, after its checksum was taken. Called from several threads at once.
using Tamper = std::function<void(MessageHeader& header, std::span<std::byte> payload)>;

// Whether ranks compare fingerprints before any data moves; skipped only to show what the headers catch alone.
enum class Handshake : std::uint8_t { compare, skip };
enum class Recording : std::uint8_t { off, on };

struct SimulationOptions {
  ExecutorOptions executor{};
  ChannelKind channel = ChannelKind::rendezvous;
  std::uint64_t payload_seed = 1;
  std::vector<TensorSpec> tensors = {TensorSpec{}};  // all go in one call
  std::vector<std::int32_t> dead_ranks{};            // world ranks that never start
  Handshake handshake = Handshake::compare;
  Recording timeline = Recording::off;
  CostModel cost{};
  std::int64_t max_bytes = std::int64_t{1} << 34;  // more than this is refused before it is allocated
  ProgramFactory program{};                        // null: the model's own builder
  Tamper tamper{};                                 // null: none
  std::vector<Injection> injections{};
  std::int64_t wait_limit_ns = never_ns;   // virtual time after which a rank gives an exchange up, and ends
  std::optional<HeaderField> unchecked{};  // a field that receivers pass over, to show what it is good for
  std::function<bool()> stop{};  // null: never. Asked between a rank's steps, from several threads; true ends the run
};

struct DirectionTotals {
  std::int64_t rows_sent = 0;
  std::int64_t bytes = 0;  // of payload, over all messages
  std::int64_t messages = 0;
  std::int64_t exchanges = 0;  // the most that any rank took part in
  std::int64_t end_ns = 0;     // estimate: virtual time from the start of the direction to the end of its last rank
  friend bool operator==(const DirectionTotals&, const DirectionTotals&) = default;
};

// How a rank ended. `finished`: it has done both directions, and what it holds is right. `refused`: it ended, or went
// on, with an error of its own. `deceived`: rows are wrong, and only the judge knows. `waiting`: it waits for ever.
enum class Ending : std::uint8_t { finished, refused, deceived, crashed, waiting };
struct MessageName {
  Direction direction = Direction::forward;
  std::int32_t sender = 0;  // world ranks
  std::int32_t receiver = 0;
  friend bool operator==(const MessageName&, const MessageName&) = default;
};
struct RankEnd {
  std::int32_t world_rank = 0;
  Ending ending = Ending::finished;
  std::string sign{};                    // refused: a field of the header, "late", "absent"; or the law
  Verdict reason{};                      // what it says of it
  std::optional<MessageName> message{};  // refused: the one that the reason is about, if it is about one
  std::int64_t at_ns = 0;                // refused: virtual time since the rank began, over both directions
};

struct SimulationReport {
  // Empty: all went well. Laws: `agreement` (fingerprints, headers, programs that do not fit), `join` (forward
  // content), `adjoint` (backward content), `progress` (deadlock, dead ranks).
  Verdict verdict{};
  DirectionTotals forward{};
  DirectionTotals backward{};
  std::vector<TimelineEvent> timeline{};  // by rank, then time; empty unless recorded
  std::vector<RankEnd> ends{};            // by rank; none where fingerprints were compared first and differed
  std::vector<std::int64_t> fired{};      // how often, by injection
  Schedule schedule{};                    // replay: what was done, in that order, by world rank
  std::string picture{};                  // of the cycle or chain of waiting ranks, where the law is `progress`
};

// All ranks are told the same.
// Errors: "other_pack" where the two place different packs; "bad_tensor"; "bad_ranks" where a dead rank is none of
// the group; "too_large" where the rows and their messages would not fit into max_bytes; "stopped" where `stop` said
// so, or a chooser abandoned the run.
// Ensures: verdict, totals and timeline do not depend on executor, worker count or seed of the schedule.
// Cost: O(runs + bytes); memory O(bytes + messages). No table of all pairs of ranks.
[[nodiscard]] Result<SimulationReport> simulate(const Placement& source, const Placement& target,
                                                const SimulationOptions& options);

// Each rank by itself. Errors: also "bad_ranks" where a world rank is given twice or is on neither of its own
// sides, and what Placement::make says, with the rank's name, where a rank's layouts do not apply to its pack.
[[nodiscard]] Result<SimulationReport> simulate(std::span<const RankInput> ranks, const SimulationOptions& options);

}  // namespace relayout::sim
