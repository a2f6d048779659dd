// The planted faults are what they say, and the tools that damage do no harm of their own.
#include "relayout/proptest/fault/fault.hpp"

#include <gtest/gtest.h>

#include "relayout/model/check/check_moves.hpp"
#include "relayout/model/layout_text.hpp"
#include "relayout/proptest/counterexample.hpp"
#include "relayout/proptest/fault/damage.hpp"
#include "relayout/proptest/fault/derive.hpp"
#include "relayout/proptest/fault_world.hpp"
#include "relayout/proptest/generate/generate.hpp"

#include <algorithm>
#include <set>

namespace relayout::proptest {
namespace {

Case case_of(std::vector<std::int64_t> lengths, const char* source, const char* target) {
  return {Pack::from_lengths(std::move(lengths)).value(), parse_layout(source, {}).value(),
          parse_layout(target, {}).value()};
}

// The tokens in a rank's rows after forward, -1 where nothing arrives.
std::vector<std::int64_t> arrived(const Planner& planner, const Case& input, std::int32_t rank) {
  const auto sides = place(input);
  std::vector<std::int64_t> rows(static_cast<std::size_t>(sides->target.row_count(rank)), -1);
  for (const Move& move : planner.moves(sides->source, sides->target)) {
    if (move.target_rank != rank) continue;
    for (std::int64_t i = 0; i < move.count; ++i)
      rows.at(static_cast<std::size_t>(move.target_row + i)) = move.token + i;
  }
  return rows;
}

// Small and random cases, tp and order and world among them.
std::vector<Case> many_cases() {
  std::vector<Case> cases = fault_world({.max_ranks = 3, .max_tokens = 4, .max_sequences = 2});
  Random random(7);
  for (int i = 0; i < 2000; ++i) cases.push_back(random_case(random, {}));
  return cases;
}

TEST(fault_list, begins_with_the_three_of_the_first_pull_request_and_its_last_commit) {
  ASSERT_GE(faults().size(), 22U);
  EXPECT_EQ(faults()[0].name, "cp2-only");
  EXPECT_EQ(faults()[1].name, "odd-row-lost");
  EXPECT_EQ(faults()[2].name, "cu-seqlens-div-cp");
  EXPECT_EQ(faults()[3].name, "one-sequence-only");
}

TEST(fault_list, names_each_fault_once_and_says_what_is_wrong_and_who_did_it) {
  std::set<std::string_view> names;
  for (const Fault& fault : faults()) {
    EXPECT_TRUE(names.insert(fault.name).second) << fault.name;
    EXPECT_FALSE(fault.sentence.empty()) << fault.name;
    EXPECT_FALSE(fault.origin.empty()) << fault.name;
    EXPECT_EQ(find_fault(fault.name), &fault);
  }
  EXPECT_EQ(find_fault("no-such-fault"), nullptr);
}

TEST(fault, one_sequence_only_gives_what_the_pull_requests_last_commit_gave) {
  const Planner planner = find_fault("one-sequence-only")->planner();
  const Case input = case_of({8, 16}, "zigzag:cp=2", "sequential:cp=2");
  EXPECT_EQ(arrived(planner, input, 0), (std::vector<std::int64_t>{0, 1, 8, 9, 10, 11, 2, 3, 12, 13, 14, 15}));
  const Case alone = case_of({16}, "zigzag:cp=2", "sequential:cp=2");
  EXPECT_EQ(arrived(planner, alone, 0), (std::vector<std::int64_t>{0, 1, 2, 3, 4, 5, 6, 7}));
}

TEST(fault, te_unaligned_duplicates_two_rows_and_loses_two) {
  const Case input = case_of({6, 10}, "zigzag:remainder=balanced,cp=2", "contiguous:cp=1");
  const PieceTable table = find_fault("te-unaligned")->planner().pieces(place(input)->source);
  std::vector<std::vector<std::int64_t>> tokens;  // by rank and row
  for (const RankPieces& rank : table.ranks) {
    std::vector<std::int64_t>& rows = tokens.emplace_back(static_cast<std::size_t>(rank.row_count), -1);
    for (const Piece& piece : rank.pieces) {
      for (std::int64_t i = 0; i < piece.count; ++i) rows.at(static_cast<std::size_t>(piece.row + i)) = piece.token + i;
    }
  }
  // Worked out by hand from thd_partition_indices: 3 and 12 live twice, 5 and 15 nowhere.
  EXPECT_EQ(tokens[0], (std::vector<std::int64_t>{0, 3, 4, 6, 7, 12, 13, 14}));
  EXPECT_EQ(tokens[1], (std::vector<std::int64_t>{1, 2, 3, 8, 9, 10, 11, 12}));
}

TEST(fault, cp2_only_is_right_for_two_ranks_and_wrong_for_three) {
  const Planner planner = find_fault("cp2-only")->planner();
  const auto right = place(case_of({5, 7}, "zigzag:remainder=balanced,cp=2", "zigzag:remainder=pad,cp=2"));
  EXPECT_EQ(planner.pieces(right->source), right->source.table());
  EXPECT_EQ(planner.pieces(right->target), right->target.table());
  const auto wrong = place(case_of({6}, "zigzag:cp=3", "zigzag:cp=3"));
  EXPECT_NE(planner.pieces(wrong->source), wrong->source.table());
}

TEST(damage_tools, give_the_sound_placement_where_nothing_is_damaged) {
  for (const Case& input : many_cases()) {
    const auto sides = place(input);
    const PieceTable sound = sides->source.table();
    ASSERT_EQ(dealt(sides->source, held_spans), sound) << command_options(input);
    ASSERT_EQ(misread(sides->source, input.source.keys()), sound) << command_options(input);
    if (input.source.name() == LayoutName::custom) continue;
    ASSERT_EQ(with_modifiers(sides->source, bare(sides->source).table().ranks), sound) << command_options(input);
  }
}

TEST(damage_tools, derive_the_sound_later_stages_from_sound_pieces_and_moves) {
  const Planner sound = sound_planner();
  const Planner from_pieces = planner_from_pieces(sound.pieces);
  const Planner from_moves = planner_from_moves(sound.moves);
  for (const Case& input : many_cases()) {
    const auto sides = place(input);
    const auto& [source, target] = *sides;
    ASSERT_EQ(from_pieces.moves(source, target), sound.moves(source, target)) << command_options(input);
    for (const Planner& planner : {from_pieces, from_moves}) {
      ASSERT_EQ(planner.backward(source, target), sound.backward(source, target)) << command_options(input);
      const std::int32_t world_rank = source.world_rank(source.rank_count() - 1);
      ASSERT_EQ(planner.program(source, target, world_rank), sound.program(source, target, world_rank))
          << command_options(input);
    }
    for (std::int32_t rank = 0; rank < target.rank_count(); ++rank) {
      ASSERT_EQ(from_pieces.view(target, rank), sound.view(target, rank)) << command_options(input);
    }
  }
}

TEST(fault_world, is_visited_by_ascending_size_and_holds_odd_lengths_three_ranks_and_carried_padding) {
  std::int64_t last = 0;
  std::int64_t odd = 0;
  std::int64_t three = 0;
  std::int64_t padded = 0;
  std::int64_t sharded = 0;
  EXPECT_TRUE(visit_fault_world({}, [&](const Case& input) {
    EXPECT_LE(last, case_size(input)) << command_options(input);
    last = case_size(input);
    const Traits found = traits(input);
    odd += found.odd_length ? 1 : 0;
    padded += found.slots ? 1 : 0;
    three += input.source.cp() == 3 ? 1 : 0;
    sharded += input.source.tp() == 2 ? 1 : 0;
    return true;
  }));
  for (const std::int64_t count : {odd, three, padded, sharded}) EXPECT_GT(count, 500);
}

TEST(counterexample, is_not_found_for_the_sound_planner) {
  const Planner planner = sound_planner();
  const FaultWorldBounds tiny{.max_ranks = 2, .max_tokens = 2, .max_sequences = 1};
  EXPECT_FALSE(smallest_counterexample(planner, {.bounds = tiny, .random_cases = 20}).has_value());
}

TEST(counterexample, comes_from_random_cases_made_smaller_where_the_small_world_holds) {
  const Planner planner = find_fault("cp2-only")->planner();
  const FaultWorldBounds two_ranks{.max_ranks = 2, .max_tokens = 2, .max_sequences = 1};
  const auto found = smallest_counterexample(planner, {.bounds = two_ranks});
  ASSERT_TRUE(found.has_value());
  for (const Case& smaller : shrink(found->input)) {
    const auto sides = place(smaller);
    EXPECT_EQ(planner.pieces(sides->source), sides->source.table()) << command_options(smaller);
    EXPECT_EQ(planner.pieces(sides->target), sides->target.table()) << command_options(smaller);
  }
}

TEST(counterexample, is_a_function_of_planner_and_options) {
  for (const char* name : {"odd-row-lost", "zigzag-of-pack"}) {
    const Planner planner = find_fault(name)->planner();
    std::int64_t judged = 0;
    const auto first = smallest_counterexample(planner, {.progress = [&](const SearchProgress&) { ++judged; }});
    const auto second = smallest_counterexample(planner, {});
    ASSERT_TRUE(first.has_value());
    ASSERT_TRUE(second.has_value());
    EXPECT_EQ(command_options(first->input), command_options(second->input));
    EXPECT_EQ(first->witness, second->witness);
    EXPECT_GT(judged, 0);
  }
}

}  // namespace
}  // namespace relayout::proptest
