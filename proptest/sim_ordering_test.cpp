// Orderings that trainers wrote by hand: where they deadlock, and where nobody notices.
#include <gtest/gtest.h>

#include "relayout/proptest/sim_scene.hpp"
#include "relayout/sim/script.hpp"

namespace relayout::proptest {
namespace {

using sim::ChannelKind;
using sim::Grouping;
using sim::ScriptReport;

ScriptReport run_ordering(const TestMove& move, Grouping grouping, ChannelKind channel) {
  const PlacedMove sides = placed(move);
  const auto scripts = sim::scripts_of(sides.source, sides.target, grouping);
  return run_scripts(*scripts, {.executor = {.kind = sim::ExecutorKind::replay}, .channel = channel});
}

TEST(Ordering, by_exchanges_ends_between_all_layouts_over_both_channels) {
  for (const TestMove& move : many_moves()) {
    for (const ChannelKind channel : all_channels) {
      ASSERT_EQ(message_of(run_ordering(move, Grouping::exchanges, channel).verdict), "");
    }
  }
}

TEST(Ordering, with_all_sends_first_deadlocks_and_buffers_hide_it) {
  for (const std::int64_t ranks : {2, 3, 4, 8}) {
    const TestMove move = zigzag_to_sequential(ranks);
    const ScriptReport found = run_ordering(move, Grouping::sends_first, ChannelKind::rendezvous);
    EXPECT_NE(message_of(found.verdict).find("cycle: "), std::string::npos) << ranks;
    EXPECT_EQ(message_of(run_ordering(move, Grouping::sends_first, ChannelKind::buffered).verdict), "") << ranks;
  }
  const ScriptReport found = run_ordering(zigzag_to_sequential(3), Grouping::sends_first, ChannelKind::rendezvous);
  EXPECT_EQ(found.picture,
            "┌─> rank 1 waits to send to 2\n"
            "└── rank 2 waits to send to 1\n");
}

// The ordering of radixark/miles #957. With two ranks one sends while the other receives, and all is well; from three
// on two ranks wait for each other's rows, and no buffer helps those who wait to receive.
TEST(Ordering, with_rank_0_sending_first_passes_for_two_ranks_and_deadlocks_from_three_on) {
  for (const ChannelKind channel : all_channels) {
    EXPECT_EQ(message_of(run_ordering(zigzag_to_sequential(2), Grouping::rank_0_sends_first, channel).verdict), "");
    for (const std::int64_t ranks : {3, 4, 8}) {
      const ScriptReport found = run_ordering(zigzag_to_sequential(ranks), Grouping::rank_0_sends_first, channel);
      EXPECT_NE(message_of(found.verdict).find("cycle: "), std::string::npos) << ranks;
    }
  }
  const ScriptReport found =
      run_ordering(zigzag_to_sequential(3), Grouping::rank_0_sends_first, ChannelKind::rendezvous);
  EXPECT_EQ(found.picture,
            "┌─> rank 1 waits to receive from 2\n"
            "└── rank 2 waits to receive from 1\n");
}

// No two ranks send to each other here, so nobody waits for a message of one that waits for his: buffers let it pass.
TEST(Ordering, with_rank_0_sending_first_goes_unnoticed_over_buffers_where_messages_go_one_way) {
  const TestMove move{{7}, "contiguous:remainder=array_split,cp=4", "contiguous:remainder=balanced,cp=4,order=2-3-1-0"};
  const ScriptReport found = run_ordering(move, Grouping::rank_0_sends_first, ChannelKind::rendezvous);
  EXPECT_EQ(found.picture,
            "┌─> rank 0 waits to send to 3\n"
            "│   rank 3 waits to receive from 1\n"
            "│   rank 1 waits to receive from 2\n"
            "└── rank 2 waits to send to 0\n");
  EXPECT_EQ(message_of(run_ordering(move, Grouping::rank_0_sends_first, ChannelKind::buffered).verdict), "");
  EXPECT_EQ(message_of(run_ordering(move, Grouping::exchanges, ChannelKind::rendezvous).verdict), "");
}

TEST(Picture, of_a_chain_ends_in_the_rank_that_will_never_answer) {
  const auto receive = [](std::int32_t peer) { return sim::Operation{sim::OperationKind::receive, peer}; };
  const std::vector<sim::Script> scripts = {sim::Script{{{receive(1)}}}, sim::Script{{{receive(2)}}}, sim::Script{}};
  EXPECT_EQ(run_scripts(scripts, {}).picture,
            "    rank 0 waits to receive from 1\n"
            "    rank 1 waits to receive from 2\n"
            "    rank 2 has ended\n");
  EXPECT_EQ(run_scripts(scripts, {.dead_ranks = {2}}).picture,
            "    rank 0 waits to receive from 1\n"
            "    rank 1 waits to receive from 2\n"
            "    rank 2 is dead\n");
  EXPECT_EQ(run_scripts(std::vector<sim::Script>{{}, {}}, {}).picture, "");
}

}  // namespace
}  // namespace relayout::proptest
