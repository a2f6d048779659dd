#include "relayout/cli/simulate_schedules.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "relayout/cli/failure.hpp"
#include "relayout/cli/heading.hpp"
#include "relayout/sim/explore.hpp"

namespace relayout::cli {
namespace {

constexpr std::int64_t usual_samples = 100;
constexpr std::int64_t usual_limit = 100'000;

const char* name_of(ScheduleSearch search) {
  constexpr const char* names[] = {"one", "random", "pct", "dfs", "replay"};
  return names[static_cast<std::size_t>(search)];
}

// All that may not depend on the schedule, in words.
std::string outcome_of(const sim::SimulationReport& report) {
  const auto totals = [](const sim::DirectionTotals& one) {
    return fmt::format("{} rows, {} bytes, {} messages, {} ns", one.rows_sent, one.bytes, one.messages, one.end_ns);
  };
  return fmt::format("{} forward {}; backward {}", report.verdict ? report.verdict->message : "holds,",
                     totals(report.forward), totals(report.backward));
}

// Simulates one move, again and again.
class Runner {
 public:
  Runner(const Placement& source, const Placement& target, const sim::SimulationOptions& options)
      : source_(source), target_(target), options_(options) {
    options_.executor = {.kind = sim::ExecutorKind::replay};
  }

  Result<sim::SimulationReport> operator()(sim::Chooser& chooser) const {
    sim::SimulationOptions options = options_;
    options.executor.chooser = &chooser;
    return sim::simulate(source_, target_, options);
  }
  [[nodiscard]] Result<sim::SimulationReport> follow(const sim::Deviations& deviations) const {
    sim::FollowChooser chooser(deviations);
    return (*this)(chooser);
  }
  [[nodiscard]] std::string outcome(sim::Chooser& chooser) const {
    const auto report = (*this)(chooser);
    return report ? outcome_of(*report) : report.error().code;
  }
  [[nodiscard]] const std::function<bool()>& stop() const { return options_.stop; }

