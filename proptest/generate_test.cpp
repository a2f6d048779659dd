// The generator makes what the laws must be asked about, and in what shares. A generator that never makes an odd cp
// is the classic: every share is demanded here.
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <utility>

#include "relayout/model/layout_text.hpp"
#include "relayout/proptest/generate/generate.hpp"

namespace relayout::proptest {
namespace {

constexpr std::int64_t case_count = 20'000;

// How many of the cases have a trait, in thousandths.
template <class Trait>
std::int64_t share(Trait trait) {
  Random random(1);
  std::int64_t count = 0;
  for (std::int64_t i = 0; i < case_count; ++i) count += trait(random_case(random, {})) ? 1 : 0;
  return count * 1000 / case_count;
}

std::int64_t share_of(bool Traits::*trait) {
  return share([trait](const Case& input) { return traits(input).*trait; });
}

// Either side of a case has it.
template <class Trait>
std::int64_t share_of_sides(Trait trait) {
  return share([&](const Case& input) { return trait(input.source.keys()) || trait(input.target.keys()); });
}

TEST(RandomCases, are_all_valid) {
  Random random(7);
  for (std::int64_t i = 0; i < case_count; ++i) {
    const Case input = random_case(random, {});
    EXPECT_TRUE(place(input).has_value()) << command_options(input);
  }
}

TEST(RandomCases, keep_the_bounds_however_small) {
  Random random(11);
  for (std::int64_t max_tokens : {0, 1, 3, 30}) {
    const CaseBounds bounds{.max_cp = 5, .max_tokens = max_tokens, .max_sequences = 3};
    for (std::int64_t i = 0; i < 2'000; ++i) {
      const Case input = random_case(random, bounds);
      EXPECT_LE(input.pack.token_count(), max_tokens) << command_options(input);
      EXPECT_LE(input.pack.sequence_count(), 3) << command_options(input);
      EXPECT_LE(input.source.cp(), 5) << command_options(input);
      EXPECT_LE(input.target.cp(), 5) << command_options(input);
    }
  }
}

TEST(RandomCases, follow_from_the_seed_alone) {
  Random first(5);
  Random second(5);
  for (int i = 0; i < 500; ++i)
    EXPECT_EQ(command_options(random_case(first, {})), command_options(random_case(second, {})));
}

TEST(RandomCases, have_every_trait_often_enough) {
  EXPECT_GE(share_of(&Traits::odd_cp), 400);
  EXPECT_GE(share_of(&Traits::odd_length), 400);
  EXPECT_GE(share_of(&Traits::empty_sequence), 150);
  EXPECT_GE(share_of(&Traits::no_token), 15);
  EXPECT_GE(share_of(&Traits::shorter_than_cp), 250);
  EXPECT_GE(share_of(&Traits::unaligned), 500);
  EXPECT_GE(share_of(&Traits::slots), 120);
  EXPECT_GE(share_of(&Traits::many_tiny), 30);
  EXPECT_GE(share_of(&Traits::one_huge), 80);
  EXPECT_GE(share_of(&Traits::different_cp), 300);
  EXPECT_GE(share_of(&Traits::different_world), 300);
  EXPECT_GE(share_of(&Traits::modifiers), 400);
}

TEST(RandomCases, have_no_trait_always) {
  for (bool Traits::*trait : {&Traits::odd_cp, &Traits::odd_length, &Traits::empty_sequence, &Traits::no_token,
                              &Traits::shorter_than_cp, &Traits::unaligned, &Traits::slots, &Traits::many_tiny,
                              &Traits::one_huge, &Traits::different_cp, &Traits::different_world, &Traits::modifiers}) {
    EXPECT_LE(share_of(trait), 950);
  }
}

TEST(RandomCases, have_every_cp_up_to_the_bound) {
  for (std::int64_t cp = 1; cp <= CaseBounds{}.max_cp; ++cp) {
    EXPECT_GE(share_of_sides([&](const LayoutKeys& keys) { return keys.cp == cp; }), 100) << cp;
  }
}

TEST(RandomCases, have_every_layout_name_with_every_rule_it_knows) {
  for (const LayoutName name : {LayoutName::zigzag, LayoutName::flat_zigzag, LayoutName::contiguous,
                                LayoutName::sequential, LayoutName::striped, LayoutName::custom}) {
    for (const Remainder remainder :
         {Remainder::exact, Remainder::pad, Remainder::balanced, Remainder::array_split, Remainder::torch_chunk}) {
      if (!knows(name, remainder)) continue;
      const auto has_both = [&](const LayoutKeys& keys) { return keys.name == name && keys.remainder == remainder; };
      EXPECT_GE(share_of_sides(has_both), 40) << to_string(name) << " " << to_string(remainder);
    }
  }
}

TEST(RandomCases, have_every_modifier) {
  EXPECT_GE(share_of_sides([](const LayoutKeys& keys) { return !keys.order.empty(); }), 200);
  EXPECT_GE(share_of_sides([](const LayoutKeys& keys) { return keys.rank_multiple != 0; }), 100);
  EXPECT_GE(share_of_sides([](const LayoutKeys& keys) { return keys.rank_rows != 0; }), 100);
  EXPECT_GE(share_of_sides([](const LayoutKeys& keys) { return keys.tp == 2; }), 80);
  EXPECT_GE(share_of_sides([](const LayoutKeys& keys) { return keys.tp == 3; }), 80);
  EXPECT_GE(share_of_sides([](const LayoutKeys& keys) { return keys.multiple != 0; }), 60);
  EXPECT_GE(share_of_sides([](const LayoutKeys& keys) { return keys.pack_multiple != 0; }), 30);
  EXPECT_GE(share_of_sides([](const LayoutKeys& keys) { return keys.block > 1; }), 100);
  EXPECT_GE(share_of_sides([](const LayoutKeys& keys) { return !keys.world.empty(); }), 300);
}

TEST(RandomCases, have_exact_rules_over_packs_that_are_not_empty) {
  EXPECT_GE(share([](const Case& input) {
              return input.pack.token_count() > 0 && input.source.remainder() == Remainder::exact &&
                     input.source.name() != LayoutName::custom && input.source.cp() > 1;
            }),
            120);
}

TEST(RandomPlacements, have_the_pack_they_are_made_for_and_every_name_with_every_rule) {
  Random random(3);
  std::set<std::pair<LayoutName, Remainder>> met;
  for (int i = 0; i < 5'000; ++i) {
    const Case input = random_case(random, {});
    const Placement placement = random_placement(random, input.pack, {});
    EXPECT_EQ(placement.pack(), input.pack) << print(placement.layout());
    met.emplace(placement.layout().name(), placement.layout().remainder());
  }
  EXPECT_EQ(met.size(), 24);
}

TEST(Cases, print_as_options_of_the_program) {
  const Pack pack = Pack::from_lengths({5, 0, 7}, {5, 2, 8}).value();
  LayoutKeys zigzag;
  zigzag.remainder = Remainder::pad;
  zigzag.cp = 2;
  LayoutKeys contiguous;
  contiguous.name = LayoutName::contiguous;
  contiguous.remainder = Remainder::balanced;
  contiguous.cp = 3;
  const Case input{pack, Layout::make(zigzag).value(), Layout::make(contiguous).value()};
  EXPECT_EQ(command_options(input),
            "--lengths 5,0,7 --slots 5,2,8 --source zigzag:remainder=pad,cp=2 --target "
            "contiguous:remainder=balanced,cp=3");
}

TEST(Cases, without_a_sequence_print_as_options_too) {
  LayoutKeys keys;
  keys.cp = 2;
  const Layout layout = Layout::make(keys).value();
  EXPECT_EQ(command_options({Pack(), layout, layout}), "--cu-seqlens 0 --source zigzag:cp=2 --target zigzag:cp=2");
}

TEST(Cases, quote_what_a_shell_would_read) {
  LayoutKeys keys;
  keys.name = LayoutName::custom;
  keys.file = "my $file's.json";
  keys.custom = std::make_shared<const PieceTable>(PieceTable{.token_count = 0, .ranks = {RankPieces{}}});
  const Layout layout = Layout::make(keys).value();
  const std::string text = command_options({Pack(), layout, layout});
  EXPECT_NE(text.find("'custom:file=my $file'\\''s.json,cp=1'"), std::string::npos) << text;
}

}  // namespace
}  // namespace relayout::proptest
