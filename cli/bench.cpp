// relayout bench: the engine and what trainers do today, timed beside each other on real GPUs.
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "relayout/bench/gpu/suite.hpp"
#include "relayout/cli/bench_text.hpp"
#include "relayout/cli/command.hpp"
#include "relayout/cli/gpu_flags.hpp"
#include "relayout/cli/progress.hpp"
#include "relayout/cli/stop.hpp"
#include "relayout/cli/values.hpp"

namespace relayout::cli {
namespace {

struct Flags {
  GpuFlags gpus;
  FlagText least;
  FlagText most;
  FlagText factor;
  FlagText repetitions;
  FlagText warm_ups;
  FlagText check;
  FlagText hidden;
  FlagText slices;
  FlagText pair;
  FlagText ctas;
  FlagText cluster;
  FlagText ways;
  FlagText packs;
};

// "8M", "1G", "4096": bytes, with K, M or G for powers of 1024.
std::int64_t read_bytes(std::string_view flag, const std::string& text) {
  constexpr std::string_view units = "KMG";
  const std::size_t unit = text.empty() ? std::string_view::npos : units.find(text.back());
  constexpr std::int64_t most = std::int64_t{64} << 30U;
  if (unit == std::string_view::npos) return read_integer(flag, text, {.least = 1, .most = most});
  const unsigned shift = 10U * static_cast<unsigned>(unit + 1);
  return read_integer(flag, text.substr(0, text.size() - 1), {.least = 1, .most = most >> shift}) << shift;
}

// From -b to -e, each -f times the one before.
std::vector<std::int64_t> read_sizes(const Flags& flags) {
  const std::int64_t least = read_bytes("-b", flags.least.value_or("8M"));
  const std::int64_t most = read_bytes("-e", flags.most.value_or("1G"));
  const std::int64_t factor = read_integer("-f", flags.factor.value_or("4"), {.least = 2, .most = 1024});
  if (least > most) fail_input("bad_range", "-b is ", least, ", more than -e, ", most);
  std::vector<std::int64_t> sizes;
  for (std::int64_t bytes = least; bytes <= most; bytes *= factor) sizes.push_back(bytes);
  return sizes;
}

// Names may hold commas ("window, plain"), so that a list is set apart by semicolons.
std::vector<std::string> split_list(const std::string& text) {
  std::vector<std::string> names;
  std::istringstream list(text);
  for (std::string name; std::getline(list, name, ';');) names.push_back(name);
  return names;
}

std::vector<std::string> read_slices(const std::string& text) {
  const std::vector<std::string>& words = bench::slice_names();
  std::vector<std::string> slices;
  std::istringstream list(text);
  for (std::string word; std::getline(list, word, ',');) {
    slices.push_back(words[read_choice({.flag = "--slice", .words = {words.begin(), words.end()}}, word)]);
  }
  return slices;
}

bench::SuiteOptions read_options(const Flags& flags) {
  bench::SuiteOptions options;
  bench::SliceOptions& cases = options.cases;
  if (flags.slices) cases.slices = read_slices(*flags.slices);
  if (flags.least || flags.most || flags.factor) cases.sizes = read_sizes(flags);
  if (flags.repetitions)
    options.measure.repetitions = read_integer("-n", *flags.repetitions, {.least = 1, .most = 100'000});
  if (flags.warm_ups) options.measure.warm_ups = read_integer("-w", *flags.warm_ups, {.least = 0, .most = 100'000});
  if (flags.check) options.measure.check = read_integer("-c", *flags.check, {.least = 0, .most = 1}) == 1;
  if (flags.hidden) cases.row_bytes = 2 * read_integer("--hidden", *flags.hidden, {.least = 8, .most = 1 << 20});
  if (cases.row_bytes % 16 != 0) fail_input("bad_hidden", "--hidden must be a multiple of 8");
  const std::int64_t widest = cases.row_bytes > 0 ? cases.row_bytes : 16'384;
  if (!cases.sizes.empty() && cases.sizes.front() < 2 * widest) {
    fail_input("bad_range", "-b must hold two rows at least, of ", widest, " bytes each");
  }
  if (flags.pair) cases.pairs = {*flags.pair};
  if (flags.ctas)
    options.cta_counts.wire = static_cast<std::int32_t>(read_integer("--ctas", *flags.ctas, {.least = 1, .most = 132}));
  if (flags.cluster) {
    options.cta_counts.cluster =
        static_cast<std::int32_t>(read_integer("--cluster", *flags.cluster, {.least = 1, .most = 8}));
  }
  const engine::CtaCounts& counts = options.cta_counts;
  if (!engine::fits(counts.grid())) {
    fail_input("bad_cluster", counts.wire, " CTAs cannot come in clusters of ", counts.cluster,
               ": 1, 2, 4 or 8, and a divisor of --ctas");
  }
  if (flags.ways) options.ways = split_list(*flags.ways);
  if (flags.packs) cases.packs = split_list(*flags.packs);
  return options;
}

ExitStatus run(const Flags& flags, const Output& output) {
  bench::SuiteOptions options = read_options(flags);
  const Stop stop{FlagText()};
  Progress progress;
  options.stop = [&stop] { return stop.reason().has_value(); };
  bench::SuiteResult result;
  bool first_rank_is_here = false;
  run_on_gpus(flags.gpus, [&](engine::RankContext& context) {
    bench::SuiteOptions mine = options;
    if (context.rank == 0) mine.progress = [&progress](const std::string& line) { progress.show(line); };
    bench::SuiteResult found = run_suite(context, mine);
    if (context.rank != 0) return;
    first_rank_is_here = true;
    result = std::move(found);
  });
  progress.clear();
  if (first_rank_is_here) (output.json() ? print_bench_json : print_bench_text)(output, result);
  if (result.stopped) return ExitStatus::interrupted;
  return has_wrong_rows(result) ? ExitStatus::negative : ExitStatus::good;
}

}  // namespace

Command add_bench(CLI::App& program) {
  const auto flags = std::make_shared<Flags>();
  CLI::App* app = program.add_subcommand("bench", "Time the engine on real GPUs, beside what trainers do today");
  add_gpu_flags(*app, flags->gpus);
  app->add_option("--slice", flags->slices, "Cases: core, hidden, relabelled, tp, tensors, overlap (core)")
      ->type_name("NAME,..");
  app->add_option(
         "-b", flags->least,
         "Least bytes of a rank's buffer; without -b, -e, -f: core 8M, 32M, 256M, 1G, overlap 256M, else 32M, 256M")
      ->type_name("BYTES");
  app->add_option("-e", flags->most, "Most bytes of a rank's buffer")->type_name("BYTES");
  app->add_option("-f", flags->factor, "From one size to the next (4)")->type_name("N");
  app->add_option("-n", flags->repetitions, "Timed calls of each way (50)")->type_name("N");
  app->add_option("-w", flags->warm_ups, "Calls before them (5)")->type_name("N");
  app->add_option("-c", flags->check, "Compare every row first: 1, 0 (1)")->type_name("0|1");
  app->add_option("--hidden", flags->hidden, "bf16 numbers in a row (4096, or the slice's)")->type_name("N");
  app->add_option("--pair", flags->pair, "Only this pair, SOURCE->TARGET")->type_name("PAIR");
  app->add_option("--ctas", flags->ctas, "CTAs of the window's kernel (16)")->type_name("N");
  app->add_option("--cluster", flags->cluster, "So many of them side by side on the GPU: 1, 2, 4, 8 (1)")
      ->type_name("N");
  app->add_option("--ways", flags->ways, "Only these ways, as the table names them, with ;")->type_name("NAME;..");
  app->add_option("--packs", flags->packs, "Only these packs, as the table names them, with ;")->type_name("NAME;..");
  app->footer(
      "Examples:\n"
      "  relayout bench -b 32M -e 256M -n 50\n"
      "  relayout bench --slice relabelled,tensors --json\n"
      "  relayout bench --pair 'zigzag:remainder=pad->striped:block=16,remainder=balanced' --json\n"
      "  torchrun --no-python --nproc-per-node 4 relayout bench --json");
  return {app, [flags](const Output& output) { return run(*flags, output); }};
}

}  // namespace relayout::cli
