// A fingerprint names one pack and two layouts: any change shows, and version 1 stays what it was.
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "relayout/model/fingerprint.hpp"
#include "relayout/model/layout_text.hpp"
#include "relayout/model/plan.hpp"
#include "relayout/model/rank_program.hpp"
#include "relayout/proptest/generate/generate.hpp"

namespace relayout::proptest {
namespace {

std::uint64_t fingerprint_of(const Case& input) {
  return fingerprint({.pack = input.pack.digest(), .source = input.source.digest(), .target = input.target.digest()});
}

Layout layout_of(const char* text) { return parse_layout(text, {}).value(); }

Case example() {
  return {Pack::from_lengths({5, 0, 7}, {5, 1, 8}).value(), layout_of("zigzag:remainder=pad,cp=2"),
          layout_of("contiguous:remainder=balanced,cp=3")};
}

TEST(Fingerprint, is_what_a_plan_carries) {
  const Case input = example();
  const PlacedCase placed = place(input).value();
  EXPECT_EQ(Plan::make(placed.source, placed.target)->fingerprint(), fingerprint_of(input));
  EXPECT_EQ(rank_program(placed.source, placed.target, 1)->fingerprint, fingerprint_of(input));
}

TEST(Fingerprint, changes_with_every_length_and_every_slot) {
  std::set<std::uint64_t> seen;
  std::size_t packs = 0;
  const auto see = [&](std::vector<std::int64_t> lengths, std::vector<std::int64_t> slots) {
    Case changed = example();
    changed.pack = Pack::from_lengths(std::move(lengths), std::move(slots)).value();
    seen.insert(fingerprint_of(changed));
    ++packs;
  };
  see({5, 0, 7}, {5, 1, 8});
  see({4, 0, 7}, {5, 1, 8});
  see({5, 1, 7}, {5, 1, 8});
  see({5, 0, 8}, {5, 1, 8});
  see({5, 0, 7}, {6, 1, 8});
  see({5, 0, 7}, {5, 0, 8});
  see({5, 0, 7}, {5, 1, 7});
  see({5, 0, 7}, {6, 0, 8});
  see({5, 0}, {5, 9});
  see({5, 7}, {6, 8});
  see({0, 5, 7}, {1, 5, 8});
  see({5, 0, 7, 0}, {5, 1, 8, 0});
  see({}, {});
  see({0}, {0});
  EXPECT_EQ(seen.size(), packs);
}

TEST(Fingerprint, changes_with_every_key_of_either_layout) {
  std::set<std::uint64_t> seen;
  std::size_t cases = 0;
  for (const char* text : {"zigzag:cp=2",
                           "zigzag:cp=3",
                           "flat-zigzag:cp=2",
                           "contiguous:cp=2",
                           "sequential:cp=2",
                           "zigzag:remainder=pad,cp=2",
                           "zigzag:remainder=balanced,cp=2",
                           "zigzag:remainder=array_split,cp=2",
                           "zigzag:remainder=torch_chunk,cp=2",
                           "zigzag:remainder=pad,multiple=8,cp=2",
                           "zigzag:remainder=pad,pack_multiple=8,cp=2",
                           "striped:block=1,cp=2",
                           "striped:block=2,cp=2",
                           "zigzag:cp=2,order=1-0",
                           "zigzag:cp=2,rank_multiple=3",
                           "zigzag:cp=2,rank_rows=9",
                           "zigzag:cp=2,tp=2",
                           "zigzag:cp=2,world=4..5",
                           "zigzag:cp=2,world=1-0",
                           "zigzag:cp=2,world=5-4"}) {
    Case changed = example();
    changed.source = layout_of(text);
    seen.insert(fingerprint_of(changed));
    changed = example();
    changed.target = layout_of(text);
    seen.insert(fingerprint_of(changed));
    cases += 2;
  }
  EXPECT_EQ(seen.size(), cases);
}

TEST(Fingerprint, tells_source_from_target) {
  const Case there = example();
  const Case back{there.pack, there.target, there.source};
  EXPECT_NE(fingerprint_of(there), fingerprint_of(back));
}

Layout custom_layout(const std::string& file, std::int64_t second_row) {
  LayoutKeys keys;
  keys.name = LayoutName::custom;
  keys.file = file;
  keys.custom = std::make_shared<const PieceTable>(
      PieceTable{.token_count = 4,
                 .ranks = {RankPieces{.world_rank = 0, .row_count = 9, .pieces = {{0, 0, 2}, {2, second_row, 2}}}}});
  return Layout::make(std::move(keys)).value();
}

TEST(Fingerprint, takes_custom_pieces_for_what_they_are_and_not_for_their_file) {
  EXPECT_EQ(custom_layout("a.json", 3).digest(), custom_layout("b.json", 3).digest());
  EXPECT_NE(custom_layout("a.json", 3).digest(), custom_layout("a.json", 4).digest());
}

TEST(Fingerprint, does_not_depend_on_how_a_layout_was_written) {
  EXPECT_EQ(layout_of("zigzag:cp=2").digest(),
            layout_of("zigzag:remainder=exact,tp=1,cp=2,world=0..1,order=0-1").digest());
}

// Two different cases with one fingerprint would pass for the same plan.
TEST(Fingerprint, of_random_cases_never_meet) {
  Random random(31);
  std::map<std::uint64_t, std::string> seen;
  for (int i = 0; i < 50'000; ++i) {
    const Case input = random_case(random, {});
    if (input.source.name() == LayoutName::custom || input.target.name() == LayoutName::custom) continue;
    const std::string options = command_options(input);
    const auto [place, is_new] = seen.emplace(fingerprint_of(input), options);
    EXPECT_TRUE(is_new || place->second == options) << options << "\n" << place->second;
  }
}

// Version 1, pinned: whoever changes one of these numbers changes the version. They were computed from the words of
// fingerprint.hpp by another program; words are values, so they are those of any byte order.
TEST(Fingerprint, of_version_1_stays_what_it_is) {
  ASSERT_EQ(fingerprint_version, 1U);
  EXPECT_EQ(to_hex(Digest().value()), "72656c61796f7574");
  EXPECT_EQ(to_hex(Pack().digest()), "20a0fb3b69734207");
  EXPECT_EQ(to_hex(example().pack.digest()), "7d113a7815c4dc9b");
  EXPECT_EQ(to_hex(example().source.digest()), "810a8f775e127137");
  EXPECT_EQ(to_hex(custom_layout("a.json", 3).digest()), "3bd489bef899a058");
  EXPECT_EQ(to_hex(fingerprint_of(example())), "466708a76f9b012c");
}

}  // namespace
}  // namespace relayout::proptest
