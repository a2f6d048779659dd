// relayout view: the metadata that kernels are fed, per rank.
#include <memory>
#include <string>

#include "relayout/cli/command.hpp"
#include "relayout/cli/heading.hpp"
#include "relayout/cli/pack_input.hpp"
#include "relayout/model/layout_text.hpp"
#include "relayout/model/report/tables.hpp"
#include "relayout/model/report/write_json.hpp"
#include "relayout/model/view.hpp"

namespace relayout::cli {
namespace {

struct Flags {
  PackFlags packs;
  FlagText layout;
  FlagText rank;
  bool position_ids = false;
};

// More rows than anybody reads: their positions are written only when asked for. Segments say the same in few numbers.
constexpr std::int64_t most_positions = std::int64_t{1} << 20;

report::PositionIds positions_of(const Flags& flags, const Placement& placement) {
  std::int64_t rows = 0;
  for (const std::int64_t count : placement.row_counts()) {
    rows += count;
  }
  return flags.position_ids || rows <= most_positions ? report::PositionIds::write : report::PositionIds::leave_out;
}

std::vector<std::int32_t> selected_ranks(const Flags& flags, const Placement& placement) {
  if (!flags.rank) {
    return {};
  }
  const IntegerRange ranks{.least = 0, .most = placement.rank_count() - 1};
  return {static_cast<std::int32_t>(read_integer("--rank", *flags.rank, ranks))};
}

void write_text(const Output& output, const Placement& placement, std::vector<std::int32_t> ranks) {
  for (std::int32_t rank = 0; ranks.empty() && rank < placement.rank_count(); ++rank) {
    output.stream() << report::view_table(view(placement, rank)) << '\n';
  }
  for (const std::int32_t rank : ranks) {
    output.stream() << report::view_table(view(placement, rank)) << '\n';
  }
}

ExitStatus run(const Flags& flags, const Output& output) {
  const std::vector<LayoutChoice> layouts = {LayoutChoice("--layout", *flags.layout)};
  for_each_problem(read_problems(flags.packs, layouts), [&](const Problem& problem) {
    const auto& [pack, cp] = problem;
    const Placement placement = layouts.front().place(pack.pack, cp);
    const std::vector<std::int32_t> ranks = selected_ranks(flags, placement);
    if (output.json()) {
      report::write_view(output.stream(), placement, {.ranks = ranks, .position_ids = positions_of(flags, placement)},
                         pack.name);
    } else {
      output.stream() << heading(output, pack, layouts.front().label(cp));
      write_text(output, placement, ranks);
    }
    output.flush();
  });
  return ExitStatus::good;
}

}  // namespace

Command add_view(CLI::App& program) {
  const auto flags = std::make_shared<Flags>();
  CLI::App* app = program.add_subcommand("view", "What kernels are fed: local cu_seqlens, positions, FLA's context");
  add_pack_flags(*app, flags->packs);
  app->add_option("--layout", flags->layout, "Layout string or preset")->type_name("LAYOUT")->required();
  app->add_option("--rank", flags->rank, "One rank of the layout (default: all)")->type_name("RANK");
  app->add_flag("--position-ids", flags->position_ids,
                "Write the position of every row past 1,048,576 rows too (--json)");
  app->footer(
      "Examples:\n"
      "  relayout view --lengths 8,8 --layout zigzag --cp 2\n"
      "  relayout view --lengths 9,7,16 --layout fla --cp 4 --rank 1 --json");
  return {app, [flags](const Output& output) { return run(*flags, output); }};
}

}  // namespace relayout::cli
