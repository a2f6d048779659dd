#include "relayout/cli/check_run.hpp"

#include <fmt/format.h>

#include <chrono>
#include <utility>

#include "relayout/cli/check_judge.hpp"
#include "relayout/cli/check_text.hpp"
#include "relayout/cli/counterexample.hpp"
#include "relayout/cli/heading.hpp"
#include "relayout/cli/progress.hpp"
#include "relayout/cli/stop.hpp"
#include "relayout/proptest/counterexample.hpp"
#include "relayout/proptest/fault/fault.hpp"

namespace relayout::cli {
namespace {

const proptest::Fault* fault_of(const CheckFlags& flags) {
  if (!flags.fault) {
    return nullptr;
  }
  const proptest::Fault* fault = proptest::find_fault(*flags.fault);
  if (fault == nullptr) {
    fail_input("bad_value", "--fault is \"", *flags.fault, "\"; relayout check --fault list names all ",
               proptest::faults().size());
  }
  return fault;
}

// Pieces made at random are in no file: a case with such is reached by its seed.
bool in_memory(const CaseList& list, const proptest::Case& input) {
  const bool custom = input.source.name() == LayoutName::custom || input.target.name() == LayoutName::custom;
  return list.kind == Pairs::random && custom;
}

class Check {
 public:
  Check(const CheckFlags& flags, const Output& output)
      : flags_(flags),
        output_(output),
        seed_(read_seed(flags.cases.seed)),
        fault_(fault_of(flags)),
        judge_({.fault = fault_, .checks = flags.law, .seed = seed_}, [this] { return stop_.reason().has_value(); }),
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
        return ExitStatus::negative;  // one picture is enough
      }
    }
    if (!output_.json()) {
      const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begun_;
      output_.stream() << summary_text(
          output_, {.list = list_, .judge = judge_, .tally = tally_, .seed = seed_, .seconds = seconds.count()});
    }
    return failed_ ? ExitStatus::negative : ExitStatus::good;
  }

  ExitStatus run_small_world() {
    std::int64_t asked = 0;
    const auto progress = [&](const proptest::SearchProgress& at) {
      asked = at.cases;
      const std::string tally = fmt::format("after {}, in which the fault does not show", counted(asked, "case"));
      stop_.check(tally);
      progress_.show("check  " + tally);
    };
    const std::optional<proptest::Counterexample> found =
        proptest::smallest_counterexample(judge_.planner(), {.seed = seed_, .progress = progress});
    progress_.clear();
    report::CheckReport report = empty_report();
    report.cases = asked + 1;
    if (found) {
      report.counterexample =
          explain({.input = found->input, .witness = found->witness},
                  fmt::format("no smaller case shows it: {} asked, by size", with_commas(asked + 1)), 0);
    }
    write(report, std::nullopt);
    return found ? ExitStatus::negative : ExitStatus::good;
  }

 private:
  void run_group(const CaseGroup& group) {
    Tally tally;
    report::CheckReport report = empty_report();
    report.cp = group.cp;
    for (std::int64_t index = 0; index < group.case_count && !report.counterexample;) {
      stop_.check(so_far());
      progress_.show("check  " + so_far() + (group.name ? ", at " + *group.name : ""));
      std::vector<proptest::Case> round = next_round(group, index);
      const std::optional<FailingCase> failing = first_failing(round);
      if (failing) {
        round.erase(round.begin() + static_cast<std::ptrdiff_t>(failing->index) + 1, round.end());
      }
      for (const proptest::Case& input : round) {
        judge_.count(input, tally);
        judge_.count(input, tally_);
      }
      index += std::ssize(round);
      if (failing) {
        report.counterexample = make_smaller(group, {.input = round.back(), .witness = failing->witness}, index);
      }
    }
    report.cases = tally.cases;
    report.left_out = left_out(judge_, tally);
    report.left_out.insert(report.left_out.end(), group.left_out.begin(), group.left_out.end());
    write(report, group.name);
  }

  report::CheckReport empty_report() const {
    report::CheckReport report;
    for (const LayoutPair& pair : list_.pairs) {
      report.pairs.push_back({.source = pair.source.text(), .target = pair.target.text()});
    }
    report.laws = judge_.checks();
    report.seed = seed_;
    return report;
  }

  // Failure: interrupted or deadline.
  std::optional<FailingCase> first_failing(std::span<const proptest::Case> round) const {
    try {
      return judge_.first_failing(round);
    } catch (const proptest::Stopped&) {
      stop_.check(so_far());
      throw;
    }
  }

  // As many cases as are judged between two looks at the clock.
  static std::vector<proptest::Case> next_round(const CaseGroup& group, std::int64_t begin) {
    constexpr std::int64_t most_cases = 64;
    constexpr std::int64_t enough_tokens = 1'000'000;
    std::vector<proptest::Case> round;
    std::int64_t tokens = 0;
    while (std::ssize(round) < most_cases && tokens < enough_tokens && begin + std::ssize(round) < group.case_count) {
      round.push_back(group.make(begin + std::ssize(round)));
      tokens += round.back().pack.token_count();
    }
    return round;
  }

  report::Counterexample make_smaller(const CaseGroup& group, const FoundCase& found, std::int64_t met) {
    const std::string origin = fmt::format("made smaller from case {} of {}{}", with_commas(tally_.cases),
                                           with_commas(list_.case_count), group.name ? ", in " + *group.name : "");
    progress_.show("check  making the counterexample smaller");
    const auto admit = [&](const proptest::Case& smaller) {
      return !stop_.reason() && (list_.kind == Pairs::random || same_pair(found.input, smaller));
    };
    return explain(smallest_case(judge_, found, admit), origin, met);
  }

  void write(const report::CheckReport& report, const report::DocumentName& name) {
    progress_.clear();
    if (output_.json()) {
      report::write_check(output_.stream(), report, name);
    }
    output_.flush();
  }

  // `met` counts the cases up to the one it was found in.
  report::Counterexample explain(const FoundCase& found, const std::string& origin, std::int64_t met) {
    failed_ = true;
    const std::string command = replay_command(found, met);
    progress_.clear();
    if (!output_.json()) {
      output_.stream() << counterexample_text(output_, {.found = found,
                                                        .picture = picture_of(judge_, found, output_),
                                                        .command = command,
                                                        .origin = origin,
                                                        .fault = fault_});
    }
    return {.command = command, .law = found.witness.law, .witness = found.witness.message};
  }

  std::string replay_command(const FoundCase& found, std::int64_t met) const {
    const bool by_seed = in_memory(list_, found.input);
    std::string command = "relayout check ";
    command += by_seed ? fmt::format("--cases {}", met) : proptest::command_options(found.input);
    command += by_seed || flags_.cases.seed ? fmt::format(" --seed {}", seed_) : "";
    command += flags_.law ? " --law " + *flags_.law : "";
    command += flags_.fault ? " --fault " + *flags_.fault : "";
    return command;
  }

  std::string so_far() const {
    return fmt::format("after {} of {}{}", with_commas(tally_.cases), counted(list_.case_count, "case"),
                       failed_ || tally_.cases == 0 ? "" : ", all of which hold");
  }

  const CheckFlags& flags_;
  const Output& output_;
  std::uint64_t seed_;
  const proptest::Fault* fault_;
  Judge judge_;
  CaseList list_;
  Stop stop_;
  Progress progress_;
  Tally tally_;
  bool failed_ = false;
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

}  // namespace

ExitStatus run_check(const CheckFlags& flags, const Output& output) {
  const CaseFlags& cases = flags.cases;
  const bool own_cases =
      cases.packs.any() || cases.packs.cp || cases.source || cases.target || cases.cases || flags.law;
  Check check(flags, output);
  return flags.fault && !own_cases ? check.run_small_world() : check.run();
}

}  // namespace relayout::cli
