// relayout simulate: forward and backward on simulated ranks.
#include "relayout/sim/simulate.hpp"

#include <fmt/format.h>

#include <memory>
#include <sstream>
#include <string>
#include <utility>

#include "relayout/cli/command.hpp"
#include "relayout/cli/heading.hpp"
#include "relayout/cli/progress.hpp"
#include "relayout/cli/simulate_flags.hpp"
#include "relayout/cli/simulate_grouping.hpp"
#include "relayout/cli/simulate_inject.hpp"
#include "relayout/cli/simulate_schedules.hpp"
#include "relayout/cli/stop.hpp"
#include "relayout/model/layout_text.hpp"
#include "relayout/model/report/tables.hpp"
#include "relayout/model/report/trace.hpp"
#include "relayout/model/report/write_verdict.hpp"

namespace relayout::cli {
namespace {

std::string trace_text(const sim::SimulationReport& report) {
  std::vector<report::TraceEvent> events;
  events.reserve(report.timeline.size());
  for (const sim::TimelineEvent& event : report.timeline) {
    using enum report::TraceKind;
    const report::TraceKind kind = event.activity == sim::Activity::send      ? send
                                   : event.activity == sim::Activity::receive ? receive
                                                                              : local;
    const char* direction = event.direction == Direction::forward ? "forward " : "backward ";
    events.push_back({.rank = event.rank,
                      .name = std::string(direction) + to_string(event.activity),
                      .begin_ns = event.begin_ns,
                      .end_ns = event.end_ns,
                      .kind = kind,
                      .peer = event.peer,
                      .bytes = event.bytes});
  }
  std::ostringstream text;
  report::write_trace(text, events);
  return std::move(text).str();
}

// How long it takes is known of a run that came to its end.
report::SimulatedDirection direction_of(const sim::DirectionTotals& totals, const Verdict& verdict) {
  return {.messages = totals.messages,
          .rows_sent = totals.rows_sent,
          .bytes_sent = totals.bytes,
          .estimated_ns = verdict ? std::nullopt : std::optional(totals.end_ns)};
}

report::SimulateReport report_of(const Plan& plan, const sim::SimulationOptions& options,
                                 const sim::SimulationReport& found,
                                 const std::optional<report::ScheduleTally>& schedule) {
  return {.source = print(plan.source().layout()),
          .target = print(plan.target().layout()),
          .fingerprint = plan.fingerprint(),
          .token_count = plan.source().token_count(),
          .executor = sim::to_string(schedule ? sim::ExecutorKind::replay : options.executor.kind),
          .channel = sim::to_string(options.channel),
          .seed = options.payload_seed,
          .traffic = traffic(plan.moves()),
          .forward = direction_of(found.forward, found.verdict),
          .backward = direction_of(found.backward, found.verdict),
          .schedule = schedule,
          .verdict = found.verdict};
}

std::string direction_text(const char* name, const report::SimulatedDirection& direction) {
  const auto& time = direction.estimated_ns;
  return fmt::format("  {:<9} {}, {}, {}{}\n", name, counted(direction.messages, "message"),
                     counted(direction.rows_sent, "row"), counted(direction.bytes_sent, "byte"),
                     time ? fmt::format("; estimated {:.1f} us", static_cast<double>(*time) / 1e3) : "");
}

std::string schedule_text(const report::ScheduleTally& tally) {
  const std::string replay = tally.replay ? "; the last one is --replay " + *tally.replay : "";
  if (tally.search == "one" || tally.search == "replay") {
    return fmt::format("  schedule  {}, {}\n", tally.search, counted(tally.steps, "step"));
  }
  const char* extent = tally.complete          ? ", all that could matter"
                       : tally.search == "dfs" ? ", not all that could matter: --schedules allows no more"
                                               : "";
  return fmt::format("  schedule  {} by {}{}, {} each: {}{}\n", counted(tally.schedules, "schedule"), tally.search,
                     extent, counted(tally.steps, "step"), counted(tally.outcomes, "outcome"), replay);
}

std::string text_of(const Output& output, const report::SimulateReport& report) {
  const std::string verdict =
      report.verdict
          ? output.paint("FAILS", 31) + "  " + report.verdict->law + ": " + report.verdict->message
          : output.paint("holds", 32) + "  every row is where it belongs, forward and backward, byte for byte";
  return fmt::format("{}{}  traffic   {}\n  ranks     {} executor, {} channels, seed {}\n{}{}\n",
                     direction_text("forward", report.forward), direction_text("backward", report.backward),
                     report::traffic_line(report.traffic), report.executor, report.channel, report.seed,
                     report.schedule ? schedule_text(*report.schedule) : "", verdict);
}

struct Sides {
  const Placement& source;
  const Placement& target;
};
struct Simulated {
  sim::SimulationReport found;
  std::optional<report::ScheduleTally> schedule;
};

Simulated simulate_as_told(const SimulateFlags& flags, const sim::SimulationOptions& options, const Sides& sides,
                           const CheckStop& check_stop) {
  const auto taken = [&check_stop](auto result) {
    if (!result && result.error().code == "stopped") {
      check_stop("");
    }
    return take(std::move(result), "simulation");
  };
  const auto choice = schedule_choice(flags.schedule, flags.executor);
  if (!choice) return {.found = taken(sim::simulate(sides.source, sides.target, options)), .schedule = {}};
  ScheduledRun run = taken(run_schedules(sides.source, sides.target, options, *choice, check_stop));
  return {.found = std::move(run.report), .schedule = std::move(run.tally)};
}

// options.stop says the same to the ranks as check_stop.
Verdict simulate_one(const SimulateFlags& flags, const sim::SimulationOptions& options, const Output& output,
                     const Problem& problem, const CheckStop& check_stop) {
  const LayoutChoice source_choice("--source", *flags.source);
  const LayoutChoice target_choice("--target", *flags.target);
  const Placement source = source_choice.place(problem.pack.pack, problem.cp);
  const Placement target = target_choice.place(problem.pack.pack, problem.cp);
  const Plan plan = take(Plan::make(source, target), "plan");
  check_trace_fits(plan, options);
  check_simulable(plan, options);
  check_stop("");
  if (flags.grouping) {
    const GroupingQuestion question{.grouping = read_grouping(*flags.grouping), .channel = options.channel};
    return run_grouping(source, target, question, output, problem.pack);
  }
  if (flags.inject) {
    return run_injections(plan, *flags.inject, options, output, problem.pack, check_stop);
  }
  const Simulated run = simulate_as_told(flags, options, {source, target}, check_stop);
  const sim::SimulationReport& found = run.found;
  if (flags.trace) {
    write_file({.path = *flags.trace, .text = trace_text(found)}, output);
  }
  const report::SimulateReport report = report_of(plan, options, found, run.schedule);
  if (output.json()) {
    report::write_simulate(output.stream(), report, problem.pack.name);
  } else {
    output.stream() << heading(output, problem.pack,
                               source_choice.label(problem.cp) + " -> " + target_choice.label(problem.cp))
                    << text_of(output, report) << '\n';
  }
  output.flush();
  return found.verdict;
}

void check_one_question(const SimulateFlags& flags) {
  if ((flags.grouping ? 1 : 0) + (flags.inject ? 1 : 0) + (given(flags.schedule) ? 1 : 0) > 1) {
    fail_usage(
        "--grouping, --inject and a schedule (--schedule and the flags that belong to it, or --replay) are "
        "questions of their own; give one of them");
  }
  if (given(flags.schedule) && flags.workers) {
    fail_usage("--workers are threads, and --schedule and --replay run on one; leave it out beside them");
  }
  if ((flags.grouping || flags.inject) && (flags.trace || flags.dead_rank)) {
    fail_usage("--trace and --dead-rank belong to a run of its own; leave them out beside --grouping and --inject");
  }
  if (flags.grouping && (flags.row_bytes || flags.seed || flags.executor || flags.workers)) {
    fail_usage(
        "--grouping asks who waits for whom: it carries no rows and runs on one thread; leave out --row-bytes, "
        "--seed, --executor and --workers");
  }
}

std::vector<Problem> problems_of(const SimulateFlags& flags) {
  check_one_question(flags);
  std::vector<Problem> problems =
      read_problems(flags.packs, {LayoutChoice("--source", *flags.source), LayoutChoice("--target", *flags.target)});
  if (flags.trace && problems.size() != 1) {
    fail_usage("--trace holds one run, these are ", problems.size(), "; give one pack and one CP size");
  }
  if (flags.trace == "-") {
    fail_usage("--trace - would mix with the result on standard output; name a file");
  }
  return problems;
}

ExitStatus run(const SimulateFlags& flags, const Output& output) {
  const std::vector<Problem> problems = problems_of(flags);
  sim::SimulationOptions options = simulation_options(flags);
  const Stop stop(flags.timeout);
  options.stop = [&stop] { return stop.reason().has_value(); };
  Progress progress;
  std::size_t done = 0;
  std::size_t failed = 0;
  for_each_problem(problems, [&](const Problem& problem) {
    const auto tally = [&] { return fmt::format("after {} of {} runs, {} failed", done, problems.size(), failed); };
    const auto check_stop = [&](const std::string& part) {
      stop.check(part.empty() ? tally()
                              : fmt::format("after {} of run {} of {}{}", part, done + 1, problems.size(),
                                            done > 0 ? fmt::format(", {} failed before", failed) : ""));
    };
    check_stop("");
    progress.clear();
    failed += simulate_one(flags, options, output, problem, check_stop) ? 1 : 0;
    ++done;
    if (progress.due()) {
      progress.show("simulate  " + tally());
    }
  });
  return failed == 0 ? ExitStatus::good : ExitStatus::negative;
}

}  // namespace

Command add_simulate(CLI::App& program) {
  const auto flags = std::make_shared<SimulateFlags>();
  CLI::App* app = program.add_subcommand("simulate", "Run forward and backward on simulated ranks");
  add_simulate_flags(*app, *flags);
  app->footer(
      "Examples:\n"
      "  relayout simulate --lengths 8,16 --source zigzag --target contiguous --cp 2\n"
      "  relayout simulate --lengths 4096 --source zigzag --target sequential --cp 8 --row-bytes 4096 --json\n"
      "  relayout simulate --lengths 8,16 --source zigzag --target sequential --cp 4 --trace timeline.json\n"
      "  relayout simulate --lengths 8,16 --source zigzag --target sequential --cp 4 --schedule pct --schedules 1000\n"
      "  relayout simulate --lengths 6 --source zigzag --target sequential --cp 3 --grouping sends-first\n"
      "  relayout simulate --lengths 6 --source zigzag --target sequential --cp 3 --inject all");
  return {app, [flags](const Output& output) { return run(*flags, output); }};
}

}  // namespace relayout::cli