 private:
  const Placement& source_;
  const Placement& target_;
  sim::SimulationOptions options_;
};

void check_replay(const sim::Deviations& replay, const sim::Schedule& schedule) {
  for (const auto& [step, option] : replay) {
    if (step >= std::ssize(schedule)) {
      fail_input("bad_schedule", "--replay names step ", step, "; this run has steps 0 to ", schedule.size() - 1);
    }
    const std::int64_t count = schedule[static_cast<std::size_t>(step)].option_count;
    if (option >= count) {
      fail_input("bad_schedule", "--replay takes option ", option, " at step ", step, ", which has options 0 to ",
                 count - 1);
    }
  }
}

sim::Exploration search(const Runner& runner, const ScheduleChoice& choice, std::int64_t step_count) {
  const auto run = [&runner](sim::Chooser& chooser) { return runner.outcome(chooser); };
  const sim::ExploreOptions limits{.most_schedules = choice.most_schedules, .stop = runner.stop()};
  if (choice.search == ScheduleSearch::dfs) return sim::explore(run, limits);
  const auto next = [&](std::int64_t number) -> std::unique_ptr<sim::Chooser> {
    const auto seed = static_cast<std::uint64_t>(choice.seed + number);
    if (choice.search == ScheduleSearch::random) return std::make_unique<sim::RandomChooser>(seed);
    return std::make_unique<sim::PctChooser>(
        sim::PctOptions{.seed = seed, .change_points = choice.change_points, .step_count = step_count});
  };
  return sim::sample(run, next, limits);
}

}  // namespace

void add_schedule_flags(CLI::App& app, ScheduleFlags& flags) {
  app.add_option("--schedule", flags.schedule,
                 "One thread, and who is next: one (the same always), random, pct (priorities that change), or dfs "
                 "(every order that could matter)")
      ->type_name("KIND");
  app.add_option("--schedule-seed", flags.schedule_seed, "Seed of random and pct (default: 1)")->type_name("N");
  app.add_option("--schedules", flags.schedules, "How many of random and pct (default: 100), of dfs at most (100,000)")
      ->type_name("N");
  app.add_option("--change-points", flags.change_points, "Changes of priority in a run of pct (default: 3)")
      ->type_name("N");
  app.add_option("--replay", flags.replay, "One thread, under the schedule that a failing run printed")
      ->type_name("STEP:OPTION,..");
}

bool given(const ScheduleFlags& flags) {
  return flags.schedule || flags.schedule_seed || flags.schedules || flags.change_points || flags.replay;
}

std::optional<ScheduleChoice> schedule_choice(const ScheduleFlags& flags, const FlagText& executor) {
  if (flags.schedule && flags.replay) {
    fail_usage("--schedule and --replay both say who is next; give one of them");
  }
  if (!flags.schedule && (flags.schedule_seed || flags.schedules || flags.change_points)) {
    fail_usage("--schedule-seed, --schedules and --change-points belong to --schedule; give it too");
  }
  if ((flags.schedule || flags.replay) && executor && *executor != "replay") {
    fail_usage("--executor ", *executor, " schedules by itself; leave it out beside --schedule and --replay");
  }
  ScheduleChoice choice;
  if (flags.replay) {
    choice.search = ScheduleSearch::replay;
    choice.replay = take(sim::parse_deviations(*flags.replay), "--replay");
  } else if (flags.schedule) {
    choice.search =
        static_cast<ScheduleSearch>(read_choice({"--schedule", {"one", "random", "pct", "dfs"}}, *flags.schedule));
  } else if (!executor || *executor != "replay") {
    return std::nullopt;
  }
  const bool drawn = choice.search == ScheduleSearch::random || choice.search == ScheduleSearch::pct;
  if (flags.change_points && choice.search != ScheduleSearch::pct) {
    fail_usage("--change-points belongs to --schedule pct; ", name_of(choice.search), " has no priorities");
  }
  if (flags.schedule_seed && !drawn) {
    fail_usage("--schedule-seed belongs to --schedule random and pct; ", name_of(choice.search), " draws nothing");
  }
  if (flags.schedules && !drawn && choice.search != ScheduleSearch::dfs) {
    fail_usage("--schedules belongs to --schedule random, pct and dfs; ", name_of(choice.search),
               " runs a single schedule");
  }
  const std::int64_t usual = drawn ? usual_samples : choice.search == ScheduleSearch::dfs ? usual_limit : 1;
  choice.most_schedules = flags.schedules ? read_integer("--schedules", *flags.schedules, {.least = 1}) : usual;
  if (flags.schedule_seed) choice.seed = read_integer("--schedule-seed", *flags.schedule_seed, {.least = 0});
  if (flags.change_points) {
    choice.change_points = read_integer("--change-points", *flags.change_points, {.least = 0, .most = 1'000});
  }
  return choice;
}

Result<ScheduledRun> run_schedules(const Placement& source, const Placement& target,
                                   const sim::SimulationOptions& options, const ScheduleChoice& choice,
                                   const CheckStop& check_stop) {
  const Runner runner(source, target, options);
  auto first = runner.follow(choice.replay);
  if (!first) return first.error();
  check_replay(choice.replay, first->schedule);
  ScheduledRun result{.report = std::move(first).value(), .tally = {.search = name_of(choice.search)}};
  result.tally.steps = std::ssize(result.report.schedule);
  if (choice.search == ScheduleSearch::one || choice.search == ScheduleSearch::replay) return result;

  const sim::Exploration found = search(runner, choice, result.tally.steps);
  const std::string done = counted(found.schedules, "schedule");
  check_stop(done);
  result.tally.schedules = found.schedules;
  result.tally.complete = found.complete;
  result.tally.outcomes = std::ssize(found.outcomes);
  const std::string usual = outcome_of(result.report);
  const auto other = std::find_if(found.outcomes.begin(), found.outcomes.end(),
                                  [&usual](const sim::Outcome& outcome) { return outcome.text != usual; });
  if (other == found.outcomes.end()) return result;
  const auto differs = [&](const sim::Deviations& deviations) {
    sim::FollowChooser chooser(deviations);
    return runner.outcome(chooser) == other->text;
  };
  const sim::Deviations smallest = sim::shrink(other->first, differs);
  result.tally.replay = sim::print(smallest);
  auto failing = runner.follow(smallest);
  check_stop(done);
  if (!failing) return failing.error();
  result.report = std::move(failing).value();
  if (!result.report.verdict) {
    result.report.verdict = make_witness("progress", "schedules end differently: ", usual, ", or ", other->text);
  }
  return result;
}

}  // namespace relayout::cli
