// Sends and receives written by hand, without data: does every rank end?
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "relayout/model/check/verdict.hpp"
#include "relayout/model/rank_program.hpp"
#include "relayout/sim/executor.hpp"
#include "relayout/sim/operation.hpp"

namespace relayout::sim {

// Operations of one group are posted together and awaited together; groups follow one another.
using OperationGroup = std::vector<Operation>;
struct Schedule {
  std::vector<OperationGroup> groups{};
};

struct ScheduleOptions {
  ExecutorOptions executor{};
  ChannelKind channel = ChannelKind::rendezvous;
  std::vector<std::int32_t> dead_ranks{};  // these never start
};

// Rank r runs schedules[r]. Requires: peers are in [0, schedules.size()), nobody names itself.
// The witness, of law `progress`, prints the cycle of waiting ranks, or the chain that ends in a dead or ended one.
[[nodiscard]] Verdict run_schedules(std::span<const Schedule> schedules, const ScheduleOptions& options);

// A program's operations, forward: its exchanges as groups, or every operation in a group of its own, all sends
// of an exchange first, which is how a loop without grouping posts them. Peers are world ranks.
enum class Grouping : std::uint8_t { exchanges, none };
[[nodiscard]] Schedule schedule_of(const RankProgram& program, Grouping grouping);

}  // namespace relayout::sim
