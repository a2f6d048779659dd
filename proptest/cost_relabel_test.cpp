// New names for the ranks of a side: planned again, they keep what was said, and no other names keep more.
#include "relayout/model/cost/relabel.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "relayout/model/layout_text.hpp"
#include "relayout/model/plan.hpp"
#include "relayout/proptest/data_file.hpp"
#include "relayout/proptest/generate/generate.hpp"

namespace relayout::proptest {
namespace {

std::int64_t rows_kept(const Pack& pack, const Layout& source, const Layout& target) {
  const Plan plan = Plan::make(Placement::make(source, pack).value(), Placement::make(target, pack).value()).value();
  return traffic(plan.moves()).rows_kept;
}

Relabelling relabelled(const Case& input, Side side) {
  const PlacedCase sides = place(input).value();
  const std::vector<PairTraffic> pairs = pair_traffic(Plan::make(sides.source, sides.target).value().moves());
  return relabel({.pairs = pairs, .layout = side == Side::target ? input.target : input.source, .side = side});
}

std::int64_t rows_kept_with(const Case& input, Side side, const Layout& layout) {
  return side == Side::target ? rows_kept(input.pack, input.source, layout)
                              : rows_kept(input.pack, layout, input.target);
}

std::vector<PairTraffic> pairs_with(const Case& input, Side side, const Layout& layout) {
  const PlacedCase sides =
      place(side == Side::target ? Case{input.pack, input.source, layout} : Case{input.pack, layout, input.target})
          .value();
  return pair_traffic(Plan::make(sides.source, sides.target).value().moves());
}

// As a person would do it: every order, planned. The side's own order counts like any other.
std::int64_t most_kept_by_trying(const Case& input, Side side) {
  LayoutKeys keys = (side == Side::target ? input.target : input.source).keys();
  keys.order.resize(static_cast<std::size_t>(keys.cp));
  std::iota(keys.order.begin(), keys.order.end(), 0);
  std::int64_t most = 0;
  do {
    most = std::max(most, rows_kept_with(input, side, Layout::make(keys).value()));
  } while (std::next_permutation(keys.order.begin(), keys.order.end()));
  return most;
}

Case case_of(std::vector<std::int64_t> lengths, const std::string& source, const std::string& target) {
  return {Pack::from_lengths(std::move(lengths)).value(), parse_layout(source, {}).value(),
          parse_layout(target, {}).value()};
}

TEST(Relabelling, keeps_the_most_of_all_orders) {
  Random random(20261122);
  std::int64_t gains = 0;
  std::int64_t with_tp = 0;
  std::int64_t with_world = 0;
  for (std::int64_t trial = 0; trial < 400; ++trial) {
    const Case input = random_case(random, {.max_cp = trial < 390 ? 4 : 6, .max_tokens = 80, .max_sequences = 6});
    for (const Side side : {Side::source, Side::target}) {
      const Relabelling found = relabelled(input, side);
      ASSERT_EQ(found.rows_kept, most_kept_by_trying(input, side)) << command_options(input);
      ASSERT_EQ(found.rows_kept, rows_kept_with(input, side, found.layout)) << command_options(input);
      const std::vector<PairTraffic> planned = pairs_with(input, side, found.layout);
      ASSERT_EQ(found.pairs, planned) << command_options(input);
      // What is printed can be pasted in. Custom pieces are in no file here.
      if (found.layout.name() != LayoutName::custom) {
        EXPECT_EQ(parse_layout(print(found.layout), {}).value(), found.layout);
      }
      const Layout& now = side == Side::target ? input.target : input.source;
      gains += found.layout == now ? 0 : 1;
      with_tp += now.tp() > 1 ? 1 : 0;
      with_world += now.keys().world.empty() ? 0 : 1;
    }
  }
  EXPECT_GT(gains, 100);
  EXPECT_GT(with_tp, 40);
  EXPECT_GT(with_world, 40);
}

TEST(Relabelling, of_zigzag_to_sequential_keeps_half) {
  const Case input = case_of({16, 48, 32}, "zigzag:cp=8", "sequential:cp=8");
  const Relabelling found = relabelled(input, Side::target);
  EXPECT_EQ(rows_kept(input.pack, input.source, input.target), 96 / 8);
  EXPECT_EQ(found.rows_kept, 96 / 2);
  // Two ranks hold the same halves, so several orders keep as much; the one everybody writes down is among them.
  const Layout written = parse_layout("sequential:cp=8,order=0-2-4-6-7-5-3-1", {}).value();
  EXPECT_EQ(rows_kept(input.pack, input.source, written), 96 / 2);
}

TEST(Relabelling, of_zigzag_to_sequential_sends_half_or_a_little_less_for_every_size) {
  for (std::int64_t cp = 2; cp <= 33; ++cp) {
    const std::string size = std::to_string(cp);
    const Case input = case_of({2 * cp * 5, 2 * cp}, "zigzag:cp=" + size, "sequential:cp=" + size);
    const std::int64_t sent = 12 * cp - relabelled(input, Side::target).rows_kept;
    const bool even = 2 * (cp / 2) == cp;
    EXPECT_EQ(sent, even ? 12 * cp / 2 : 12 * cp * (cp - 1) / (2 * cp)) << "cp " << cp;
  }
}

TEST(Relabelling, of_short_sequences_must_be_solved) {
  const Case input =
      case_of({8, 8, 8, 8, 8, 8, 8, 8, 8}, "zigzag:remainder=balanced,cp=8", "sequential:remainder=balanced,cp=8");
  const Layout written = parse_layout("sequential:remainder=balanced,cp=8,order=0-2-4-6-7-5-3-1", {}).value();
  EXPECT_EQ(rows_kept(input.pack, input.source, written), 0);
  EXPECT_EQ(relabelled(input, Side::target).rows_kept, 72);
}

TEST(Relabelling, leaves_alone_what_nothing_is_won_by) {
  const Case input = case_of({16}, "zigzag:cp=4", "zigzag:cp=4");
  EXPECT_EQ(relabelled(input, Side::target).layout, input.target);
  EXPECT_EQ(relabelled(input, Side::source).order, (std::vector<std::int32_t>{0, 1, 2, 3}));
}

// Shares of the rows sent at cp 8, in the mean of the real packs.
struct RealPacks {
  double as_they_are = 0;
  double one_order = 0;    // 0-2-4-6-7-5-3-1, which is best where 2 * cp divides every length
  double best_orders = 0;  // solved for each pack
};

RealPacks real_packs(const std::string& remainder) {
  RealPacks sent;
  const std::vector<nlohmann::json> lines = data_lines("real-batches.jsonl");
  const Layout one = layout_of("sequential:remainder=" + remainder + ",order=0-2-4-6-7-5-3-1", 8);
  for (const nlohmann::json& line : lines) {
    const Case input{pack_of(line), layout_of("zigzag:remainder=" + remainder, 8),
                     layout_of("sequential:remainder=" + remainder, 8)};
    const auto share_sent = [&](std::int64_t kept) {
      return 1 - static_cast<double>(kept) / static_cast<double>(input.pack.token_count());
    };
    const auto packs = static_cast<double>(lines.size());
    sent.as_they_are += share_sent(rows_kept(input.pack, input.source, input.target)) / packs;
    sent.one_order += share_sent(rows_kept(input.pack, input.source, one)) / packs;
    sent.best_orders += share_sent(relabelled(input, Side::target).rows_kept) / packs;
  }
  return sent;
}

TEST(Relabelling, of_the_real_packs_sends_about_half) {
  const RealPacks balanced = real_packs("balanced");
  EXPECT_NEAR(balanced.as_they_are, 0.8778, 0.0001);
  EXPECT_NEAR(balanced.one_order, 0.5055, 0.0001);
  EXPECT_NEAR(balanced.best_orders, 0.4945, 0.0001);
  const RealPacks padded = real_packs("pad");
  EXPECT_NEAR(padded.as_they_are, 0.8689, 0.0001);
  EXPECT_NEAR(padded.one_order, 0.5012, 0.0001);
  EXPECT_NEAR(padded.best_orders, 0.5012, 0.0001);
}

}  // namespace
}  // namespace relayout::proptest
