// Ranks that were told different things are named before any data moves, or by the first message if they did not ask.
#include <gtest/gtest.h>

#include "relayout/proptest/sim_scene.hpp"

namespace relayout::proptest {
namespace {

using sim::ExecutorKind;
using sim::SimulationOptions;

// zigzag rank 0 | 0 1 6 7     contiguous rank 0 | 0 1 2 3
//        rank 1 | 2 3 4 5                rank 1 | 4 5 6 7
const TestMove swap_of_two = {{8}, "zigzag:cp=2", "contiguous:cp=2"};

std::vector<sim::RankInput> told(std::int32_t rank_count, const TestMove& move) {
  std::vector<sim::RankInput> inputs;
  for (std::int32_t rank = 0; rank < rank_count; ++rank) {
    inputs.push_back({rank, Pack::from_lengths(move.lengths).value(), layout_of(move.source), layout_of(move.target)});
  }
  return inputs;
}

std::string verdict_of(std::span<const sim::RankInput> inputs, const SimulationOptions& options) {
  const auto report = sim::simulate(inputs, options);
  return report ? message_of(report->verdict) : report.error().code + ": " + report.error().message;
}

const TestMove four_ranks = {{9, 16}, "zigzag:remainder=pad,cp=4", "contiguous:remainder=balanced,cp=4"};

TEST(Handshake, passes_where_all_were_told_the_same) {
  EXPECT_EQ(verdict_of(told(4, four_ranks), SimulationOptions{}), "");
}

TEST(Handshake, names_the_rank_with_another_pack) {
  std::vector<sim::RankInput> inputs = told(4, four_ranks);
  inputs[2].pack = Pack::from_lengths({9, 17}).value();
  const std::string found = verdict_of(inputs, SimulationOptions{});
  EXPECT_EQ(found.find("agreement: rank 2 has another pack than the other 3 ranks: sequence 1 has 17 tokens there, 16 "
                       "elsewhere; fingerprint "),
            0U)
      << found;
}

TEST(Handshake, names_the_rank_with_another_source_or_target) {
  std::vector<sim::RankInput> inputs = told(4, four_ranks);
  inputs[0].source = layout_of("zigzag:remainder=balanced,cp=4");
  inputs[3].target = layout_of("sequential:remainder=balanced,cp=4");
  const std::string found = verdict_of(inputs, SimulationOptions{});
  EXPECT_EQ(
      found.find("agreement: rank 0 has another source than the other 3 ranks: zigzag:remainder=balanced,cp=4 there, "
                 "zigzag:remainder=pad,cp=4 elsewhere; fingerprint "),
      0U)
      << found;
  EXPECT_NE(
      found.find("; rank 3 has another target than the other 3 ranks: sequential:remainder=balanced,cp=4 there, "),
      std::string::npos)
      << found;
}

TEST(Handshake, takes_no_side_without_a_majority) {
  std::vector<sim::RankInput> inputs = told(2, {{8}, "zigzag:cp=2", "contiguous:cp=2"});
  inputs[0].pack = Pack::from_lengths({4}).value();
  EXPECT_NE(verdict_of(inputs, SimulationOptions{}).find("than the other 1 rank (no majority says who is right): "),
            std::string::npos);
}

TEST(Handshake, where_it_is_skipped_the_headers_still_name_the_message) {
  std::vector<sim::RankInput> inputs = told(4, four_ranks);
  inputs[2].pack = Pack::from_lengths({9, 17}).value();
  for (const ExecutorKind executor : all_executors) {
    SimulationOptions options = with_executor(executor);
    options.handshake = sim::Handshake::skip;
    const std::string found = verdict_of(inputs, options);
    EXPECT_EQ(found.find("agreement: forward message "), 0U) << found;
    EXPECT_NE(found.find(": fingerprint "), std::string::npos) << found;
  }
}

// One rank's lengths off by one, in every sequence and both ways, with nothing but the headers to see it: never silent.
TEST(Handshake, where_it_is_skipped_no_wrong_length_passes_in_silence) {
  const std::vector<std::int64_t> lengths = {9, 16, 5, 30};
  const TestMove move{lengths, "zigzag:remainder=balanced,cp=4", "contiguous:remainder=balanced,cp=4"};
  for (std::size_t rank = 0; rank < 4; ++rank) {
    for (std::size_t sequence = 0; sequence < lengths.size(); ++sequence) {
      for (const std::int64_t change : {-1, 1}) {
        std::vector<std::int64_t> wrong = lengths;
        wrong[sequence] += change;
        std::vector<sim::RankInput> inputs = told(4, move);
        inputs[rank].pack = Pack::from_lengths(wrong).value();
        SimulationOptions options = with_executor(ExecutorKind::replay);
        options.handshake = sim::Handshake::skip;
        EXPECT_EQ(verdict_of(inputs, options).substr(0, 10), "agreement:");
      }
    }
  }
}

TEST(Handshake, a_rank_whose_layouts_do_not_apply_to_its_pack_is_an_error_that_names_it) {
  std::vector<sim::RankInput> inputs = told(2, {{8}, "zigzag:cp=2", "contiguous:cp=2"});
  inputs[1].pack = Pack::from_lengths({9}).value();
  SimulationOptions options;
  options.handshake = sim::Handshake::skip;
  const std::string found = verdict_of(inputs, options);
  EXPECT_EQ(found.find("not_divisible: rank 1: "), 0U) << found;
}

TEST(Handshake, a_rank_is_told_once_and_is_one_of_its_own_ranks) {
  std::vector<sim::RankInput> twice = told(2, swap_of_two);
  twice[1].world_rank = 0;
  EXPECT_EQ(verdict_of(twice, SimulationOptions{}), "bad_ranks: rank 0 is given twice; each rank is told once");
  std::vector<sim::RankInput> stranger = told(2, swap_of_two);
  stranger[1].world_rank = 5;
  EXPECT_EQ(verdict_of(stranger, SimulationOptions{}), "bad_ranks: rank 5 is on neither side of its own layouts");
}

// Without rank 1, rank 0's program names a peer that is not there.
TEST(Handshake, a_rank_that_is_missing_is_named_by_those_who_need_it) {
  const std::vector<sim::RankInput> inputs = told(1, swap_of_two);
  EXPECT_EQ(verdict_of(inputs, SimulationOptions{}),
            "agreement: rank 0's program: the message it sends to 1 needs another rank of this run");
}

}  // namespace
}  // namespace relayout::proptest
