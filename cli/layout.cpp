// relayout layout: where each token lives, and which layouts there are.
#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "relayout/cli/command.hpp"
#include "relayout/cli/heading.hpp"
#include "relayout/cli/pack_input.hpp"
#include "relayout/model/layout_text.hpp"
#include "relayout/model/preset.hpp"
#include "relayout/model/report/table.hpp"
#include "relayout/model/report/tables.hpp"
#include "relayout/model/report/write_json.hpp"

namespace relayout::cli {
namespace {

struct Flags {
  PackFlags packs;
  FlagText layout;
  bool list = false;
};

struct NameRow {
  LayoutName name;
  const char* scope;
  const char* chunks;
  const char* assignment;
  const char* known_as;
};

// The table of layouts, n being the CP size, T the tokens and b the block.
constexpr NameRow names[] = {
    {LayoutName::zigzag, "sequence", "2n", "min(c, 2n-1-c)", "TE THD, Megatron THD, slime, verl"},
    {LayoutName::flat_zigzag, "pack", "2n", "min(c, 2n-1-c)", "FLA zigzag, PyTorch HeadTail"},
    {LayoutName::contiguous, "pack", "n", "c", "FLA, llama3-style, Megatron contiguous"},
    {LayoutName::sequential, "sequence", "n", "c", "ring-flash varlen"},
    {LayoutName::striped, "pack", "ceil(T/b)", "c mod n", "Striped Attention, TE-JAX striped"},
    {LayoutName::custom, "-", "-", "the file says", "any relayout.layout/1 file"},
};

std::vector<std::string> remainders_of(LayoutName name) {
  std::vector<std::string> known;
  for (const Remainder rule :
       {Remainder::exact, Remainder::pad, Remainder::balanced, Remainder::array_split, Remainder::torch_chunk}) {
    if (name != LayoutName::custom && knows(name, rule)) {
      known.emplace_back(to_string(rule));
    }
  }
  return known;
}

void list_json(const Output& output) {
  nlohmann::ordered_json document = {{"schema", "relayout.layouts/1"}};
  document["layouts"] = nlohmann::ordered_json::array();
  for (const NameRow& row : names) {
    document["layouts"].push_back({{"name", to_string(row.name)},
                                   {"scope", row.scope},
                                   {"chunks", row.chunks},
                                   {"assignment", row.assignment},
                                   {"known_as", row.known_as},
                                   {"remainders", remainders_of(row.name)}});
  }
  document["presets"] = nlohmann::ordered_json::array();
  for (const Preset& preset : presets()) {
    document["presets"].push_back(
        {{"name", preset.name}, {"rule", preset.rule}, {"framework", preset.framework}, {"consumer", preset.consumer}});
  }
  output.stream() << document.dump() << '\n';
}

void list_text(const Output& output) {
  using report::Align;
  report::Table layouts({{"layout", Align::left},
                         {"scope", Align::left},
                         {"chunks", Align::left},
                         {"chunk c goes to", Align::left},
                         {"remainder=", Align::left},
                         {"also known as", Align::left}});
  for (const NameRow& row : names) {
    layouts.add_row({std::string(to_string(row.name)), row.scope, row.chunks, row.assignment,
                     fmt::format("{}", fmt::join(remainders_of(row.name), " ")), row.known_as});
  }
  output.stream() << layouts.text()
                  << "\nmodifiers  cp= order= rank_multiple= rank_rows= tp= world=    rules' own  multiple= "
                     "pack_multiple= block= file=\n\npresets\n";
  for (const Preset& preset : presets()) {
    output.stream() << fmt::format("  {:<24} {}\n  {:<24} {}\n  {:<24} feeds {}\n",
                                   output.paint(std::string(preset.name), 36), preset.rule, "", preset.framework, "",
                                   preset.consumer);
  }
}

ExitStatus run(const Flags& flags, const Output& output) {
  if (flags.list) {
    output.json() ? list_json(output) : list_text(output);
    return ExitStatus::good;
  }
  if (!flags.layout) {
    fail_usage("no layout: give --layout, as in --layout zigzag:cp=2, or --list to see them all");
  }
  const std::vector<LayoutChoice> layouts = {LayoutChoice("--layout", *flags.layout)};
  for_each_problem(read_problems(flags.packs, layouts), [&](const Problem& problem) {
    const auto& [pack, cp] = problem;
    const Placement placement = layouts.front().place(pack.pack, cp);
    if (output.json()) {
      report::write_layout(output.stream(), placement, pack.name);
    } else {
      output.stream() << heading(output, pack, layouts.front().label(cp)) << report::layout_table(placement) << '\n';
    }
    output.flush();
  });
  return ExitStatus::good;
}

}  // namespace

Command add_layout(CLI::App& program) {
  const auto flags = std::make_shared<Flags>();
  CLI::App* app = program.add_subcommand("layout", "Where each token lives: token -> (rank, row)");
  add_pack_flags(*app, flags->packs);
  app->add_option("--layout", flags->layout, "Layout string or preset, as in zigzag:remainder=pad")
      ->type_name("LAYOUT");
  app->add_flag("--list", flags->list, "List the layouts, their rules and the presets of the frameworks");
  app->footer(
      "Examples:\n"
      "  relayout layout --lengths 8,16 --layout zigzag --cp 2\n"
      "  relayout layout --lengths 5,7,13 --layout zigzag:remainder=pad --cp 2,3 --json\n"
      "  relayout layout --list");
  return {app, [flags](const Output& output) { return run(*flags, output); }};
}

}  // namespace relayout::cli
