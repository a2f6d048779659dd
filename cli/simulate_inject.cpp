#include "relayout/cli/simulate_inject.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "relayout/cli/failure.hpp"
#include "relayout/cli/heading.hpp"
#include "relayout/model/layout_text.hpp"
#include "relayout/model/report/write_verdict.hpp"
#include "relayout/model/traffic.hpp"
#include "relayout/sim/injection_table.hpp"

namespace relayout::cli {
namespace {

// The first word of a fault's name is its kind: "delay past the limit".
bool is_of(const std::string& name, const std::string& fault) {
  return fault == "all" || name == fault || name.rfind(fault + " ", 0) == 0 || name.rfind(fault + ",", 0) == 0;
}

std::vector<sim::InjectionTrial> chosen_trials(const sim::InjectionWorld& world, const std::string& fault) {
  std::vector<sim::InjectionTrial> trials = sim::all_trials(world);
  std::string names = "all";
  std::string last;
  for (const sim::InjectionTrial& trial : trials) {
    if (trial.fault != last) names += ", " + trial.fault;
    last = trial.fault;
  }
  std::erase_if(trials, [&fault](const sim::InjectionTrial& trial) { return !is_of(trial.fault, fault); });
  if (trials.empty()) {
    fail_input("bad_value", "--inject is \"", fault, "\"; expected one of ", names);
  }
  return trials;
}

report::InjectionReport report_of(const Plan& plan, const std::vector<sim::InjectionTrial>& trials) {
  constexpr std::string_view outcomes[] = {"exact", "refused", "silent", "hung", "no_place"};
  report::InjectionReport report{
      .source = print(plan.source().layout()), .target = print(plan.target().layout()), .trials = {}, .verdict = {}};
  for (const sim::InjectionTrial& trial : trials) {
    report.trials.push_back({.fault = trial.fault,
                             .place = trial.place,
                             .outcome = std::string(outcomes[static_cast<std::size_t>(trial.outcome)]),
                             .sign = trial.sign});
    const bool bad = trial.outcome == sim::InjectionOutcome::silent || trial.outcome == sim::InjectionOutcome::hung;
    if (bad && !report.verdict) {
      report.verdict =
          make_witness("agreement", trial.fault, " at ", trial.place, " is ", report.trials.back().outcome);
    }
  }
  return report;
}

std::string text_of(const Output& output, const std::vector<sim::InjectionTrial>& trials, const Verdict& verdict) {
  using enum sim::InjectionOutcome;
  const auto count = [&trials](sim::InjectionOutcome outcome) { return sim::count_of(trials, outcome); };
  const std::string tally = fmt::format("{}: {} exact, {} refused, {} silent, {} hung",
                                        counted(std::ssize(trials) - count(no_place), "fault"), count(exact),
                                        count(refused), count(silent), count(hung));
  return sim::print(trials) + "\n" +
         (verdict ? output.paint("FAILS", 31) + "  " + verdict->law + ": " + verdict->message + "; "
                  : output.paint("holds", 32) + "  ") +
         tally + "\n";
}

}  // namespace

Verdict run_injections(const Plan& plan, const std::string& fault, const sim::SimulationOptions& options,
                       const Output& output, const NamedPack& pack, const std::function<void()>& check_stop) {
  constexpr std::int64_t most_messages = 4'096;
  const std::int64_t messages = traffic(plan.moves()).messages;
  if (messages > most_messages) {
    fail_input("too_large", "--inject would run every fault at ", messages, " messages; expected at most ",
               most_messages, ". Take fewer ranks");
  }
  const sim::InjectionWorld world{.source = plan.source(), .target = plan.target()};
  std::vector<sim::InjectionTrial> trials = chosen_trials(world, fault);
  for (sim::InjectionTrial& trial : trials) {
    check_stop();
    run_trial(world, options, trial);
  }
  check_stop();
  const report::InjectionReport report = report_of(plan, trials);
  if (output.json()) {
    report::write_injections(output.stream(), report, pack.name);
  } else {
    output.stream() << heading(output, pack, arrow(plan.source().layout(), plan.target().layout()))
                    << text_of(output, trials, report.verdict) << '\n';
  }
  return report.verdict;
}

}  // namespace relayout::cli
