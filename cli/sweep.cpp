// relayout sweep: CP sizes x layout pairs x packs, in one table.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "relayout/cli/command.hpp"
#include "relayout/cli/cost_text.hpp"
#include "relayout/cli/heading.hpp"
#include "relayout/cli/machine_flags.hpp"
#include "relayout/cli/pack_input.hpp"
#include "relayout/cli/progress.hpp"
#include "relayout/cli/stop.hpp"
#include "relayout/cli/sweep_row.hpp"
#include "relayout/model/layout_text.hpp"

namespace relayout::cli {
namespace {

struct Flags {
  PackFlags packs;
  MachineFlags machine;
  std::vector<std::string> pairs;
  FlagText timeout;
  bool csv = false;
  bool each_pack = false;
};

// "A -> B", two layouts.
std::vector<LayoutChoice> read_pair(const std::string& text) {
  const std::size_t arrow_place = text.find("->");
  if (arrow_place == std::string::npos || text.find("->", arrow_place + 2) != std::string::npos) {
    fail_input("bad_value", "--pair is \"", text, "\"; expected two layouts, as in \"zigzag -> contiguous\"");
  }
  const auto trimmed = [](const std::string& part) {
    const std::size_t begin = part.find_first_not_of(' ');
    return begin == std::string::npos ? "" : part.substr(begin, part.find_last_not_of(' ') + 1 - begin);
  };
  const std::string source = trimmed(text.substr(0, arrow_place));
  const std::string target = trimmed(text.substr(arrow_place + 2));
  if (source.empty() || target.empty()) {
    fail_input("bad_value", "--pair is \"", text, "\"; expected a layout on both sides of the arrow");
  }
  return {LayoutChoice("--pair", source), LayoutChoice("--pair", target)};
}

// The packs that one or more rows are made of.
struct Cell {
  const std::vector<LayoutChoice>& pair;
  std::int64_t cp = 0;
  std::vector<const NamedPack*> packs;
};

class Sweep {
 public:
  Sweep(const Flags& flags, const Output& output)
      : flags_(flags), output_(output), machine_(read_machine(flags.machine)), stop_(flags.timeout) {
    machine_.options.give_up = [this] { return stop_.reason().has_value(); };
    if (flags.csv && output.json()) {
      fail_usage("give one of --csv and --json");
    }
    packs_ = read_packs(flags.packs);
    pairs_.reserve(flags.pairs.size());
    for (const std::string& pair : flags.pairs) {
      pairs_.push_back(read_pair(pair));
      add_cells(pairs_.back());
    }
  }

  ExitStatus run() {
    if (flags_.csv) {
      output_.stream() << sweep_csv_head();
    }
    try {
      for (const Cell& cell : cells_) {
        run_cell(cell);
      }
    } catch (const Failure&) {
      finish();  // what is known so far is worth its lines
      throw;
    }
    finish();
    if (first_refusal_) {
      fail_input(first_refusal_->code, with_commas(refused_), " of ", counted(written_, "row"),
                 refused_ == 1 ? " is refused: " : " are refused, the first because of ", first_refusal_->message);
    }
    return ExitStatus::good;
  }

 private:
  void add_cells(const std::vector<LayoutChoice>& pair) {
    const std::size_t first = cells_.size();
    for (const NamedPack& pack : packs_) {
      for (const std::int64_t cp : cp_sizes(flags_.packs, pack, pair)) {
        const auto same_cp = [&](const Cell& cell) { return cell.cp == cp; };
        auto cell = std::find_if(cells_.begin() + static_cast<std::ptrdiff_t>(first), cells_.end(), same_cp);
        if (cell == cells_.end()) {
          cells_.push_back({.pair = pair, .cp = cp, .packs = {}});
          cell = std::prev(cells_.end());
        }
        cell->packs.push_back(&pack);
        ++work_;
      }
    }
  }

  void run_cell(const Cell& cell) {
    SweepRow row = empty_row(cell);
    ByteCount bytes(machine_.options.size);
    for (const NamedPack* pack : cell.packs) {
      stop_.check(tally());
      progress_.show("sweep  " + tally());
      if (flags_.each_pack) {
        row = empty_row(cell);
        row.pack = pack->name;
        bytes = ByteCount(machine_.options.size);
      }
      if (!row.refused) {
        ask(cell, *pack, bytes, row);
      }
      ++done_;
      if (flags_.each_pack) {
        write(row);
      }
    }
    if (!flags_.each_pack) {
      write(row);
    }
  }

