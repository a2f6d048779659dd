// What random cases met too rarely: packs that do not go together, and rows whose tokens descend.
#include "relayout/model/plan.hpp"

#include <gtest/gtest.h>

#include "relayout/model/layout_text.hpp"
#include "relayout/model/piece_table.hpp"
#include "relayout/model/rank_program.hpp"
#include "relayout/model/stretches.hpp"
#include "relayout/model/view.hpp"

namespace relayout::proptest {
namespace {

Placement place(std::vector<std::int64_t> lengths, const std::string& layout) {
  return Placement::make(parse_layout(layout, {}).value(), Pack::from_lengths(std::move(lengths)).value()).value();
}

TEST(Plan, of_two_packs_is_refused_with_both_named) {
  const auto plan = Plan::make(place({4, 4}, "zigzag:cp=2"), place({12}, "contiguous:cp=2"));
  ASSERT_FALSE(plan.has_value());
  EXPECT_EQ(plan.error(),
            (Error{"other_pack",
                   "source places 8 tokens in 2 sequences, target 12 in 1; a plan joins two placements of "
                   "one pack"}));
}

TEST(Plan, says_how_many_rows_each_rank_of_either_side_has) {
  const auto counts = [](std::span<const std::int64_t> each) { return std::vector(each.begin(), each.end()); };
  const Plan plan = Plan::make(place({8}, "zigzag:cp=2"), place({8}, "contiguous:remainder=pad,cp=3")).value();
  EXPECT_EQ(counts(plan.source_row_counts()), (std::vector<std::int64_t>{4, 4}));
  EXPECT_EQ(counts(plan.target_row_counts()), (std::vector<std::int64_t>{3, 3, 3}));
  EXPECT_EQ(counts(inverse(plan).source_row_counts()), (std::vector<std::int64_t>{3, 3, 3}));
  EXPECT_EQ(counts(inverse(plan).target_row_counts()), (std::vector<std::int64_t>{4, 4}));
}

TEST(Layout, is_equal_to_itself_and_to_its_copies) {
  const Layout layout = parse_layout("zigzag:cp=2", {}).value();
  const Layout copy = layout;
  EXPECT_EQ(layout, copy);
  EXPECT_EQ(copy, parse_layout("zigzag:cp=2", {}).value());
}

// The walk is over where all tokens have been told of, and stays so: also where the last handful held one back.
TEST(Stretches, end_and_stay_at_their_end) {
  for (const std::int64_t sequences : {1, 64, 127, 128, 129, 256, 300}) {
    const Placement side = place(std::vector<std::int64_t>(static_cast<std::size_t>(sequences), 4), "zigzag:cp=2");
    Stretches stretches(side);
    std::int64_t told = 0;
    while (told < side.token_count()) told = stretches.next().back().end;
    EXPECT_TRUE(stretches.next().empty()) << sequences;
    EXPECT_TRUE(stretches.next().empty()) << sequences;
  }
}

// Sequences of five tokens, padded to eight: rank 1 of two holds tokens 2 3 4 and a gap of each.
TEST(RankProgram, has_as_many_gaps_as_there_are) {
  constexpr std::int64_t sequences = 700;
  const std::vector<std::int64_t> lengths(sequences, 5);
  std::vector<Span> gaps;
  for (std::int64_t i = 0; i < sequences; ++i) gaps.push_back({4 * i + 3, 4 * i + 4});
  const Placement padded = place(lengths, "zigzag:remainder=pad,cp=2");
  const Placement dense = place(lengths, "contiguous:remainder=balanced,cp=2");
  EXPECT_EQ(rank_program(padded, dense, 1)->source_fills, gaps);
  EXPECT_EQ(rank_program(dense, padded, 1)->target_fills, gaps);
  gaps.back().end = 3000;  // and the tail
  EXPECT_EQ(rank_program(place(lengths, "zigzag:remainder=pad,cp=2,rank_rows=3000"), dense, 1)->source_fills, gaps);
  const Placement tailed = place(lengths, "contiguous:remainder=balanced,cp=2,rank_rows=2000");
  EXPECT_EQ(rank_program(padded, tailed, 1)->target_fills, (std::vector<Span>{{1750, 2000}}));
}

struct Texts {
  const char* source;
  const char* target;
};
// With gaps on one side, on both, on none; by bands and not; with shares, with tails.
constexpr Texts many_pairs[] = {{"zigzag:remainder=pad,cp=2", "contiguous:remainder=balanced,cp=2"},
                                {"contiguous:remainder=balanced,cp=3", "sequential:remainder=pad,cp=2"},
                                {"zigzag:remainder=pad,cp=2", "sequential:remainder=pad,cp=3,rank_multiple=16"},
                                {"flat-zigzag:remainder=balanced,cp=2,tp=2", "striped:remainder=pad,block=2,cp=2"},
                                {"zigzag:remainder=balanced,cp=2", "contiguous:remainder=balanced,cp=2"}};

TEST(RankProgram, of_the_way_back_is_the_inverse) {
  for (const auto& [from, to] : many_pairs) {
    const Placement source = place({5, 0, 1, 9, 3}, from);
    const Placement target = place({5, 0, 1, 9, 3}, to);
    for (std::int32_t rank = 0; rank < 2; ++rank) {
      const RankProgram back = rank_program(target, source, rank).value();
      const RankProgram turned = inverse(rank_program(source, target, rank).value());
      EXPECT_EQ(turned.source_row_count, back.source_row_count) << from;
      EXPECT_EQ(turned.target_row_count, back.target_row_count) << from;
      EXPECT_EQ(turned.source_fills, back.source_fills) << from;
      EXPECT_EQ(turned.target_fills, back.target_fills) << from;
      EXPECT_EQ(turned.own, back.own) << from;
    }
  }
}

TEST(RankProgram, written_over_another_one_is_as_if_written_alone) {
  RankProgram program;
  for (const auto& [from, to] : many_pairs) {
    const Placement source = place({5, 0, 1, 9, 3}, from);
    const Placement target = place({5, 0, 1, 9, 3}, to);
    RankProgramBuilder builder = RankProgramBuilder::make(source, target).value();
    for (const std::int32_t rank : {0, 1, 0}) {
      builder.build(rank, program);
      EXPECT_EQ(program, rank_program(source, target, rank).value()) << from << " -> " << to << ", rank " << rank;
    }
  }
}

// At most 128 sends and receives are posted together.
TEST(Exchanges, hold_the_messages_of_128_distances_each) {
  const auto message = [](std::int32_t distance) { return Message{.peer = distance, .distance = distance}; };
  const std::vector<Message> sends{message(1), message(128), message(129), message(256)};
  const std::vector<Message> receives{message(129), message(257)};
  std::vector<std::vector<std::int32_t>> found;
  for (const Exchange& each : exchanges({.sends = sends, .receives = receives})) {
    std::vector<std::int32_t>& line = found.emplace_back();
    line.push_back(each.index);
    for (const Message& one : each.sends) line.push_back(one.distance);
    for (const Message& one : each.receives) line.push_back(-one.distance);
  }
  EXPECT_EQ(found, (std::vector<std::vector<std::int32_t>>{{0, 1, 128}, {1, 129, 256, -129}, {2, -257}}));
}

TEST(View, names_positions_and_sequences_of_rows_and_none_of_padding) {
  const View found = view(place({3, 1}, "zigzag:remainder=pad,cp=1"), 0);
  EXPECT_EQ(position_ids(found), (std::vector<std::int64_t>{0, 1, 2, 0, 0, 0}));
  EXPECT_EQ(sequence_ids(found), (std::vector<std::int64_t>{0, 0, 0, -1, 1, -1}));
}

TEST(View, written_over_another_one_is_as_if_written_alone) {
  View written;
  std::vector<Piece> pieces;
  for (const auto& [source, target] : many_pairs) {
    for (const char* text : {source, target}) {
      const Placement side = place({5, 0, 1, 9, 3}, text);
      for (const std::int32_t rank : {1, 0}) {
        write_view(side, rank, pieces, written);
        EXPECT_EQ(written, view(side, rank)) << text << ", rank " << rank;
      }
    }
  }
}

// Of what an interval with tokens says nothing is left where the next one has none.
TEST(View, written_over_another_one_keeps_nothing_of_its_chain) {
  const Placement side = place({2}, "contiguous:remainder=balanced,cp=3");
  View written;
  std::vector<Piece> pieces;
  write_view(side, 2, pieces, written);
  write_view(side, 0, pieces, written);
  EXPECT_EQ(written, view(side, 0));
}

TEST(Placement, that_does_not_divide_names_the_scope) {
  const Pack pack = Pack::from_lengths({4, 6}).value();
  const auto refused = [&](const char* text) {
    return Placement::make(parse_layout(text, {}).value(), pack).error().message;
  };
  EXPECT_EQ(refused("zigzag:cp=2"),
            "sequence 1 has 6 tokens; zigzag over cp=2 needs a multiple of 4 (remainder=exact). Choose remainder=pad, "
            "balanced, array_split or torch_chunk");
  EXPECT_EQ(refused("striped:block=1,cp=3"),
            "the pack has 10 tokens; striped over cp=3 needs a multiple of 3 (remainder=exact). Choose remainder=pad "
            "or balanced");
}

// 2^40 rows are the limit: of all ranks together, whether they have as many or not.
TEST(Placement, of_too_many_rows_is_refused_and_of_just_so_many_is_not) {
  const auto placed = [](std::int64_t tokens, const char* text) {
    return Placement::make(parse_layout(text, {}).value(), Pack::from_lengths({tokens}).value());
  };
  EXPECT_EQ(placed(4, "zigzag:remainder=pad,cp=2,rank_rows=549755813889").error().code, "too_many_rows");
  EXPECT_TRUE(placed(4, "zigzag:remainder=pad,cp=2,rank_rows=549755813888").has_value());
  constexpr std::int64_t most = std::int64_t{1} << 40;
  EXPECT_TRUE(placed(most, "contiguous:remainder=balanced,cp=2,rank_multiple=4").has_value());
  EXPECT_EQ(placed(most, "contiguous:remainder=balanced,cp=3,rank_multiple=4").error().code, "too_many_rows");
}

// A file may say what a name says, one token a piece: more pieces than are looked up at once.
TEST(Plan, of_many_pieces_is_that_of_the_layout_they_are) {
  PieceTable crumbs{.token_count = 100, .ranks = {{0, 0, {}}, {1, 0, {}}}};
  for (std::int64_t token = 0; token < 100; ++token) {
    RankPieces& rank = crumbs.ranks[static_cast<std::size_t>(token) % 2];
    rank.pieces.push_back({token, rank.row_count++, 1});
  }
  const Pack pack = Pack::from_lengths({100}).value();
  const Layout file =
      parse_layout("custom:file=f", {.default_cp = 0, .read_custom = [&](const std::string&) { return crumbs; }})
          .value();
  const Placement custom = Placement::make(file, pack).value();
  const Placement striped = place({100}, "striped:block=1,cp=2");
  const Placement other = place({100}, "zigzag:remainder=balanced,cp=3");
  for (const bool back : {false, true}) {
    const Plan found = (back ? Plan::make(other, custom) : Plan::make(custom, other)).value();
    const Plan expected = (back ? Plan::make(other, striped) : Plan::make(striped, other)).value();
    EXPECT_EQ(std::vector(found.moves().begin(), found.moves().end()),
              std::vector(expected.moves().begin(), expected.moves().end()));
  }
}

TEST(RankProgram, of_a_rank_that_takes_no_part_is_refused_with_those_that_do) {
  const auto program = rank_program(place({8}, "zigzag:cp=2"), place({8}, "contiguous:cp=2,world=5-9"), 3);
  ASSERT_FALSE(program.has_value());
  EXPECT_EQ(program.error().code, "bad_rank");
  EXPECT_NE(program.error().message.find("4 ranks, 0 to 9"), std::string::npos) << program.error().message;
  for (const std::int32_t rank : {-1, 2}) {
    const auto outside = rank_program(place({8}, "zigzag:cp=2"), place({8}, "contiguous:cp=2"), rank);
    ASSERT_FALSE(outside.has_value());
    EXPECT_EQ(outside.error().code, "bad_rank");
  }
}

TEST(RankProgram, of_two_packs_is_refused) {
  const auto program = rank_program(place({4, 4}, "zigzag:cp=2"), place({12}, "contiguous:cp=2"), 0);
  ASSERT_FALSE(program.has_value());
  EXPECT_EQ(program.error(), (Error{"other_pack",
                                    "source places 8 tokens, target 12; a rank program joins two placements of one "
                                    "pack"}));
}

// Rows ascend by token in every named layout; a file may say otherwise.
TEST(View, of_rows_whose_tokens_descend_keeps_them_apart) {
  const PieceTable descending{.token_count = 2,
                              .ranks = {{.world_rank = 0, .row_count = 2, .pieces = {{1, 0, 1}, {0, 1, 1}}}}};
  const Layout layout =
      parse_layout("custom:file=f", {.default_cp = 0, .read_custom = [&](const std::string&) { return descending; }})
          .value();
  const View found = view(Placement::make(layout, Pack::from_lengths({2}).value()).value(), 0);
  EXPECT_EQ(found.segments, (std::vector<Segment>{{0, 1, 0, 1}, {0, 0, 1, 1}}));
}

// A view takes it that pieces are maximal, and joins none of its own.
TEST(View, of_chunks_or_pieces_that_go_on_is_one_segment_a_sequence) {
  const std::vector<Segment> whole{{0, 0, 0, 3}, {1, 0, 3, 1}};
  const PieceTable crumbs{
      .token_count = 4,
      .ranks = {{.world_rank = 0, .row_count = 4, .pieces = {{0, 0, 1}, {1, 1, 1}, {2, 2, 1}, {3, 3, 1}}}}};
  const ParseOptions options{.default_cp = 1, .read_custom = [&](const std::string&) { return crumbs; }};
  for (const char* text : {"custom:file=f", "zigzag:remainder=balanced", "flat-zigzag", "striped:block=1"}) {
    const Layout layout = parse_layout(text, options).value();
    EXPECT_EQ(view(Placement::make(layout, Pack::from_lengths({3, 1}).value()).value(), 0).segments, whole) << text;
  }
}

}  // namespace
}  // namespace relayout::proptest
