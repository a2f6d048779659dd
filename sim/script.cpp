#include "relayout/sim/script.hpp"

#include <algorithm>
#include <numeric>

#include "relayout/model/rank_program.hpp"
#include "relayout/sim/deadlock.hpp"
#include "relayout/sim/network.hpp"
#include "relayout/sim/task.hpp"

namespace relayout::sim {
namespace {

Task run_script(const Script* script, std::int32_t rank, Network* network) {
  for (const OperationGroup& group : script->groups) {
    std::vector<Post> posts;
    for (const Operation& operation : group) {
      posts.push_back({.kind = operation.kind, .rank = rank, .peer = operation.peer});
    }
    co_await network->exchange(rank, posts);
  }
}

Verdict bad_peer(std::span<const Script> scripts) {
  const auto rank_count = static_cast<std::int32_t>(scripts.size());
  for (std::int32_t rank = 0; rank < rank_count; ++rank) {
    for (const OperationGroup& group : scripts[static_cast<std::size_t>(rank)].groups) {
      for (const Operation& operation : group) {
        if (0 <= operation.peer && operation.peer < rank_count && operation.peer != rank) continue;
        return make_witness("progress", "rank ", rank, " names peer ", operation.peer,
                            ", expected another of ranks 0 to ", rank_count - 1);
      }
    }
  }
  return std::nullopt;
}

Verdict first_unreceived(const Network& network) {
  const std::vector<Wait> lost = network.unreceived();
  if (lost.empty()) return std::nullopt;
  return make_witness("progress", "the message ", lost.front().rank, " -> ", lost.front().operation.peer,
                      " was sent and never received");
}

OperationGroup operations_of(std::span<const Message> messages, OperationKind kind, const Group& group) {
  OperationGroup operations;
  for (const Message& message : messages) operations.push_back({kind, group.index_of(message.peer)});
  return operations;
}

void append_one_by_one(Script& script, const OperationGroup& operations) {
  for (const Operation& operation : operations) script.groups.push_back({operation});
}

Script script_of(const RankProgram& program, const Group& group, Grouping grouping) {
  Script script;
  for (const Exchange& exchange : exchanges({.sends = program.sends.messages, .receives = program.receives.messages})) {
    OperationGroup sends = operations_of(exchange.sends, OperationKind::send, group);
    const OperationGroup receives = operations_of(exchange.receives, OperationKind::receive, group);
    if (grouping == Grouping::exchanges) {
      sends.insert(sends.end(), receives.begin(), receives.end());
      script.groups.push_back(std::move(sends));
    } else if (grouping == Grouping::sends_first || group.index_of(program.world_rank) == 0) {
      append_one_by_one(script, sends);
      append_one_by_one(script, receives);
    } else {
      append_one_by_one(script, receives);
      append_one_by_one(script, sends);
    }
  }
  return script;
}

}  // namespace

ScriptReport run_scripts(std::span<const Script> scripts, const ScriptOptions& options) {
  if (Verdict bad = bad_peer(scripts)) return {.verdict = std::move(bad)};
  const auto rank_count = static_cast<std::int32_t>(scripts.size());
  const std::unique_ptr<Executor> executor = make_executor(options.executor);
  Network network({.rank_count = rank_count, .channel = options.channel}, *executor);
  std::vector<RankState> states(scripts.size(), RankState::waiting);
  std::vector<Task> tasks;
  for (std::int32_t rank = 0; rank < rank_count; ++rank) {
    tasks.push_back(run_script(&scripts[static_cast<std::size_t>(rank)], rank, &network));
  }
  for (const std::int32_t rank : options.dead_ranks) states[static_cast<std::size_t>(rank)] = RankState::dead;
  executor->run(rank_count, [&](std::int32_t rank) {
    if (states[static_cast<std::size_t>(rank)] != RankState::dead) tasks[static_cast<std::size_t>(rank)].resume();
  });
  if (executor->abandoned()) return {.verdict = make_witness("progress", "the run was abandoned")};
  for (std::size_t rank = 0; rank < states.size(); ++rank) {
    tasks[rank].rethrow_failure();
    if (states[rank] != RankState::dead && !tasks[rank].unfinished()) states[rank] = RankState::ended;
  }
  std::vector<std::int32_t> names(scripts.size());
  std::iota(names.begin(), names.end(), 0);
  const std::vector<Wait> waits = network.waits();
  const Standstill standstill{.states = states, .world_rank = names, .waits = waits};
  ScriptReport report{.verdict = explain(standstill), .picture = draw(standstill), .schedule = executor->schedule()};
  if (!report.verdict) report.verdict = first_unreceived(network);
  return report;
}

Result<std::vector<Script>> scripts_of(const Placement& source, const Placement& target, Grouping grouping) {
  auto builder = RankProgramBuilder::make(source, target);
  if (!builder) return builder.error();
  RankProgramBuilder programs = std::move(builder).value();
  std::vector<Script> scripts;
  RankProgram program;
  for (std::int32_t index = 0; index < programs.group().size(); ++index) {
    programs.build(programs.group().world_rank(index), program);
    scripts.push_back(script_of(program, programs.group(), grouping));
  }
  return scripts;
}

}  // namespace relayout::sim
