#include "relayout/sim/crew.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "relayout/model/integer.hpp"
#include "relayout/sim/deadlock.hpp"
#include "relayout/sim/leg.hpp"
#include "relayout/sim/rank.hpp"
#include "relayout/sim/rank_task.hpp"

namespace relayout::sim {
namespace {

constexpr std::int64_t tracer_bytes = 8;

struct RowCounts {
  std::int64_t most = 0;
  std::int64_t total = 0;
};

RowCounts row_counts_of(const Placement& placement) {
  RowCounts result;
  for (const std::int64_t rows : placement.row_counts()) {
    result.most = std::max(result.most, rows);
    result.total += rows;
  }
  return result;
}

// Every rank's rows have a shape if the largest rank's have one: strides only get tighter with more rows.
std::optional<Error> bad_tensors(const Crew& crew, const SimulationOptions& options) {
  for (const std::unique_ptr<Belief>& belief : crew.beliefs) {
    const RowCounts source = row_counts_of(belief->source());
    const RowCounts target = row_counts_of(belief->target());
    double bytes = 0;  // an estimate: buffers of both sides, and at most all rows packed, in both directions
    for (std::size_t tensor = 0; tensor < options.tensors.size(); ++tensor) {
      const TensorSpec& spec = options.tensors[tensor];
      const auto source_shape = shape_of(spec, spec.source, source.most);
      const auto target_shape = shape_of(spec, spec.target, target.most);
      for (const auto* shape : {&source_shape, &target_shape}) {
        if (!*shape) return make_error("bad_tensor", "tensor ", tensor, ": ", shape->error().message);
      }
      const auto outer = static_cast<double>(spec.outer_count);
      bytes += outer * static_cast<double>(spec.row_bytes);
      bytes +=
          outer * static_cast<double>(source.total) * static_cast<double>(source_shape->row_stride + spec.row_bytes);
      bytes +=
          outer * static_cast<double>(target.total) * static_cast<double>(target_shape->row_stride + spec.row_bytes);
    }
    if (bytes > static_cast<double>(options.max_bytes)) {
      return make_error("too_large", "the rows and their messages need about ", static_cast<std::int64_t>(bytes),
                        " bytes, max_bytes is ", options.max_bytes, "; simulate narrower rows or a smaller pack");
    }
  }
  return std::nullopt;
}

Call make_call(const Crew& crew, const SimulationOptions& options) {
  Call call{.options = options, .names = crew.names, .tensors = options.tensors, .fills = {}};
  bool wide = false;
  for (const TensorSpec& spec : options.tensors) {
    call.billed_row_bytes += spec.row_bytes * spec.outer_count;
    wide = wide || spec.row_bytes >= tracer_bytes;
  }
  if (!wide) call.tensors.push_back({.row_bytes = tracer_bytes});
  call.carried_row_bytes = call.billed_row_bytes + (wide ? 0 : tracer_bytes);
  for (const TensorSpec& spec : call.tensors) call.fills.push_back(row_of_fill(spec));
  return call;
}

// Of all faults the first by stage, then by rank: the same for every schedule, since what a rank sees does not depend
// on the schedule.
Verdict first_fault(const std::vector<Rank>& ranks) {
  const Fault* first = nullptr;
  for (const Rank& rank : ranks) {
    if (rank.fault && (first == nullptr || rank.fault->stage < first->stage)) first = &*rank.fault;
  }
  if (first == nullptr) return std::nullopt;
  return first->witness;
}

bool of_content(const Fault& fault) {
  return fault.stage == Stage::forward_content || fault.stage == Stage::backward_content;
}

// A fault in a program or a message ends its rank, and then others may wait for it; a fault in content ends nobody.
bool stopped(const Rank& rank) { return rank.fault && !of_content(*rank.fault); }

// Ranks that wait although none was stopped are a fault of their own, and the reason why content is missing.
Verdict standstill_of(const std::vector<Rank>& ranks, const Standstill& standstill) {
  return std::any_of(ranks.begin(), ranks.end(), stopped) ? std::nullopt : explain(standstill);
}

DirectionTotals sum(const std::vector<Rank>& ranks, std::size_t direction) {
  DirectionTotals result;
  for (const Rank& rank : ranks) {
    const DirectionTotals& totals = rank.totals[direction];
    result.rows_sent += totals.rows_sent;
    result.bytes += totals.bytes;
    result.messages += totals.messages;
    result.exchanges = std::max(result.exchanges, totals.exchanges);
    result.end_ns = std::max(result.end_ns, totals.end_ns);
  }
  return result;
}

SimulationReport report_of(std::vector<Rank>& ranks) {
  SimulationReport report{.forward = sum(ranks, 0), .backward = sum(ranks, 1)};
  for (Rank& rank : ranks) {
    for (TimelineEvent& event : rank.events) {
      if (event.direction == Direction::backward) {
        event.begin_ns += report.forward.end_ns;
        event.end_ns += report.forward.end_ns;
      }
      report.timeline.push_back(event);
    }
  }
  return report;
}

// At rest, those who wait will wait for ever; on the virtual clock each gives up at its deadline. Nobody who has given
// up posts again, so the order in which they do changes nothing.
void end_waits(std::vector<Rank>& ranks, const Call& call, const std::vector<Wait>& waits) {
  if (call.options.wait_limit_ns == never_ns) return;
  for (const Wait& wait : waits) {
    Rank& rank = ranks[static_cast<std::size_t>(wait.rank)];
    const auto post = std::find_if(rank.posts.begin(), rank.posts.end(), [&wait](const Post& one) {
      return one.kind == wait.operation.kind && one.peer == wait.operation.peer;
    });
    give_up(rank, call, *post, "absent");
  }
}

RankEnd end_of(const Rank& rank, RankState state) {
  RankEnd end{.world_rank = rank.world_rank};
  if (state == RankState::dead) {
    end.ending = Ending::crashed;
  } else if (rank.fault) {
    end.ending = of_content(*rank.fault) ? Ending::deceived : Ending::refused;
    end.sign = rank.fault->sign;
    end.reason = rank.fault->witness;
    end.message = rank.fault->message;
    end.at_ns = rank.fault->at_ns;
  } else if (state == RankState::waiting) {
    end.ending = Ending::waiting;
  }
  return end;
}

std::vector<std::int64_t> fired(const std::vector<Rank>& ranks, std::size_t injection_count) {
  std::vector<std::int64_t> result(injection_count);
  for (const Rank& rank : ranks) {
    for (std::size_t at = 0; at < injection_count; ++at) result[at] += rank.fired[at];
  }
  return result;
}

Schedule in_world_ranks(Schedule schedule, const RankNames& names) {
  for (Step& step : schedule) {
    step.action.rank = names.world_rank(step.action.rank);
    if (step.action.kind == ActionKind::meet) step.action.peer = names.world_rank(step.action.peer);
  }
  return schedule;
}

std::vector<Rank> muster(const Crew& crew, std::size_t injection_count) {
  std::vector<Rank> ranks(static_cast<std::size_t>(crew.names.size()));
  for (std::int32_t index = 0; index < crew.names.size(); ++index) {
    Rank& rank = ranks[static_cast<std::size_t>(index)];
    rank.index = index;
    rank.world_rank = crew.names.world_rank(index);
    rank.belief = crew.beliefs[crew.belief_of[static_cast<std::size_t>(index)]].get();
    rank.fired.resize(injection_count);
  }
  return ranks;
}

Result<std::vector<RankState>> initial_states(const RankNames& names, const std::vector<std::int32_t>& dead_ranks) {
  std::vector<RankState> states(static_cast<std::size_t>(names.size()), RankState::waiting);
  for (const std::int32_t dead : dead_ranks) {
    const auto index = names.index_of(dead);
    if (!index)
      return make_error("bad_ranks", "rank ", dead, " cannot be dead: it is none of the ", names.size(), " ranks");
    states[static_cast<std::size_t>(*index)] = RankState::dead;
  }
  return states;
}

}  // namespace

Result<SimulationReport> run_crew(const Crew& crew, const SimulationOptions& options) {
  if (auto bad = bad_tensors(crew, options)) return *std::move(bad);
  auto initial = initial_states(crew.names, options.dead_ranks);
  if (!initial) return initial.error();
  std::vector<RankState> states = std::move(initial).value();
  const Call call = make_call(crew, options);
  const std::unique_ptr<Executor> executor = make_executor(options.executor);
  Network network({.rank_count = crew.names.size(), .channel = options.channel}, *executor);
  std::vector<Rank> ranks = muster(crew, options.injections.size());
  std::vector<Task> tasks;
  for (Rank& rank : ranks) tasks.push_back(run_rank(&rank, &call, &network));
  executor->run(crew.names.size(), [&](std::int32_t rank) {
    const auto at = static_cast<std::size_t>(rank);
    if (states[at] != RankState::dead) tasks[at].resume();
  });
  if (executor->abandoned()) return make_error("stopped", "the schedule was abandoned before its end");
  for (std::size_t at = 0; at < ranks.size(); ++at) {
    tasks[at].rethrow_failure();
    if (states[at] != RankState::dead && !tasks[at].unfinished()) states[at] = RankState::ended;
    if (ranks[at].crashed) states[at] = RankState::dead;
  }
  if (std::any_of(ranks.begin(), ranks.end(), [](const Rank& rank) { return rank.stopped; })) {
    return make_error("stopped", "the simulation was asked to stop before its end");
  }
  SimulationReport report = report_of(ranks);
  const std::vector<Wait> waits = network.waits();
  const Standstill standstill{.states = states, .world_rank = crew.names.all(), .waits = waits};
  report.verdict = standstill_of(ranks, standstill);
  if (report.verdict) report.picture = draw(standstill);
  if (!report.verdict) report.verdict = first_fault(ranks);
  end_waits(ranks, call, waits);
  for (std::size_t at = 0; at < ranks.size(); ++at) report.ends.push_back(end_of(ranks[at], states[at]));
  report.fired = fired(ranks, options.injections.size());
  report.schedule = in_world_ranks(executor->schedule(), crew.names);
  return report;
}

}  // namespace relayout::sim
