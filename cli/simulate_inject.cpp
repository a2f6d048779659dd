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

// The degree comes behind the name: "delay past the limit", "crash-before, forward".
bool is_of(const std::string& fault, const std::string& name) {
  return name == "all" || fault == name || fault.rfind(name + " ", 0) == 0 || fault.rfind(name + ",", 0) == 0;
}

std::vector<sim::InjectionTrial> chosen_trials(const sim::InjectionWorld& world, const std::string& name) {
  std::vector<sim::InjectionTrial> trials = sim::all_trials(world);
  std::erase_if(trials, [&name](const sim::InjectionTrial& trial) { return !is_of(trial.fault, name); });
  const std::vector<std::string> names = sim::injection_names();
  if (trials.empty() && std::find(names.begin(), names.end(), name) == names.end()) {
    fail_input("bad_value", "--inject is \"", name, "\"; expected all, ", fmt::format("{}", fmt::join(names, ", ")));
  }
  return trials;
}

// What the rank says that noticed: the one that names the fault's message, else the first.
std::string error_of(const sim::InjectionTrial& trial) {
  const sim::RankEnd* const notice = sim::first_notice(trial);
  return notice != nullptr && notice->reason ? notice->reason->message : "";
}

// What was not tried, or had nothing to meet, is no good result.
void check_tried(const std::vector<sim::InjectionTrial>& trials, const std::string& fault, std::int64_t messages) {
  using enum sim::InjectionOutcome;
  const std::int64_t tried = std::ssize(trials) - sim::count_of(trials, no_place);
  if (messages == 0 && tried == sim::count_of(trials, exact)) {
    fail_input("no_message", "--inject ", fault, " has nothing to be put into: no message crosses in this move. Take ",
               "layouts between which rows change their rank");
  }
  if (tried == 0) {
    fail_input("no_place", "--inject ", fault, " has no place in this move, which has ", counted(messages, "message"),
               " each way; nothing was tried. Take more ranks");
  }
}

report::InjectionReport report_of(const Plan& plan, const std::vector<sim::InjectionTrial>& trials) {
  constexpr std::string_view outcomes[] = {"exact", "refused", "silent", "hung", "no_place"};
  report::InjectionReport report{
      .source = print(plan.source().layout()), .target = print(plan.target().layout()), .trials = {}, .verdict = {}};
  for (const sim::InjectionTrial& trial : trials) {
    report.trials.push_back({.fault = trial.fault,
                             .place = trial.place,
                             .outcome = std::string(outcomes[static_cast<std::size_t>(trial.outcome)]),
                             .sign = trial.sign,
                             .error = error_of(trial)});
    const bool bad = trial.outcome == sim::InjectionOutcome::silent || trial.outcome == sim::InjectionOutcome::hung;
    if (bad && !report.verdict) {
      report.verdict =
          make_witness("agreement", trial.fault, " at ", trial.place, " is ", report.trials.back().outcome);
    }
  }
  return report;
}

// In words, for one fault: all of them would be pages.
std::string errors_of(const std::vector<sim::InjectionTrial>& trials) {
  std::string text;
  for (const sim::InjectionTrial& trial : trials) {
    if (const std::string error = error_of(trial); !error.empty()) {
      text += fmt::format("\n{} at {}\n  {}\n", trial.fault, trial.place, error);
    }
  }
  return text;
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
                       const Output& output, const NamedPack& pack, const CheckStop& check_stop) {
  constexpr std::int64_t most_messages = 4'096;
  const std::int64_t messages = traffic(plan.moves()).messages;
  if (messages > most_messages) {
    fail_input("too_large", "--inject would run every fault at ", messages, " messages; expected at most ",
               most_messages, ". Take fewer ranks");
  }
  const sim::InjectionWorld world{.source = plan.source(), .target = plan.target()};
  std::vector<sim::InjectionTrial> trials = chosen_trials(world, fault);
  // A trial during which the stop comes is cut short, and not counted.
  for (std::size_t at = 0; at < trials.size(); ++at) {
    run_trial(world, options, trials[at]);
    check_stop(
        fmt::format("{} of {}", with_commas(static_cast<std::int64_t>(at)), counted(std::ssize(trials), "trial")));
  }
  check_tried(trials, fault, messages);
  const report::InjectionReport report = report_of(plan, trials);
  if (output.json()) {
    report::write_injections(output.stream(), report, pack.name);
  } else {
    output.stream() << heading(output, pack, arrow(plan.source().layout(), plan.target().layout()))
                    << text_of(output, trials, report.verdict) << (fault == "all" ? "" : errors_of(trials)) << '\n';
  }
  return report.verdict;
}

}  // namespace relayout::cli
