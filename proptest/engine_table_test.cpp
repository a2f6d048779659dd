// The engine's part that needs no GPU: tables as kernels read them, shares of work, words of copies, the choice of an
// executor, and who stands apart.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "relayout/engine/choice.hpp"
#include "relayout/engine/share.hpp"
#include "relayout/engine/statement.hpp"
#include "relayout/engine/table_writer.hpp"
#include "relayout/model/layout_text.hpp"
#include "relayout/model/plan.hpp"
#include "relayout/proptest/generate/generate.hpp"

namespace relayout::engine {
namespace {

using proptest::Random;

// A block as a kernel finds its way in it: by offsets alone.
class Block {
 public:
  Block(const RankProgram& program, const TableScope& scope)
      : bytes_(static_cast<std::size_t>(table_bytes(program, std::ssize(scope.members)))) {
    write_table(program, scope, bytes_);
    std::memcpy(&table, bytes_.data(), sizeof table);
  }
  [[nodiscard]] TableRun run(const TableList& list, std::int64_t index) const {
    TableRun run{};
    std::memcpy(&run, bytes_.data() + list.offset + index * static_cast<std::int64_t>(sizeof run), sizeof run);
    return run;
  }
  [[nodiscard]] std::int32_t member(std::int64_t index) const {
    std::int32_t rank = -1;
    std::memcpy(&rank, bytes_.data() + table.members.offset + index * 4, sizeof rank);
    return rank;
  }
  [[nodiscard]] std::int64_t size() const { return std::ssize(bytes_); }
  MoveTable table{};

