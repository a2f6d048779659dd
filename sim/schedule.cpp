#include "relayout/sim/schedule.hpp"

#include <algorithm>
#include <numeric>

#include "relayout/sim/deadlock.hpp"
#include "relayout/sim/network.hpp"
#include "relayout/sim/task.hpp"

namespace relayout::sim {
namespace {

Task run_schedule(const Schedule* schedule, std::int32_t rank, Network* network) {
  for (const OperationGroup& group : schedule->groups) {
    std::vector<Post> posts;
    for (const Operation& operation : group) {
      posts.push_back({.kind = operation.kind, .rank = rank, .peer = operation.peer});
    }
    co_await network->exchange(rank, posts);
  }
}

Verdict bad_peer(std::span<const Schedule> schedules) {
  const auto rank_count = static_cast<std::int32_t>(schedules.size());
  for (std::int32_t rank = 0; rank < rank_count; ++rank) {
    for (const OperationGroup& group : schedules[static_cast<std::size_t>(rank)].groups) {
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

}  // namespace

Verdict run_schedules(std::span<const Schedule> schedules, const ScheduleOptions& options) {
  if (Verdict bad = bad_peer(schedules)) return bad;
  const auto rank_count = static_cast<std::int32_t>(schedules.size());
  const std::unique_ptr<Executor> executor = make_executor(options.executor);
  Network network({.rank_count = rank_count, .channel = options.channel}, *executor);
  std::vector<RankState> states(schedules.size(), RankState::waiting);
  std::vector<Task> tasks;
  for (std::int32_t rank = 0; rank < rank_count; ++rank) {
    tasks.push_back(run_schedule(&schedules[static_cast<std::size_t>(rank)], rank, &network));
  }
  for (const std::int32_t rank : options.dead_ranks) states[static_cast<std::size_t>(rank)] = RankState::dead;
  executor->run(rank_count, [&](std::int32_t rank) {
    if (states[static_cast<std::size_t>(rank)] != RankState::dead) tasks[static_cast<std::size_t>(rank)].resume();
  });
  for (std::size_t rank = 0; rank < states.size(); ++rank) {
    tasks[rank].rethrow_failure();
    if (states[rank] != RankState::dead && !tasks[rank].unfinished()) states[rank] = RankState::ended;
  }
  std::vector<std::int32_t> names(schedules.size());
  std::iota(names.begin(), names.end(), 0);
  const std::vector<Wait> waits = network.waits();
  Verdict verdict = explain({.states = states, .world_rank = names, .waits = waits});
  return verdict ? verdict : first_unreceived(network);
}

Schedule schedule_of(const RankProgram& program, Grouping grouping) {
  Schedule schedule;
  for (const Exchange& exchange : exchanges({.sends = program.sends.messages, .receives = program.receives.messages})) {
    OperationGroup group;
    for (const Message& message : exchange.sends) group.push_back({OperationKind::send, message.peer});
    for (const Message& message : exchange.receives) group.push_back({OperationKind::receive, message.peer});
    if (grouping == Grouping::exchanges) {
      schedule.groups.push_back(std::move(group));
    } else {
      for (const Operation& operation : group) schedule.groups.push_back({operation});
    }
  }
  return schedule;
}

}  // namespace relayout::sim
