#include "relayout/cli/check_cases.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <algorithm>
#include <iterator>
#include <numeric>
#include <set>
#include <utility>

#include "relayout/cli/failure.hpp"
#include "relayout/cli/heading.hpp"
#include "relayout/model/integer.hpp"
#include "relayout/proptest/generate/generate.hpp"
#include "relayout/proptest/generate/random_layout.hpp"
#include "relayout/proptest/generate/random_pack.hpp"

namespace relayout::cli {
namespace {

constexpr std::int64_t default_case_count = 1000;

LayoutPair make_pair(const std::string& source, const std::string& target) {
  return {LayoutChoice("--source", source), LayoutChoice("--target", target)};
}

// Stripes are many: of a huge pack, more pieces than anybody holds.
LayoutPair make_striped_pair() {
  LayoutPair pair = make_pair("striped:remainder=pad,block=16", "zigzag:remainder=torch_chunk");
  pair.most_tokens = std::int64_t{1} << 26;
  return pair;
}

// Every remainder rule that takes any length, every kind of border that models have, and ranks that differ in number.
std::vector<LayoutPair> standard_pairs() {
  return {make_pair("zigzag:remainder=pad", "contiguous:remainder=pad"),
          make_pair("zigzag:remainder=balanced", "sequential:remainder=balanced"),
          make_pair("flat-zigzag:remainder=balanced", "contiguous:remainder=balanced"), make_striped_pair(),
          make_pair("zigzag:remainder=pad,tp=2", "sequential:remainder=array_split")};
}

std::vector<LayoutPair> pairs_of(const CaseFlags& flags) {
  if (flags.source.has_value() != flags.target.has_value()) {
    fail_usage("--source and --target go together; give both, or neither for a standard set of pairs");
  }
  return flags.source ? std::vector<LayoutPair>{make_pair(*flags.source, *flags.target)} : standard_pairs();
}

// The sizes of --cp, of the batch line, or a few, even and odd. {0} where no layout needs any.
std::vector<std::int64_t> sizes_of(const CaseFlags& flags, const NamedPack& pack,
                                   const std::vector<LayoutPair>& pairs) {
  std::vector<LayoutChoice> layouts;
  for (const LayoutPair& pair : pairs) {
    layouts.insert(layouts.end(), {pair.source, pair.target});
  }
  NamedPack with_default = pack;
  if (with_default.cp.empty()) {
    with_default.cp = {2, 3, 4, 8};
  }
  return cp_sizes(flags.packs, with_default, layouts);
}

proptest::Case place_case(const Pack& pack, const LayoutPair& pair, std::int64_t cp) {
  return {.pack = pack, .source = pair.source.place(pack, cp).layout(), .target = pair.target.place(pack, cp).layout()};
}

// Without the one unnamed size.
std::vector<std::int64_t> named_sizes(const std::vector<std::int64_t>& sizes) {
  return sizes == std::vector<std::int64_t>{0} ? std::vector<std::int64_t>() : sizes;
}

CaseGroup group_of(const NamedPack& pack, const std::vector<std::int64_t>& sizes,
                   const std::vector<LayoutPair>& pairs) {
  CaseGroup group{.name = pack.name, .case_count = 0, .cp = named_sizes(sizes), .make = nullptr, .left_out = {}};
  std::vector<LayoutPair> fitting;
  for (const LayoutPair& pair : pairs) {
    if (pack.pack.token_count() <= pair.most_tokens) {
      fitting.push_back(pair);
    } else {
      group.left_out.push_back(pair_text(pair) + ": on packs of more than " + with_commas(pair.most_tokens) +
                               " tokens");
    }
  }
  group.case_count = std::ssize(sizes) * std::ssize(fitting);
  group.make = [pack = pack.pack, sizes, pairs = std::move(fitting)](std::int64_t index) {
    const auto size = static_cast<std::size_t>(floor_div(index, std::ssize(pairs)));
    const auto pair = static_cast<std::size_t>(floor_mod(index, std::ssize(pairs)));
    return place_case(pack, pairs[pair], sizes[size]);
  };
  return group;
}

CaseList given_cases(const CaseFlags& flags) {
  CaseList list{.groups = {}, .case_count = 0, .pairs = {}, .cp = {}, .kind = Pairs::given, .random_packs = false};
  const std::vector<LayoutPair> pairs = pairs_of(flags);
  std::set<std::int64_t> sizes_seen;
  for (const NamedPack& pack : read_packs(flags.packs)) {
    const std::vector<std::int64_t> sizes = sizes_of(flags, pack, pairs);
    sizes_seen.insert(sizes.begin(), sizes.end());
    list.groups.push_back(group_of(pack, sizes, pairs));
    list.case_count += list.groups.back().case_count;
  }
  sizes_seen.erase(0);
  list.cp.assign(sizes_seen.begin(), sizes_seen.end());
  return list;
}

// What the pair's exact layouts refuse to do without.
proptest::PackDemands demands_of(const LayoutPair& pair, std::int64_t cp) {
  proptest::PackDemands demands;
  for (const Layout& layout : {pair.source.at(cp), pair.target.at(cp)}) {
    const std::int64_t multiple = proptest::exact_multiple(layout.keys());
    std::int64_t& demand = layout.scope() == Scope::sequence ? demands.slot_multiple : demands.pack_multiple;
    demand = std::lcm(demand, multiple);
  }
  return demands;
}

// "lengths that do not divide, which exact refuses: slots are multiples of 4, 6", and the same of whole packs.
std::vector<std::string> lengths_not_drawn(const std::vector<LayoutPair>& pairs,
                                           const std::vector<std::int64_t>& sizes) {
  std::set<std::int64_t> of_slots;
  std::set<std::int64_t> of_packs;
  for (const LayoutPair& pair : pairs) {
    for (const std::int64_t cp : sizes) {
      const proptest::PackDemands demands = demands_of(pair, cp);
      of_slots.insert(demands.slot_multiple);
      of_packs.insert(demands.pack_multiple);
    }
  }
  std::vector<std::string> sentences;
  const auto say = [&](std::string_view what, std::set<std::int64_t> multiples) {
    multiples.erase(1);
    if (!multiples.empty()) {
      sentences.push_back(
          fmt::format("lengths that do not divide, which exact refuses: {} are drawn as multiples of {}", what,
                      fmt::join(multiples, ", ")));
    }
  };
  say("slots", of_slots);
  say("whole packs", of_packs);
  return sentences;
}

// A random pack that both layouts apply to, as far as multiples can bring that about.
proptest::Case random_pack_case(proptest::Random& random, const LayoutPair& pair, std::int64_t cp) {
  const proptest::PackDemands demands = demands_of(pair, cp);
  proptest::CaseBounds bounds;
  bounds.max_tokens = std::max(bounds.max_tokens, 16 * std::lcm(demands.slot_multiple, demands.pack_multiple));
  return place_case(proptest::random_pack(random, bounds, demands), pair, cp);
}

CaseList random_cases(const CaseFlags& flags) {
  const IntegerRange counts{.least = 1, .most = 1'000'000'000};
  const std::int64_t count = flags.cases ? read_integer("--cases", *flags.cases, counts) : default_case_count;
  const std::uint64_t seed = read_seed(flags.seed);
  CaseList list{.groups = {}, .case_count = count, .pairs = {}, .cp = {}, .kind = Pairs::random, .random_packs = true};
  if (!flags.source && !flags.target && !flags.packs.cp) {
    const auto make = [random = proptest::Random(seed)](std::int64_t) mutable {
      return proptest::random_case(random, {});
    };
    list.groups.push_back({.name = std::nullopt, .case_count = count, .make = make});
    return list;
  }
  const std::vector<LayoutPair> pairs = pairs_of(flags);
  const std::vector<std::int64_t> sizes = sizes_of(flags, {}, pairs);
  const auto make = [random = proptest::Random(seed), pairs, sizes](std::int64_t index) mutable {
    const auto pair = static_cast<std::size_t>(floor_mod(index, std::ssize(pairs)));
    const auto size = static_cast<std::size_t>(floor_mod(floor_div(index, std::ssize(pairs)), std::ssize(sizes)));
    return random_pack_case(random, pairs[pair], sizes[size]);
  };
  list.cp = named_sizes(sizes);
  list.groups.push_back({.name = std::nullopt,
                         .case_count = count,
                         .cp = list.cp,
                         .make = make,
                         .left_out = lengths_not_drawn(pairs, sizes)});
  return list;
}

}  // namespace

std::string pair_text(const LayoutPair& pair) { return pair.source.rule() + " -> " + pair.target.rule(); }

void add_case_flags(CLI::App& app, CaseFlags& flags) {
  add_pack_flags(app, flags.packs);
  app.add_option("--source", flags.source, "Layout the rows are in (default: a standard set of pairs)")
      ->type_name("LAYOUT");
  app.add_option("--target", flags.target, "Layout the rows go to")->type_name("LAYOUT");
  app.add_option("--cases", flags.cases, "Random cases, where no pack is given (default: 1000)")->type_name("N");
  app.add_option("--seed", flags.seed, "Seed of cases and payloads (default: 1)")->type_name("N");
}

CaseList read_cases(const CaseFlags& flags) {
  if (flags.packs.any() && flags.cases) {
    fail_usage("--cases counts random cases; leave it out where packs are given");
  }
  const bool given_packs = flags.packs.any();
  CaseList list = given_packs ? given_cases(flags) : random_cases(flags);
  const bool random_pairs = !given_packs && !flags.source && !flags.packs.cp;
  list.kind = flags.source ? Pairs::given : random_pairs ? Pairs::random : Pairs::standard;
  if (list.kind != Pairs::random) {
    list.pairs = pairs_of(flags);
  }
  return list;
}

}  // namespace relayout::cli
