#include "relayout/cli/pack_input.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "relayout/cli/failure.hpp"
#include "relayout/model/limits.hpp"
#include "relayout/model/report/batches.hpp"
#include "relayout/model/report/document.hpp"

namespace relayout::cli {
namespace {

constexpr IntegerRange any_integer{};
constexpr IntegerRange cp_range{.least = 1, .most = max_rank_count};

Pack pack_of_cu_seqlens(std::string_view flag, const std::string& text) {
  return take(Pack::from_cu_seqlens(read_integers(flag, text, any_integer)), std::string(flag));
}

std::vector<std::int64_t> slots_of(const PackFlags& flags) {
  return flags.slots ? read_integers("--slots", *flags.slots, any_integer)
                     : pack_of_cu_seqlens("--cu-seqlens-padded", *flags.cu_seqlens_padded).slots();
}

void check_pack_flags(const PackFlags& flags) {
  const auto given = [](const FlagText& flag) { return flag ? 1 : 0; };
  if (given(flags.lengths) + given(flags.cu_seqlens) + given(flags.batches) > 1) {
    fail_usage("give one of --lengths, --cu-seqlens and --batches, not several");
  }
  const bool has_slots = flags.slots || flags.cu_seqlens_padded;
  if (flags.slots && flags.cu_seqlens_padded) {
    fail_usage("--slots and --cu-seqlens-padded say the same thing; give one of them");
  }
  if (has_slots && !flags.lengths && !flags.cu_seqlens) {
    fail_usage("--slots and --cu-seqlens-padded go with --lengths or --cu-seqlens; a batch line has its own \"slots\"");
  }
}

}  // namespace

void add_pack_flags(CLI::App& app, PackFlags& flags) {
  const auto add = [&](const char* flag, FlagText& text, const char* value, const char* help) {
    app.add_option(flag, text, help)->type_name(value)->group("Packs");
  };
  add("--lengths", flags.lengths, "5,7,13", "Tokens of each sequence; \"\" is no sequence");
  add("--slots", flags.slots, "8,8,16", "Slot of each sequence, at least its length (default: the lengths)");
  add("--cu-seqlens", flags.cu_seqlens, "0,5,12,25", "Prefix sums of the lengths, instead of --lengths");
  add("--cu-seqlens-padded", flags.cu_seqlens_padded, "0,8,16,32", "Prefix sums of the slots, instead of --slots");
  add("--batches", flags.batches, "FILE", "One {\"name\":..,\"lengths\":[..]} a line; - is standard input");
  add("--cp", flags.cp, "2,3,4", "CP sizes to run for, where a layout does not say cp=");
}

std::optional<Pack> read_single_pack(const PackFlags& flags) {
  check_pack_flags(flags);
  if (!flags.lengths && !flags.cu_seqlens) {
    return std::nullopt;
  }
  const bool has_slots = flags.slots || flags.cu_seqlens_padded;
  const std::string place = flags.lengths ? "--lengths" : "--cu-seqlens";
  std::vector<std::int64_t> lengths;
  if (flags.lengths) {
    lengths = read_integers(place, *flags.lengths, any_integer);
  } else {
    const Pack pack = pack_of_cu_seqlens(place, *flags.cu_seqlens);
    lengths.assign(pack.lengths().begin(), pack.lengths().end());
  }
  if (!has_slots) {
    return take(Pack::from_lengths(std::move(lengths)), place);
  }
  const std::string slots_place = flags.slots ? "--slots" : "--cu-seqlens-padded";
  return take(Pack::from_lengths(std::move(lengths), slots_of(flags)), place + " with " + slots_place);
}

std::vector<NamedPack> read_packs(const PackFlags& flags) {
  if (std::optional<Pack> pack = read_single_pack(flags)) {
    return {{.name = std::nullopt, .pack = *std::move(pack), .cp = {}}};
  }
  if (!flags.batches) {
    fail_usage("no pack: give --lengths, --cu-seqlens or --batches");
  }
  const std::string name = report::display_name(*flags.batches);
  const std::string text = take(report::read_text_file(*flags.batches), "--batches");
  std::vector<NamedPack> packs;
  for (report::Batch& batch : take(report::read_batches({.name = name, .text = text}), "--batches")) {
    packs.push_back({.name = std::move(batch.name), .pack = std::move(batch.pack), .cp = std::move(batch.cp)});
  }
  if (packs.empty()) {
    fail_input("no_packs", "--batches: ", name, " holds no packs; expected one {\"lengths\":[..]} a line");
  }
  return packs;
}

std::vector<std::int64_t> cp_sizes(const PackFlags& flags, const NamedPack& pack,
                                   const std::vector<LayoutChoice>& layouts) {
  std::vector<std::int64_t> sizes;
  if (flags.cp) {
    sizes = read_integers("--cp", *flags.cp, cp_range);
    if (sizes.empty()) {
      fail_input("bad_value", "--cp is \"\"; expected CP sizes from 1 on, as in --cp 2,4");
    }
  }
  if (std::none_of(layouts.begin(), layouts.end(), [](const LayoutChoice& layout) { return layout.needs_cp(); })) {
    return {0};
  }
  sizes = flags.cp ? sizes : pack.cp;
  if (sizes.empty()) {
    fail_usage("no CP size", pack.name ? " for batch " + *pack.name : "",
               ": give --cp, or cp= in the layout, or \"cp\" in the batch line");
  }
  for (std::size_t i = 1; i < sizes.size(); ++i) {
    if (std::find(sizes.begin(), sizes.begin() + static_cast<std::ptrdiff_t>(i), sizes[i]) !=
        sizes.begin() + static_cast<std::ptrdiff_t>(i)) {
      fail_input("bad_value", flags.cp ? "--cp" : "\"cp\" of batch " + pack.name.value_or(""), " names ", sizes[i],
                 " twice; expected each CP size once");
    }
  }
  return sizes;
}

std::vector<Problem> read_problems(const PackFlags& flags, const std::vector<LayoutChoice>& layouts) {
  std::vector<Problem> problems;
  for (const NamedPack& pack : read_packs(flags)) {
    for (const std::int64_t cp : cp_sizes(flags, pack, layouts)) {
      problems.push_back({.pack = pack, .cp = cp});
    }
  }
  return problems;
}

void for_each_problem(const std::vector<Problem>& problems, const std::function<void(const Problem&)>& body) {
  for (const Problem& problem : problems) {
    try {
      body(problem);
    } catch (Failure& failure) {
      const bool stopped = failure.status() == ExitStatus::deadline || failure.status() == ExitStatus::interrupted;
      if (!stopped) failure.set_batch(problem.pack.name);
      throw;
    }
  }
}

}  // namespace relayout::cli
