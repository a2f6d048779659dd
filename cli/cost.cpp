// relayout cost: what a move costs, the least it could cost, and whether other names for ranks would help.
#include "relayout/model/cost/move_cost.hpp"

#include <fmt/format.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "relayout/cli/command.hpp"
#include "relayout/cli/cost_text.hpp"
#include "relayout/cli/heading.hpp"
#include "relayout/cli/machine_flags.hpp"
#include "relayout/cli/pack_input.hpp"
#include "relayout/cli/progress.hpp"
#include "relayout/cli/stop.hpp"
#include "relayout/model/layout_text.hpp"
#include "relayout/model/report/write_cost.hpp"

namespace relayout::cli {
namespace {

struct Flags {
  PackFlags packs;
  MachineFlags machine;
  FlagText source;
  FlagText target;
  FlagText timeout;
  bool bytes = false;
};

// All packs with the same two layouts.
struct PackGroup {
  explicit PackGroup(const RowSize& size) : bytes(size) { summary.row_bytes = size.row_bytes; }
  report::CostSummary summary;
  ByteCount bytes;
  std::vector<PairTraffic> pairs;
  std::optional<Layout> target;
  double worst_share = 0;
};

void count(PackGroup& group, const Problem& problem, const Plan& plan, const MoveCost& cost) {
  report::CostSummary& summary = group.summary;
  const Traffic& traffic = cost.traffic;
  const std::int64_t renamed = traffic.rows_total - cost.target_renamed.rows_kept;
  const auto share = [&](std::int64_t sent) {
    return traffic.rows_total == 0 ? 0 : static_cast<double>(sent) / static_cast<double>(traffic.rows_total);
  };
  if (summary.pack_count == 0 || share(traffic.rows_sent) > group.worst_share) {
    group.worst_share = share(traffic.rows_sent);
    summary.worst_pack = problem.pack.name.value_or("");
    summary.worst_rows_total = traffic.rows_total;
    summary.worst_rows_sent = traffic.rows_sent;
  }
  summary.share_sum += share(traffic.rows_sent);
  summary.share_sum_renamed += share(renamed);
  ++summary.pack_count;
  summary.rows_total += traffic.rows_total;
  summary.rows_sent += traffic.rows_sent;
  summary.rows_sent_renamed += renamed;
  summary.messages += traffic.messages;
  summary.sent.add(traffic.rows_sent, traffic.rows_total);
  summary.sent_renamed.add(renamed, traffic.rows_total);
  summary.estimate += cost.estimate;
  summary.renamed_estimate += cost.target_renamed_estimate;
  add_pairs(group.pairs, cost.pairs);
  group.target = plan.target().layout();
}

class CostRun {
 public:
  CostRun(const Flags& flags, const Output& output)
      : output_(output),
        unit_(flags.bytes ? CountUnit::bytes : CountUnit::rows),
        machine_(read_machine(flags.machine)),
        source_("--source", *flags.source),
        target_("--target", *flags.target),
        problems_(read_problems(flags.packs, {source_, target_})),
        stop_(flags.timeout) {
    machine_.options.give_up = [this] { return stop_.reason().has_value(); };
  }

  ExitStatus run() {
    try {
      for_each_problem(problems_, [&](const Problem& problem) {
        stop_.check(tally());
        progress_.show("cost  " + tally());
        ask(problem);
        ++done_;
      });
    } catch (const Failure&) {
      progress_.clear();
      if (!output_.json()) {  // what is known so far is worth its lines; JSON has them already
        for (const PackGroup* group : order_) print_summary(*group);
      }
      throw;
    }
    progress_.clear();
    for (PackGroup* group : order_) {
      finish(*group);
    }
    return ExitStatus::good;
  }

 private:
  void ask(const Problem& problem) {
    const auto& [pack, cp] = problem;
    ByteCount(machine_.options.size).add(pack.pack);
    const Placement source = source_.place(pack.pack, cp);
    const Plan plan = take(Plan::make(source, target_.place(pack.pack, cp)), "plan");
    const MoveCost cost = move_cost(plan, machine_.options);
    stop_.check(tally());
    const report::CostSubject subject{plan, machine_.options, machine_.changed};
    const std::string layouts = arrow(plan.source().layout(), plan.target().layout());
    if (output_.json()) {
      report::write_cost(output_.stream(), subject, cost, pack.name);
    } else if (!pack.name) {
      output_.stream() << heading(output_, pack, layouts) << cost_text(output_, subject, cost, unit_) << '\n';
    }
    output_.flush();
    if (pack.name) {
      const auto [place, is_new] = groups_.try_emplace(layouts, machine_.options.size);
      if (is_new) {
        place->second.summary.source = print(plan.source().layout());
        place->second.summary.target = print(plan.target().layout());
        order_.push_back(&place->second);
      }
      place->second.bytes.add(pack.pack);
      count(place->second, problem, plan, cost);
    }
  }

  void finish(PackGroup& group) {
    const Relabelling one = relabel(
        {.pairs = group.pairs, .layout = *group.target, .side = Side::target, .give_up = machine_.options.give_up});
    stop_.check(tally());
    group.summary.one_renaming = print(one.layout);
    group.summary.rows_sent_one_renaming = group.summary.rows_total - one.rows_kept;
    print_summary(group);
  }

  void print_summary(const PackGroup& group) const {
    if (output_.json()) {
      report::write_cost_summary(output_.stream(), group.summary);
    } else {
      output_.stream() << summary_text(output_, group.summary, machine_) << '\n';
    }
    output_.flush();
  }

  std::string tally() const { return fmt::format("after {} of {} packs", done_, problems_.size()); }

  const Output& output_;
  CountUnit unit_;
  MachineChoice machine_;
  LayoutChoice source_;
  LayoutChoice target_;
  std::vector<Problem> problems_;
  Stop stop_;
  Progress progress_;
  std::map<std::string, PackGroup> groups_;
  std::vector<PackGroup*> order_;  // as they were met
  std::size_t done_ = 0;
};

}  // namespace

Command add_cost(CLI::App& program) {
  const auto flags = std::make_shared<Flags>();
  CLI::App* app = program.add_subcommand("cost", "What a move costs, the least it could, and estimates of its time");
  add_pack_flags(*app, flags->packs);
  app->add_option("--source", flags->source, "Layout the rows are in")->type_name("LAYOUT")->required();
  app->add_option("--target", flags->target, "Layout the rows go to")->type_name("LAYOUT")->required();
  app->add_flag("--bytes", flags->bytes, "Tables of traffic in bytes instead of rows; --json has both");
  add_timeout_flag(*app, flags->timeout);
  add_machine_flags(*app, flags->machine);
  app->footer(
      "Examples:\n"
      "  relayout cost --lengths 4096,12288 --source zigzag --target sequential --cp 8 --bytes\n"
      "  relayout cost --lengths 32768 --source zigzag --target contiguous --cp 16 --row-bytes 8192 "
      "--inter-gb-per-s 50\n"
      "  relayout cost --batches packs.jsonl --source zigzag --target contiguous --cp 2 --json");
  return {app, [flags](const Output& output) { return CostRun(*flags, output).run(); }};
}

}  // namespace relayout::cli
