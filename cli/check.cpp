// relayout check: the main job. Plan, laws, oracle and simulation, forward and backward, over given or random packs.
#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "relayout/cli/check_cases.hpp"
#include "relayout/cli/check_judge.hpp"
#include "relayout/cli/check_text.hpp"
#include "relayout/cli/command.hpp"
#include "relayout/cli/counterexample.hpp"
#include "relayout/cli/fault_list.hpp"
#include "relayout/cli/heading.hpp"
#include "relayout/cli/progress.hpp"
#include "relayout/cli/stop.hpp"
#include "relayout/proptest/fault/fault.hpp"

namespace relayout::cli {
namespace {

struct Flags {
  CaseFlags cases;
  FlagText law;
  FlagText fault;
  FlagText timeout;
};

proptest::Planner planner_of(const Flags& flags) {
  if (!flags.fault) {
    return proptest::sound_planner();
  }
  const proptest::Fault* fault = proptest::find_fault(*flags.fault);
  if (fault == nullptr) {
    fail_input("bad_value", "--fault is \"", *flags.fault, "\"; relayout check --fault list names all ",
               proptest::faults().size());
  }
  return fault->planner();
}

// The command that gives the case again. Pieces made at random are in no file, so their case is reached by its seed.
std::string replay_command(const Flags& flags, const CaseList& list, const FoundCase& found, std::int64_t found_at) {
  const bool in_memory = list.kind == Pairs::random && (found.input.source.name() == LayoutName::custom ||
                                                        found.input.target.name() == LayoutName::custom);
  std::string command = "relayout check ";
  command += in_memory ? fmt::format("--cases {}", found_at + 1) : proptest::command_options(found.input);
  command += in_memory || flags.cases.seed ? " --seed " + flags.cases.seed.value_or("1") : "";
  command += flags.law ? " --law " + *flags.law : "";
  command += flags.fault ? " --fault " + *flags.fault : "";
  return command;
}

class Check {
 public:
  Check(const Flags& flags, const Output& output)
      : flags_(flags),
        output_(output),
        judge_(planner_of(flags), flags.law, read_seed(flags.cases.seed)),
        list_(read_cases(flags.cases)),
        stop_(flags.timeout) {}

  ExitStatus run() {
    for (const CaseGroup& group : list_.groups) {
      try {
        run_group(group);
      } catch (Failure& failure) {
        failure.set_batch(group.name);
        throw;
      }
      if (failed_ && !output_.json()) {
        return ExitStatus::negative;
      }
    }
    progress_.clear();
    if (!output_.json()) {
      const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begun_;
      output_.stream() << summary_text(output_, {.list = list_,
                                                 .judge = judge_,
                                                 .tally = tally_,
                                                 .seed = read_seed(flags_.cases.seed),
                                                 .seconds = seconds.count()});
    }
    return failed_ ? ExitStatus::negative : ExitStatus::good;
  }

 private:
  void run_group(const CaseGroup& group) {
    Tally tally;
    report::CheckReport report;
    for (std::int64_t index = 0; index < group.case_count && !report.counterexample; ++index) {
      stop_.check(so_far());
      if (progress_.due()) {
        progress_.show("check  " + so_far() + (group.name ? ", at " + *group.name : ""));
      }
      const proptest::Case input = group.make(index);
      judge_.count(input, tally);
      judge_.count(input, tally_);
      if (judge_.verdict(input)) {
        report.counterexample = explain(group, input, index);
      }
    }
    report.cases = tally.cases;
    report.left_out = left_out(judge_, tally);
    progress_.clear();
    if (output_.json()) {
      report::write_check(output_.stream(), report, group.name);
    }
    output_.flush();
  }

  report::Counterexample explain(const CaseGroup& group, const proptest::Case& input, std::int64_t index) {
    failed_ = true;
    progress_.show("check  making the counterexample smaller");
    const FoundCase found = smallest_case(judge_, input, [&] { return stop_.reason().has_value(); });
    const std::string command = replay_command(flags_, list_, found, index);
    progress_.clear();
    if (!output_.json()) {
      const std::string origin = fmt::format("{}{}", so_far(), group.name ? ", in batch " + *group.name : "");
      output_.stream() << counterexample_text(output_,
                                              {.found = found,
                                               .picture = picture_of(judge_, found, output_),
                                               .command = command,
                                               .origin = origin,
                                               .fault = flags_.fault ? proptest::find_fault(*flags_.fault) : nullptr});
    }
    return {.command = command, .law = found.witness.law, .witness = found.witness.message};
  }

  std::string so_far() const {
    return fmt::format("after {} of {}{}", with_commas(tally_.cases), counted(list_.case_count, "case"),
                       failed_ ? "" : ", all of which hold");
  }

  const Flags& flags_;
  const Output& output_;
  Judge judge_;
  CaseList list_;
  Stop stop_;
  Progress progress_;
  Tally tally_;
  bool failed_ = false;
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

ExitStatus run(const Flags& flags, const Output& output) {
  if (flags.fault == "list") {
    list_faults(output);
    return ExitStatus::good;
  }
  return Check(flags, output).run();
}

}  // namespace

Command add_check(CLI::App& program) {
  const auto flags = std::make_shared<Flags>();
  CLI::App* app =
      program.add_subcommand("check", "The main job: plan, laws, oracle and simulation; smallest counterexample");
  add_case_flags(*app, flags->cases);
  app->add_option("--law", flags->law, "Only these laws, with commas; also oracle, simulation")->type_name("NAME,..");
  app->add_option("--fault", flags->fault, "Check a planner with this mistake in it; list names them")
      ->type_name("NAME");
  app->add_option("--timeout", flags->timeout, "Stop after so many seconds, with status 5")->type_name("S");
  app->footer(
      "Examples:\n"
      "  relayout check --cases 200 --seed 7\n"
      "  relayout check --lengths 5,7,13 --cp 2,3,4\n"
      "  relayout check --batches packs.jsonl --source te-thd --target fla --cp 2 --json\n"
      "  relayout check --fault cp2-only");
  return {app, [flags](const Output& output) { return run(*flags, output); }};
}

}  // namespace relayout::cli
