// Sends and receives written by hand, without data: does every rank end?
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "relayout/model/check/verdict.hpp"
#include "relayout/model/placement.hpp"
#include "relayout/model/result.hpp"
#include "relayout/sim/executor.hpp"
#include "relayout/sim/operation.hpp"

namespace relayout::sim {

// Operations of one group are posted together and awaited together; groups follow one another.
using OperationGroup = std::vector<Operation>;
struct Script {
  std::vector<OperationGroup> groups{};
};

struct ScriptOptions {
  ExecutorOptions executor{};
  ChannelKind channel = ChannelKind::rendezvous;
  std::vector<std::int32_t> dead_ranks{};  // these never start
};

struct ScriptReport {
  Verdict verdict{};  // of law `progress`: the cycle of waiting ranks, or the chain that ends in a dead or ended one
  std::string picture{};  // the same, drawn
  Schedule schedule{};    // replay: the order in which things happened
};

// Rank r runs scripts[r]. Requires: peers are in [0, scripts.size()), nobody names itself.
// A run that the chooser abandons has a verdict that says so.
[[nodiscard]] ScriptReport run_scripts(std::span<const Script> scripts, const ScriptOptions& options);

// How a program's messages, forward, are posted. Only `exchanges` is sound; the others are how loops are written by
// hand, one operation after another, each awaited before the next.
enum class Grouping : std::uint8_t {
  exchanges,          // all of an exchange at once: as the programs are run
  sends_first,        // everybody sends all, then receives all
  rank_0_sends_first  // the group's first rank sends all, then receives all; the others receive first
};

// The scripts of a plan's ranks, each with the program that it builds alone; peers are indices in the plan's group.
// Errors: "other_pack".
[[nodiscard]] Result<std::vector<Script>> scripts_of(const Placement& source, const Placement& target,
                                                     Grouping grouping);

}  // namespace relayout::sim
