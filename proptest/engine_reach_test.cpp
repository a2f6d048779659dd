// Who is near and who is far, without a GPU: rings of members, halves of a program, nodes, the choice of hybrid.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "relayout/engine/choice.hpp"
#include "relayout/engine/halves.hpp"
#include "relayout/engine/host_name.hpp"
#include "relayout/engine/ring.hpp"
#include "relayout/proptest/generate/generate.hpp"

namespace relayout::engine {
namespace {

using proptest::Random;

std::vector<std::int32_t> without(const std::vector<std::int32_t>& ring, std::int32_t own) {
  std::vector<std::int32_t> members;
  std::copy_if(ring.begin(), ring.end(), std::back_inserter(members), [own](std::int32_t rank) { return rank != own; });
  return members;
}

TEST(Ring, whoever_is_ahead_of_me_has_me_behind_at_the_same_distance_and_nobody_is_met_twice) {
  for (const std::vector<std::int32_t>& ring :
       {std::vector<std::int32_t>{0, 1}, {3, 9}, {0, 1, 2}, {2, 5, 6, 7}, {0, 1, 2, 3, 4, 5, 6}}) {
    for (const std::int32_t own : ring) {
      std::set<std::int32_t> ahead;
      for (std::int64_t distance = 1; distance < std::ssize(ring); ++distance) {
        const RingPeers mine = ring_peers(without(ring, own), own, distance);
        const RingPeers theirs = ring_peers(without(ring, mine.ahead), mine.ahead, distance);
        EXPECT_EQ(theirs.behind, own) << "distance " << distance << " of " << ring.size();
        ahead.insert(mine.ahead);
      }
      EXPECT_EQ(std::ssize(ahead), std::ssize(ring) - 1);
      EXPECT_FALSE(ahead.contains(own));
    }
  }
}

std::int64_t rows_of(const MessageList& list) {
  std::int64_t rows = 0;
  for (const Message& message : list.messages) {
    EXPECT_EQ(message.row_count, [&] {
      std::int64_t sum = 0;
      for (const Run& run : list.runs_of(message)) sum += run.count;
      return sum;
    }());
    rows += message.row_count;
  }
  return rows;
}

// Every message of `whole`, with its runs, in the half that `near` says.
void expect_messages(const MessageList& whole, const Halves& halves, MessageList RankProgram::*list,
                     const IsNear& is_near) {
  std::size_t near = 0;
  std::size_t far = 0;
  for (const Message& message : whole.messages) {
    const bool is_near_one = is_near(message.peer);
    const MessageList& half = is_near_one ? halves.near.*list : halves.far.*list;
    const Message& found = half.messages.at(is_near_one ? near++ : far++);
    EXPECT_EQ(found.peer, message.peer);
    EXPECT_EQ(found.distance, message.distance);
    EXPECT_TRUE(std::ranges::equal(half.runs_of(found), whole.runs_of(message)));
  }
  EXPECT_EQ((halves.near.*list).messages.size(), near);
  EXPECT_EQ((halves.far.*list).messages.size(), far);
  EXPECT_EQ(rows_of(halves.near.*list) + rows_of(halves.far.*list), rows_of(whole));
}

TEST(Halves, every_message_is_in_one_half_and_what_stays_is_in_the_near_one) {
  Random random(7);
  Halves halves;  // used again and again, as a prepared plan does
  for (int i = 0; i < 300; ++i) {
    const proptest::Case input = proptest::random_case(random, {.max_cp = 6, .max_tokens = 120, .max_sequences = 6});
    const proptest::PlacedCase placed = proptest::place(input).value();
    const Group group(input.source, input.target);
    const RankProgram program = rank_program(placed.source, placed.target,
                                             group.world_rank(static_cast<std::int32_t>(random.below(group.size()))))
                                    .value();
    const std::int64_t per_node = 1 + random.below(3);
    const auto node = [&](std::int32_t rank) { return group.index_of(rank) / per_node; };
    const IsNear is_near = [&](std::int32_t rank) { return node(rank) == node(program.world_rank); };
    split_program(program, is_near, halves);
    expect_messages(program.sends, halves, &RankProgram::sends, is_near);
    expect_messages(program.receives, halves, &RankProgram::receives, is_near);
    EXPECT_EQ(halves.near.own, program.own);
    EXPECT_EQ(halves.near.target_fills, program.target_fills);
    EXPECT_EQ(halves.near.source_fills, program.source_fills);
    EXPECT_TRUE(halves.far.own.empty() && halves.far.target_fills.empty() && halves.far.source_fills.empty());
    for (const RankProgram* half : {&halves.near, &halves.far}) {
      EXPECT_EQ(half->fingerprint, program.fingerprint);
      EXPECT_EQ(half->source_row_count, program.source_row_count);
      EXPECT_EQ(half->target_row_count, program.target_row_count);
      EXPECT_EQ(half->group_size, program.group_size);
    }
  }
}

TEST(Node, is_what_NCCL_HOSTID_says_and_else_the_machine) {
  const auto told = [](std::string_view name) -> std::optional<std::string> {
    if (name == "NCCL_HOSTID") return "node7";
    return std::nullopt;
  };
  const auto silent = [](std::string_view) { return std::optional<std::string>(); };
  EXPECT_EQ(node_identity(told), "node7");
  EXPECT_EQ(node_identity(silent), node_identity(silent));
  EXPECT_NE(node_identity(silent), "");
}

TEST(Choice, over_several_nodes_is_hybrid_and_without_neighbours_send_and_receive) {
  ChoiceFacts facts{.no_window = "the ranks are on 2 nodes",
                    .asked = ExecutorKind::automatic,
                    .move = {.token_count = 64, .chunk_count = 8},
                    .row_bytes = 64};
  EXPECT_EQ(choose_executor(facts).value().kind, ExecutorKind::hybrid);
  EXPECT_EQ(choose_executor(facts).value().reason, facts.no_window);
  facts.no_hybrid = "no node has two ranks";
  EXPECT_EQ(choose_executor(facts).value().kind, ExecutorKind::sendrecv);
  facts.asked = ExecutorKind::hybrid;
  const auto refused = choose_executor(facts);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, "no_hybrid");
  EXPECT_NE(refused.error().message.find(facts.no_hybrid), std::string::npos);
}

}  // namespace
}  // namespace relayout::engine