  // A pack that one side does not place is the row's to tell, and no reason to ask no further.
  void ask(const Cell& cell, const NamedPack& pack, ByteCount& bytes, SweepRow& row) {
    try {
      bytes.add(pack.pack);
      const Placement source = cell.pair[0].place(pack.pack, cell.cp);
      const Placement target = cell.pair[1].place(pack.pack, cell.cp);
      row.source = print(source.layout());
      row.target = print(target.layout());
      add_pack(row, take(Plan::make(source, target), "plan"), machine_.options);
    } catch (Failure& failure) {
      if (failure.status() != ExitStatus::bad_input) throw;
      row = empty_row(cell);
      row.pack = flags_.each_pack ? pack.name : std::nullopt;
      row.refused =
          Error{failure.error().code, (pack.name ? "batch " + *pack.name + ": " : "") + failure.error().message};
    }
    stop_.check(tally());
  }

  [[nodiscard]] static SweepRow empty_row(const Cell& cell) {
    SweepRow row;
    row.source = cell.pair[0].text();
    row.target = cell.pair[1].text();
    row.cp = cell.cp;
    return row;
  }

  void write(const SweepRow& row) {
    ++written_;
    if (row.refused && refused_++ == 0) {
      first_refusal_ = row.refused;
    }
    if (!output_.json() && !flags_.csv) {
      rows_.push_back(row);
      return;
    }
    progress_.clear();
    output_.stream() << (output_.json() ? sweep_json(row) : sweep_csv(row));
    output_.flush();
  }

  void finish() {
    progress_.clear();
    if (!output_.json() && !flags_.csv && !rows_.empty()) {
      output_.stream()
          << sweep_tables(rows_)
          << "\ntokens, work: busiest rank / mean (work: causal attention); padding: rows the layout adds\n"
             "sent: the least possible; renamed: with the best names for the target's ranks, pack by pack\n"
             "most bytes of a rank: sent or received, in the pack where they are most\n"
             "bound: a lower bound, rows sent directly; window: one kernel; a2a-v: packed\n\n"
          << machine_lines(machine_);
    }
    output_.flush();
  }

  std::string tally() const { return fmt::format("after {} of {}", with_commas(done_), counted(work_, "move")); }

  const Flags& flags_;
  const Output& output_;
  MachineChoice machine_;
  Stop stop_;
  Progress progress_;
  std::vector<NamedPack> packs_;
  std::vector<std::vector<LayoutChoice>> pairs_;
  std::vector<Cell> cells_;
  std::vector<SweepRow> rows_;  // of the terminal's table
  std::int64_t work_ = 0;
  std::int64_t done_ = 0;
  std::int64_t written_ = 0;  // rows
  std::int64_t refused_ = 0;
  std::optional<Error> first_refusal_;
};

}  // namespace

Command add_sweep(CLI::App& program) {
  const auto flags = std::make_shared<Flags>();
  CLI::App* app = program.add_subcommand("sweep", "Balance, padding, traffic and times of many moves, in one table");
  add_pack_flags(*app, flags->packs);
  app->add_option("--pair", flags->pairs, "Source and target, \"A -> B\"; may be given several times")
      ->type_name("LAYOUTS")
      ->required()
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app->add_flag("--each-pack", flags->each_pack, "A row for each pack, instead of one for all");
  app->add_flag("--csv", flags->csv, "CSV instead of a table");
  add_timeout_flag(*app, flags->timeout);
  add_machine_flags(*app, flags->machine);
  app->footer(
      "Examples:\n"
      "  relayout sweep --lengths 4096,12288 --cp 2,4,8 --pair 'zigzag -> contiguous' --pair 'zigzag -> sequential'\n"
      "  relayout sweep --batches packs.jsonl --cp 2 --pair 'zigzag:remainder=pad -> contiguous:remainder=balanced' "
      "--csv");
  return {app, [flags](const Output& output) { return Sweep(*flags, output).run(); }};
}

}  // namespace relayout::cli
