// relayout plan: which rows go from where to where, or one rank's share of it.
#include "relayout/model/plan.hpp"

#include <memory>
#include <string>

#include "relayout/cli/command.hpp"
#include "relayout/cli/heading.hpp"
#include "relayout/cli/pack_input.hpp"
#include "relayout/model/limits.hpp"
#include "relayout/model/rank_program.hpp"
#include "relayout/model/report/tables.hpp"
#include "relayout/model/report/write_json.hpp"

namespace relayout::cli {
namespace {

struct Flags {
  PackFlags packs;
  FlagText source;
  FlagText target;
  FlagText rank;
  bool routes = false;
};

struct Sides {
  Placement source;
  Placement target;
  std::string label;
};

void write_program(const Output& output, const NamedPack& pack, const Sides& sides, std::int32_t world_rank) {
  const RankProgram program = take(rank_program(sides.source, sides.target, world_rank), "--rank");
  if (output.json()) {
    report::write_rank_program(output.stream(), {sides.source, sides.target, program}, pack.name);
  } else {
    output.stream() << heading(output, pack, sides.label) << report::rank_program_table(program) << '\n';
  }
}

// Routes name every row twice, and every ordered pair of ranks twice.
void check_routes_fit(const Sides& sides) {
  constexpr std::int64_t most_numbers = std::int64_t{1} << 27;
  const std::int64_t rank_count = Group(sides.source.layout(), sides.target.layout()).size();
  const std::int64_t numbers = 2 * sides.source.token_count() + 2 * rank_count * rank_count;
  if (numbers > most_numbers) {
    fail_input("too_large", "--routes lists rows and splits, here up to ", with_commas(numbers),
               " numbers; expected at most ", with_commas(most_numbers),
               ". Take a smaller pack or fewer ranks, or leave --routes out: moves are few");
  }
}

void write_whole(const Output& output, const NamedPack& pack, const Sides& sides, const Flags& flags) {
  if (flags.routes) {
    check_routes_fit(sides);
  }
  const Plan plan = take(Plan::make(sides.source, sides.target), "plan");
  if (flags.routes) {
    report::write_routes(output.stream(), plan, pack.name);
  } else if (output.json()) {
    report::write_plan(output.stream(), plan, pack.name);
  } else {
    output.stream() << heading(output, pack, sides.label) << report::plan_table(plan) << '\n';
  }
}

ExitStatus run(const Flags& flags, const Output& output) {
  const std::vector<LayoutChoice> layouts = {LayoutChoice("--source", *flags.source),
                                             LayoutChoice("--target", *flags.target)};
  for_each_problem(read_problems(flags.packs, layouts), [&](const Problem& problem) {
    const auto& [pack, cp] = problem;
    const Sides sides{.source = layouts[0].place(pack.pack, cp),
                      .target = layouts[1].place(pack.pack, cp),
                      .label = layouts[0].label(cp) + " -> " + layouts[1].label(cp)};
    if (flags.rank) {
      const IntegerRange ranks{.least = 0, .most = max_world_rank};
      write_program(output, pack, sides, static_cast<std::int32_t>(read_integer("--rank", *flags.rank, ranks)));
    } else {
      write_whole(output, pack, sides, flags);
    }
    output.flush();
  });
  return ExitStatus::good;
}

}  // namespace

Command add_plan(CLI::App& program) {
  const auto flags = std::make_shared<Flags>();
  CLI::App* app = program.add_subcommand("plan", "The moves from a source to a target layout, or one rank's program");
  add_pack_flags(*app, flags->packs);
  app->add_option("--source", flags->source, "Layout the rows are in")->type_name("LAYOUT")->required();
  app->add_option("--target", flags->target, "Layout the rows go to")->type_name("LAYOUT")->required();
  CLI::Option* rank = app->add_option("--rank", flags->rank, "The program of this world rank")->type_name("RANK");
  app->add_flag("--routes", flags->routes, "As all-to-all-v routes (relayout.routes/1, always JSON)")->excludes(rank);
  app->footer(
      "Examples:\n"
      "  relayout plan --lengths 8,16 --source zigzag --target contiguous --cp 2\n"
      "  relayout plan --lengths 5,7 --source zigzag:remainder=pad --target sequential:remainder=balanced --cp 3 "
      "--rank 1\n"
      "  relayout plan --cu-seqlens 0,8,24 --source te-thd --target fla --cp 2 --json");
  return {app, [flags](const Output& output) { return run(*flags, output); }};
}

}  // namespace relayout::cli