 private:
  std::vector<std::byte> bytes_;
};

void expect_runs(const Block& block, const TableList& list, std::span<const Run> runs) {
  ASSERT_EQ(list.count, std::ssize(runs));
  std::int64_t rows = 0;
  for (std::int64_t i = 0; i < list.count; ++i) {
    const TableRun found = block.run(list, i);
    const Run& expected = runs[static_cast<std::size_t>(i)];
    EXPECT_EQ(found.local_row, expected.local_row);
    EXPECT_EQ(found.remote_row, expected.remote_row);
    EXPECT_EQ(found.first, rows);
    rows += expected.count;
  }
  EXPECT_EQ(block.run(list, list.count).first, rows) << "the list must end with the number of all rows";
  EXPECT_EQ(list.row_count, rows);
}

TEST(MoveTable, holds_every_run_of_the_program_once_and_in_order) {
  Random random(3);
  for (int i = 0; i < 300; ++i) {
    const proptest::Case input = proptest::random_case(random, {.max_cp = 6, .max_tokens = 200, .max_sequences = 8});
    const auto placed = proptest::place(input).value();
    const Group group(placed.source.layout(), placed.target.layout());
    const RankProgram program = rank_program(placed.source, placed.target, group.world_rank(0)).value();
    const std::vector<std::int32_t> members = {3, 5};
    std::vector<std::int32_t> rank_of(1000);
    for (std::size_t world = 0; world < rank_of.size(); ++world) rank_of[world] = static_cast<std::int32_t>(world) + 7;
    const Block block(program, {.own_rank = 2, .rank_of = rank_of, .members = members});
    EXPECT_EQ(block.table.fingerprint, program.fingerprint);
    EXPECT_EQ(block.table.size_bytes, block.size());
    expect_runs(block, block.table.sends, program.sends.runs);
    expect_runs(block, block.table.receives, program.receives.runs);
    expect_runs(block, block.table.own, program.own);
    for (const Message& message : program.sends.messages) {
      for (std::int64_t run = message.run_begin; run < message.run_end; ++run) {
        EXPECT_EQ(block.run(block.table.sends, run).peer, message.peer + 7) << "peers are ranks of the communicator";
      }
    }
    ASSERT_EQ(block.table.members.count, 2);
    EXPECT_EQ(block.member(0), 3);
    EXPECT_EQ(block.member(1), 5);
    ASSERT_EQ(block.table.target_fills.count, std::ssize(program.target_fills));
    for (std::int64_t fill = 0; fill < block.table.target_fills.count; ++fill) {
      EXPECT_EQ(block.run(block.table.target_fills, fill).local_row,
                program.target_fills[static_cast<std::size_t>(fill)].begin);
    }
  }
}

TEST(Share, of_all_workers_are_the_whole_one_after_another_and_about_the_same) {
  for (std::int64_t length = 0; length < 20'000; length += 173) {
    for (std::int64_t count = 1; count < 70; count += 7) {
      std::int64_t end = 0;
      std::int64_t least = length;
      std::int64_t most = 0;
      for (std::int64_t index = 0; index < count; ++index) {
        const Span share = share_of(length, {.index = index, .count = count});
        EXPECT_EQ(share.begin, end);
        end = share.end;
        least = std::min(least, share.size());
        most = std::max(most, share.size());
      }
      EXPECT_EQ(end, length);
      EXPECT_LT(most - least, 2 * share_bytes);
    }
  }
  EXPECT_EQ(share_of(1025, {.index = 0, .count = 2}).size(), 1024) << "two blocks";
  EXPECT_EQ(share_of(1025, {.index = 1, .count = 2}).size(), 1) << "and what is there of the third";
}

TEST(Share, of_two_lists_leaves_no_byte_of_either_and_takes_none_twice) {
  Random random(5);
  for (int i = 0; i < 3000; ++i) {
    const TwoLengths length{.remote = random.below(40'000), .own = random.below(40'000)};
    const std::int64_t count = 1 + random.below(90);
    Shares end{};
    for (std::int64_t index = 0; index < count; ++index) {
      const Shares shares = shares_of(length, {.index = index, .count = count});
      ASSERT_EQ(shares.remote.begin, end.remote.end);
      ASSERT_EQ(shares.own.begin, end.own.end);
      ASSERT_LE(shares.remote.begin, shares.remote.end);
      ASSERT_LE(shares.own.begin, shares.own.end);
      const bool remote_begins = shares.remote.begin == length.remote || shares.remote.begin % share_bytes == 0;
      const bool own_begins = shares.own.begin == length.own || shares.own.begin % share_bytes == 0;
      ASSERT_TRUE(remote_begins) << "not at a word's border";
      ASSERT_TRUE(own_begins) << "not at a word's border";
      end = shares;
    }
    ASSERT_EQ(end.remote.end, length.remote);
    ASSERT_EQ(end.own.end, length.own);
  }
}

TEST(WordCopy, is_aligned_on_both_ends_and_never_past_the_end) {
  for (std::uint64_t from = 0; from < 40; ++from) {
    for (std::uint64_t to = 0; to < 40; ++to) {
      for (std::int64_t size = 0; size < 80; ++size) {
        const WordCopy copy = word_copy({.from = from, .to = to}, size);
        ASSERT_LE(0, copy.head);
        ASSERT_LT(copy.head, copy.word);
        ASSERT_LE(copy.head + copy.word * copy.word_count, size);
        ASSERT_GT(copy.head + copy.word * (copy.word_count + 1), size) << "a whole word is left over";
        if (copy.word_count == 0) continue;
        ASSERT_EQ((from + static_cast<std::uint64_t>(copy.head)) % static_cast<std::uint64_t>(copy.word), 0U);
        ASSERT_EQ((to + static_cast<std::uint64_t>(copy.head)) % static_cast<std::uint64_t>(copy.word), 0U);
      }
    }
  }
  EXPECT_EQ(word_copy({.from = 64, .to = 128}, 64).word, 16);
  EXPECT_EQ(word_copy({.from = 65, .to = 128}, 64).word, 1);
}

ChoiceFacts long_runs() {
  return {.no_window = {},
          .asked = ExecutorKind::automatic,
          .move = {.token_count = 65'536, .chunk_count = 6},
          .row_bytes = 8192};
}

TEST(Choice, takes_copy_engines_for_few_long_runs_and_the_window_for_many) {
  EXPECT_EQ(choose_executor(long_runs()).value().kind, ExecutorKind::copy_engine);
  ChoiceFacts many = long_runs();
  many.move.chunk_count = 1536;
  EXPECT_EQ(choose_executor(many).value().kind, ExecutorKind::window);
}

Placement placed(const std::string& layout, const Pack& pack) {
  return Placement::make(parse_layout(layout, {}).value(), pack).value();
}

// Token by token in turn to two ranks: no two tokens are neighbours anywhere.
Placement in_single_tokens(const Pack& pack) {
  PieceTable table{.token_count = pack.token_count(), .ranks = std::vector<RankPieces>(2)};
  table.ranks[1].world_rank = 1;
  for (std::int64_t token = 0; token < table.token_count; ++token) {
    RankPieces& rank = table.ranks[static_cast<std::size_t>(token % 2)];
    rank.pieces.push_back({.token = token, .row = rank.row_count++, .count = 1});
  }
  LayoutKeys keys;
  keys.name = LayoutName::custom;
  keys.file = "single tokens";
  keys.cp = 2;
  keys.custom = std::make_shared<const PieceTable>(std::move(table));
  return Placement::make(Layout::make(std::move(keys)).value(), pack).value();
}

TEST(Choice, moves_a_custom_layout_of_many_fragments_by_the_window) {
  const Pack pack = Pack::from_lengths({65'536}).value();
  const Placement halves = placed("contiguous:cp=2", pack);
  const auto chosen = [](const Placement& source, const Placement& target) {
    ChoiceFacts facts = long_runs();
    facts.move = facts_of(source, target);
    return choose_executor(facts).value().kind;
  };
  EXPECT_EQ(chosen(halves, halves), ExecutorKind::copy_engine);
  EXPECT_EQ(chosen(in_single_tokens(pack), halves), ExecutorKind::window);
  EXPECT_EQ(chosen(halves, in_single_tokens(pack)), ExecutorKind::window);
}

// What the choice divides by: too few chunks would have it see long runs where there are none.
void expect_no_more_runs_than_told(const Placement& source, const Placement& target) {
  const std::int64_t chunk_count = facts_of(source, target).chunk_count;
  ASSERT_LE(std::ssize(Plan::make(source, target).value().moves()), chunk_count);
  RankProgramBuilder builder = RankProgramBuilder::make(source, target).value();
  std::int64_t sent = 0;
  std::int64_t received = 0;
  for (std::int32_t place = 0; place < builder.group().size(); ++place) {
    RankProgram program;
    builder.build(builder.group().world_rank(place), program);
    sent += std::ssize(program.sends.runs) + std::ssize(program.own);
    received += std::ssize(program.receives.runs) + std::ssize(program.own);
  }
  ASSERT_LE(sent, chunk_count);
  ASSERT_LE(received, chunk_count);
}

TEST(MoveFacts, no_plan_and_no_programs_have_more_runs_than_both_sides_have_chunks) {
  Random random(11);
  for (int i = 0; i < 20'000; ++i) {
    const proptest::Case input = proptest::random_case(random, {.max_cp = 6, .max_tokens = 120, .max_sequences = 6});
    const proptest::PlacedCase placed = proptest::place(input).value();
    expect_no_more_runs_than_told(placed.source, placed.target);
    if (HasFatalFailure()) FAIL() << proptest::command_options(input);
  }
}

TEST(MoveFacts, count_the_runs_that_shares_of_tp_cut) {
  const Pack pack = Pack::from_lengths({192}).value();
  const Placement source = placed("contiguous:cp=1,tp=64", pack);
  const Placement target = placed("contiguous:cp=1,tp=48", pack);
  EXPECT_EQ(Plan::make(source, target).value().moves().size(), 96U);
  expect_no_more_runs_than_told(source, target);
  EXPECT_EQ(facts_of(source, target).chunk_count, 64 + 48);
}

TEST(MoveFacts, of_a_pack_without_a_sequence_are_nothing) {
  const Placement nothing = placed("zigzag:cp=2", Pack());
  EXPECT_EQ(facts_of(nothing, nothing).token_count, 0);
  EXPECT_EQ(facts_of(nothing, nothing).chunk_count, 0);
}

TEST(Choice, without_a_window_sends_and_receives_and_says_why) {
  ChoiceFacts facts = long_runs();
  facts.no_window = facts.no_hybrid = "only 4 of the 8 ranks can write into each other's memory";
  const Choice choice = choose_executor(facts).value();
  EXPECT_EQ(choice.kind, ExecutorKind::sendrecv);
  EXPECT_EQ(choice.reason, facts.no_window);
  facts.asked = ExecutorKind::window;
  const auto refused = choose_executor(facts);
  ASSERT_FALSE(refused.has_value());
  EXPECT_NE(refused.error().message.find(facts.no_window), std::string::npos);
}

TEST(Statement, the_odd_ranks_are_those_that_differ_from_most) {
  const std::vector<Statement> statements = {{0, 7, 1}, {1, 9, 1}, {2, 7, 1}, {3, 7, 2}};
  EXPECT_EQ(odd_ranks(statements), (std::vector<std::int32_t>{1, 3}));
  EXPECT_EQ(odd_ranks({{4, 7, 1}, {5, 8, 1}}), (std::vector<std::int32_t>{5})) << "on a tie the first is right";
  EXPECT_TRUE(odd_ranks({{0, 7, 1}, {1, 7, 1}}).empty());
}

}  // namespace
}  // namespace relayout::engine
