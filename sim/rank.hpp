// A simulated rank: what it knows, what it holds, what it has to say at the end.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "relayout/model/check/verdict.hpp"
#include "relayout/model/rank_program.hpp"
#include "relayout/sim/belief.hpp"
#include "relayout/sim/network.hpp"
#include "relayout/sim/rank_names.hpp"
#include "relayout/sim/rank_side.hpp"
#include "relayout/sim/simulate.hpp"

namespace relayout::sim {

// What all ranks of a simulation share, and only read. The tracer is an 8-byte tensor that goes along, last and
// unbilled, where every row is narrower than 8 bytes and could not tell all tokens apart.
struct Call {
  const SimulationOptions& options;
  const RankNames& names;
  std::vector<TensorSpec> tensors;
  std::vector<std::vector<std::byte>> fills;  // by tensor: one row
  std::int64_t carried_row_bytes = 0;         // of all tensors
  std::int64_t billed_row_bytes = 0;          // without the tracer
};

// Faults are judged in this order, then by rank.
enum class Stage : std::uint8_t { program, forward_message, forward_content, backward_message, backward_content };
struct Fault {
  Stage stage = Stage::program;
  Witness witness;
  std::string sign;                    // what gave it away: a field of the header, "late", "absent"; else the law
  std::optional<MessageName> message;  // the one it is about, if it is about one
  std::int64_t at_ns = 0;              // virtual time, since the rank began
};

// Written by the coroutine of this rank only. What it has packed stays where it is until the simulation ends.
struct Rank {
  std::int32_t index = 0;
  std::int32_t world_rank = 0;
  Belief* belief = nullptr;

  RankProgram program;
  RankSide source;
  RankSide target;
  std::array<std::unique_ptr<std::byte[]>, 2> packed;  // by direction
  std::vector<Post> posts;                             // of the exchange that is going on
  std::int64_t clock_ns = 0;                           // from the start of the direction
  std::int64_t past_ns = 0;                            // what the direction before it took

  std::array<DirectionTotals, 2> totals;
  std::vector<TimelineEvent> events;
  std::optional<Fault> fault;  // the first one
  bool stopped = false;        // before its end, because the caller asked for it

  std::int32_t exchange = 0;  // the one that is going on, or was last
  bool crashed = false;
  std::vector<std::int64_t> fired;                               // by injection
  std::vector<std::unique_ptr<std::vector<std::byte>>> damaged;  // payloads written over

  // Keeps the first fault.
  void blame(Fault found) {
    if (fault) return;
    found.at_ns = past_ns + clock_ns;
    fault = std::move(found);
  }
  // The same where nothing but a law gave it away.
  void blame(Stage stage, Witness witness) {
    std::string law = witness.law;
    blame({.stage = stage, .witness = std::move(witness), .sign = std::move(law), .message = {}});
  }
};

}  // namespace relayout::sim
