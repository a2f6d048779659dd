// The ends of what can be asked: nothing at all, one of everything, far past 2^31 tokens, 65,536 ranks, and past the
// limits, where the answer is an error.
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "relayout/model/check/check_moves.hpp"
#include "relayout/model/check/check_pieces.hpp"
#include "relayout/model/check/check_programs.hpp"
#include "relayout/model/check/check_view.hpp"
#include "relayout/model/layout_text.hpp"
#include "relayout/model/limits.hpp"
#include "relayout/model/plan.hpp"
#include "relayout/proptest/fault/planner.hpp"
#include "relayout/proptest/law.hpp"

namespace relayout::proptest {
namespace {

Layout layout_of(const std::string& text) { return parse_layout(text, {}).value(); }

Pack pack_of(std::vector<std::int64_t> lengths) { return Pack::from_lengths(std::move(lengths)).value(); }

const std::array<std::string, 22> every_rule{
    "zigzag",
    "zigzag:remainder=pad",
    "zigzag:remainder=balanced",
    "zigzag:remainder=array_split",
    "zigzag:remainder=torch_chunk",
    "flat-zigzag:remainder=pad",
    "flat-zigzag:remainder=balanced",
    "flat-zigzag:remainder=array_split",
    "flat-zigzag:remainder=torch_chunk",
    "contiguous",
    "contiguous:remainder=pad",
    "contiguous:remainder=balanced",
    "contiguous:remainder=array_split",
    "contiguous:remainder=torch_chunk",
    "sequential:remainder=pad",
    "sequential:remainder=balanced",
    "sequential:remainder=array_split",
    "sequential:remainder=torch_chunk",
    "striped:block=1",
    "striped:block=3",
    "striped:remainder=pad,block=3",
    "striped:remainder=balanced,block=3",
};

Layout over(const std::string& text, std::int64_t cp) {
  return parse_layout(text, {.default_cp = cp, .read_custom = nullptr}).value();
}

// Every pair of rules that apply to the pack, over these cp sizes on the two sides.
struct CpPair {
  std::int64_t source;
  std::int64_t target;
};

int judge_all_rules(const Pack& pack, const CpPair& cp) {
  const Planner planner = sound_planner();
  int count = 0;
  for (const std::string& source : every_rule) {
    for (const std::string& target : every_rule) {
      const Case input{pack, over(source, cp.source), over(target, cp.target)};
      if (!place(input)) continue;
      ++count;
      const Verdict broken = judge(input, planner, 1);
      EXPECT_FALSE(broken.has_value()) << broken->law << ": " << broken->message << "\n" << command_options(input);
      const Verdict denied = judge_against_oracle(input, planner);
      EXPECT_FALSE(denied.has_value()) << denied->law << ": " << denied->message << "\n" << command_options(input);
    }
  }
  return count;
}

constexpr int all_pairs = 22 * 22;

TEST(Extremes, no_sequence_keeps_every_law_under_every_rule) {
  EXPECT_EQ(judge_all_rules(Pack(), {.source = 4, .target = 3}), all_pairs);
}

TEST(Extremes, empty_sequences_keep_every_law_under_every_rule) {
  EXPECT_EQ(judge_all_rules(pack_of({0}), {.source = 2, .target = 2}), all_pairs);
  EXPECT_EQ(judge_all_rules(pack_of({0, 0, 0}), {.source = 3, .target = 5}), all_pairs);
}

TEST(Extremes, one_rank_keeps_every_law_under_every_rule) {
  EXPECT_EQ(judge_all_rules(pack_of({6, 0, 12}), {.source = 1, .target = 1}), all_pairs);
}

TEST(Extremes, one_token_keeps_every_law_under_every_rule_that_takes_it) {
  EXPECT_EQ(judge_all_rules(pack_of({1}), {.source = 4, .target = 7}), 18 * 18);
  EXPECT_EQ(judge_all_rules(pack_of({0, 1, 0}), {.source = 2, .target = 3}), 18 * 18);
}

TEST(Extremes, sequences_shorter_than_cp_keep_every_law) {
  EXPECT_GE(judge_all_rules(pack_of({1, 2, 3}), {.source = 8, .target = 5}), 18 * 18);
}

TEST(Extremes, prime_rank_counts_and_lengths_keep_every_law) {
  EXPECT_GE(judge_all_rules(pack_of({13, 31, 7}), {.source = 7, .target = 5}), 18 * 18);
}

// Rank programs between sequences and the pack have a way of their own where sequences are many and long.
TEST(Extremes, more_sequences_than_chunks_keep_every_law) {
  EXPECT_GE(judge_all_rules(pack_of({24, 1, 48, 0, 13, 72, 5, 31, 96, 17}), {.source = 4, .target = 3}), 18 * 18);
  EXPECT_GE(judge_all_rules(pack_of({64, 0, 128, 64, 192}), {.source = 2, .target = 4}), 20 * 20);
}

// Placements are walked a handful of stretches at a time: what goes on from one handful to the next is one move.
TEST(Extremes, hundreds_of_stretches_keep_every_law) {
  std::vector<std::int64_t> lengths;
  for (int i = 0; i < 40; ++i) lengths.insert(lengths.end(), {4, 8, 12, 3, 16, 1});
  EXPECT_GE(judge_all_rules(pack_of(lengths), {.source = 2, .target = 3}), 16 * 16);
  EXPECT_GE(judge_all_rules(pack_of(lengths), {.source = 1, .target = 2}), 16 * 16);
}

TEST(Extremes, a_run_goes_on_from_one_chunk_of_a_rank_to_its_other_one) {
  const Pack pack = pack_of({16, 0, 0, 0});
  EXPECT_GE(judge_all_rules(pack, {.source = 2, .target = 2}), 20 * 20);
  const auto source = Placement::make(over("zigzag", 2), pack);
  const auto target = Placement::make(over("flat-zigzag", 2), pack);
  for (std::int32_t rank = 0; rank < 2; ++rank) {
    const auto program = rank_program(*source, *target, rank);
    ASSERT_TRUE(program.has_value());
    EXPECT_EQ(program->own, (std::vector<relayout::Run>{{.local_row = 0, .remote_row = 0, .count = 8}}))
        << "rank " << rank;
  }
}

// T past 2^31: nothing that looks at single tokens can run, so intervals are checked.
void check_intervals(const Case& input) {
  const auto placed = place(input);
  ASSERT_TRUE(placed.has_value()) << placed.error().message << "\n" << command_options(input);
  const PieceTable source = placed->source.table();
  const PieceTable target = placed->target.table();
  const auto holds = [&](const Verdict& fault) {
    EXPECT_FALSE(fault.has_value()) << fault->law << ": " << fault->message << "\n" << command_options(input);
  };
  holds(check_pieces(source));
  holds(check_pieces(target));
  const Plan plan = Plan::make(placed->source, placed->target).value();
  const MoveTable table{.token_count = input.pack.token_count(),
                        .moves = {plan.moves().begin(), plan.moves().end()},
                        .source_row_counts = placed->source.row_counts(),
                        .target_row_counts = placed->target.row_counts()};
  holds(check_moves(table, {.source = &source, .target = &target}));
  holds(check_canonical_moves(plan.moves()));
  EXPECT_EQ(inverse(plan), Plan::make(placed->target, placed->source).value());
  std::vector<RankProgram> programs;
  const Group group(input.source, input.target);
  for (std::int32_t i = 0; i < group.size(); ++i) {
    programs.push_back(rank_program(placed->source, placed->target, group.world_rank(i)).value());
  }
  holds(check_programs(programs, {.moves = plan.moves(), .source = source, .target = target, .fingerprint = 0}));
  for (std::int32_t rank = 0; rank < placed->target.rank_count(); ++rank) {
    const View found = view(placed->target, rank);
    holds(check_view_on_pieces(
        {.view = found, .pieces = target.ranks[static_cast<std::size_t>(rank)], .pack = input.pack}));
  }
}

TEST(Extremes, far_past_two_to_the_31_tokens_the_intervals_hold) {
  const std::int64_t billion = 1'000'000'007;  // a prime
  const Pack pack = pack_of({3 * billion, 1, 0, 7 * billion, 2 * billion + 5});
  for (const char* source : {"zigzag:remainder=balanced", "zigzag:remainder=pad", "sequential:remainder=array_split",
                             "flat-zigzag:remainder=torch_chunk"}) {
    for (const char* target : {"contiguous:remainder=balanced", "flat-zigzag:remainder=pad",
                               "sequential:remainder=torch_chunk", "striped:block=1000000000,remainder=balanced"}) {
      for (const std::int64_t cp : {1, 2, 7, 64}) check_intervals({pack, over(source, cp), over(target, cp + 1)});
    }
  }
}

TEST(Extremes, at_the_largest_pack_the_intervals_hold) {
  const Pack pack = pack_of({max_side_rows - 3, 3});
  check_intervals(
      {pack, layout_of("zigzag:remainder=balanced,cp=1000"), layout_of("contiguous:remainder=balanced,cp=7")});
  check_intervals(
      {pack, layout_of("zigzag:remainder=array_split,cp=3"), layout_of("flat-zigzag:remainder=torch_chunk,cp=64")});
}

TEST(Extremes, at_65_536_ranks_the_intervals_hold) {
  check_intervals({pack_of({200'000, 0, 77, 100'000}), layout_of("zigzag:remainder=balanced,cp=65536"),
                   layout_of("contiguous:remainder=balanced,cp=65536")});
  check_intervals({pack_of({40'000}), layout_of("striped:block=1,remainder=balanced,cp=65536"),
                   layout_of("contiguous:remainder=pad,cp=32768,tp=2")});
}

std::string code_of(const Result<Placement>& result) { return result ? "placed" : result.error().code; }

TEST(Extremes, a_pack_past_the_limit_is_an_error) {
  const auto pack = Pack::from_lengths({max_side_rows, 1});
  ASSERT_FALSE(pack.has_value());
  EXPECT_EQ(pack.error().code, "too_many_rows");
  EXPECT_NE(pack.error().message.find("sequence 1"), std::string::npos) << pack.error().message;
}

TEST(Extremes, a_side_past_the_limit_is_an_error) {
  const Pack full = pack_of({max_side_rows - 1});
  EXPECT_EQ(code_of(Placement::make(layout_of("zigzag:remainder=pad,cp=2"), full)), "placed");  // at the limit itself
  EXPECT_EQ(code_of(Placement::make(layout_of("zigzag:remainder=pad,cp=3"), full)), "too_many_rows");
  EXPECT_EQ(code_of(Placement::make(layout_of("contiguous:remainder=balanced,cp=3,rank_multiple=1099511627776"), full)),
            "too_many_rows");
  EXPECT_EQ(code_of(Placement::make(layout_of("contiguous:remainder=balanced,cp=3,rank_rows=1099511627776"), full)),
            "too_many_rows");
  const Pack many = pack_of(std::vector<std::int64_t>(100, 1));
  EXPECT_EQ(code_of(Placement::make(layout_of("zigzag:remainder=pad,multiple=1099511627776,cp=2"), many)),
            "too_many_rows");
  EXPECT_EQ(code_of(Placement::make(layout_of("zigzag:remainder=pad,pack_multiple=1099511627776,cp=2"), many)),
            "placed");
}

TEST(Extremes, ranks_past_the_limit_are_an_error) {
  for (const char* text : {"zigzag:cp=65537", "zigzag:cp=32768,tp=3", "contiguous:cp=1,tp=65537",
                           "striped:block=1099511627777,cp=2", "contiguous:cp=2,world=0-2147483648"}) {
    const auto layout = parse_layout(text, {});
    ASSERT_FALSE(layout.has_value()) << text;
    EXPECT_EQ(layout.error().code, "bad_layout") << text;
  }
}

}  // namespace
}  // namespace relayout::proptest
