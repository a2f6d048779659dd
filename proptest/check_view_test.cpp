// Law `views` judged twice: against the view of the placement, field by field, and against pieces and pack alone.
#include "relayout/model/check/check_view.hpp"

#include <utility>

#include "relayout/proptest/check_fixture.hpp"

namespace relayout::proptest {
namespace {

// A rank of a placement, and both accounts of it.
struct Subject {
  Placement placement;
  View view;
  RankPieces pieces;

  [[nodiscard]] ViewOnPieces on_pieces(const View& other) const { return {other, pieces, placement.pack()}; }
};

std::vector<Subject> subjects_of(const Placement& placement) {
  std::vector<Subject> subjects;
  const PieceTable table = placement.table();
  for (std::int32_t rank = 0; rank < placement.rank_count(); ++rank) {
    subjects.push_back({placement, view(placement, rank), table.ranks[static_cast<std::size_t>(rank)]});
  }
  return subjects;
}

std::vector<Subject> subjects(std::int64_t case_count) {
  std::vector<Case> cases = small_cases(case_count);
  const std::vector<Case> extremes = extreme_cases();
  cases.insert(cases.end(), extremes.begin(), extremes.end());
  std::vector<Subject> result;
  for (const Case& input : cases) {
    for (const Layout* layout : {&input.source, &input.target}) {
      for (Subject& subject : subjects_of(Placement::make(*layout, input.pack).value())) {
        result.push_back(std::move(subject));
      }
    }
  }
  return result;
}

// sequence 0 of 3 tokens in a slot of 4, sequence 1 of 4: rank 0 | 0 . 4 7  with token 3 as carried padding
Subject eight() {
  const Pack pack = Pack::from_lengths({3, 4}, {4, 4}).value();
  return subjects_of(placed("zigzag:cp=2", pack)).front();
}

// Part 0 of rank 1 is tokens 3..5 of 12 in sequences 5 7: its first sequence began before it, its last goes on.
Subject chained() { return subjects_of(placed("flat-zigzag:cp=2", pack_of({5, 7}))).at(1); }

void damage_fla(Workshop<View>& shop, std::size_t i, const FlaPart& part) {
  const std::string who = "fla " + std::to_string(i);
  shop.drop_and_repeat(who + " cu_seqlens", [=](View& v) -> Numbers& { return v.fla[i].cu_seqlens; });
  for (std::size_t j = 0; j < part.cu_seqlens.size(); ++j) {
    shop.spoil(who + " cu_seqlens", [=](View& v) -> std::int64_t& { return v.fla[i].cu_seqlens[j]; });
  }
  shop.spoil(who + " pre_num_conv_tokens", [=](View& v) -> std::int64_t& { return v.fla[i].pre_num_conv_tokens; });
  shop.add(who + " is_first_rank", [=](View& v) { v.fla[i].is_first_rank = !v.fla[i].is_first_rank; });
  shop.add(who + " is_last_rank", [=](View& v) { v.fla[i].is_last_rank = !v.fla[i].is_last_rank; });
  if (part.cu_seqlens.back() == 0) return;  // where an empty part begins says nothing
  shop.spoil(who + " row_begin", [=](View& v) -> std::int64_t& { return v.fla[i].row_begin; });
}

// What both judges can see.
std::vector<Damaged<View>> damaged(const View& right) {
  Workshop<View> shop(right);
  shop.spoil_rank("world_rank", [](View& v) -> std::int32_t& { return v.world_rank; });
  for (const auto number : {&View::row_count, &View::max_seqlen, &View::max_seqlen_padded}) {
    shop.spoil("a number", [=](View& v) -> std::int64_t& { return v.*number; });
  }
  shop.drop_and_repeat("segment", [](View& v) -> std::vector<Segment>& { return v.segments; });
  for (std::size_t i = 0; i < right.segments.size(); ++i) {
    for (const auto field : {&Segment::sequence, &Segment::position, &Segment::row, &Segment::count}) {
      shop.spoil("segment " + std::to_string(i), [=](View& v) -> std::int64_t& { return v.segments[i].*field; });
    }
    if (i > 0) shop.add("segments swapped", [=](View& v) { std::swap(v.segments[i], v.segments[i - 1]); });
    if (right.segments[i].count < 2) continue;
    shop.add("segment cut in two", [=](View& v) {
      const Segment whole = v.segments[i];
      v.segments[i].count = 1;
      v.segments.insert(v.segments.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                        {whole.sequence, whole.position + 1, whole.row + 1, whole.count - 1});
    });
  }
  for (const auto sums : {&View::cu_seqlens, &View::cu_seqlens_padded}) {
    shop.drop_and_repeat("prefix sum", [=](View& v) -> Numbers& { return v.*sums; });
  }
  for (std::size_t i = 0; i < right.cu_seqlens.size(); ++i) {
    shop.spoil("cu_seqlens " + std::to_string(i), [=](View& v) -> std::int64_t& { return v.cu_seqlens[i]; });
  }
  for (std::size_t i = 0; i < right.fla.size(); ++i) damage_fla(shop, i, right.fla[i]);
  return shop.damaged();
}

// What only the view of the placement tells: temporary padding's share of sums, how long chains are, which parts exist.
std::vector<Damaged<View>> subtly_damaged(const View& right) {
  Workshop<View> shop(right);
  for (std::size_t i = 0; i < right.cu_seqlens_padded.size(); ++i) {
    shop.spoil("cu_seqlens_padded", [=](View& v) -> std::int64_t& { return v.cu_seqlens_padded[i]; });
  }
  shop.drop_and_repeat("fla part", [](View& v) -> std::vector<FlaPart>& { return v.fla; });
  for (std::size_t i = 0; i < right.fla.size(); ++i) {
    for (const auto field : {&FlaPart::row_begin, &FlaPart::pre_num_ranks, &FlaPart::post_num_ranks}) {
      shop.spoil("fla number", [=](View& v) -> std::int64_t& { return v.fla[i].*field; });
    }
  }
  return shop.damaged();
}

TEST(A_right_view, passes_both_judges) {
  for (const Subject& subject : subjects(300)) {
    ViewClaim claim = claim_of(subject.view);
    EXPECT_TRUE(holds(check_view_on_pieces(subject.on_pieces(subject.view))));
    EXPECT_TRUE(holds(check_view(claim, subject.placement)));
    if (subject.view.row_count < 1'000) claim.position_ids = position_ids(subject.view);
    EXPECT_TRUE(holds(check_view(claim, subject.placement)));
    EXPECT_TRUE(holds(check_view({.rank = subject.view.rank}, subject.placement)));
  }
}

TEST(Every_damage_to_a_view, is_refused_by_both_judges) {
  std::int64_t count = 0;
  for (const Subject& subject : subjects(15)) {
    for (const Damaged<View>& other : damaged(subject.view)) {
      if (other.value == subject.view) continue;
      const std::string which = print(subject.placement.layout()) + ": " + other.what;
      EXPECT_TRUE(refused_by(check_view_on_pieces(subject.on_pieces(other.value)), {"views", ""})) << which;
      ++count;
      if (other.value.world_rank != subject.view.world_rank) continue;  // a claim does not tell it
      EXPECT_TRUE(refused_by(check_view(claim_of(other.value), subject.placement), {"views", ""})) << which;
    }
    for (const Damaged<View>& other : subtly_damaged(subject.view)) {
      if (other.value == subject.view) continue;
      EXPECT_TRUE(refused_by(check_view(claim_of(other.value), subject.placement), {"views", ""})) << other.what;
      static_cast<void>(check_view_on_pieces(subject.on_pieces(other.value)));  // must survive it
    }
  }
  EXPECT_GT(count, 5'000);
}

TEST(A_witness_against_a_claim, names_rank_field_and_index) {
  struct Row {
    std::string_view message;
    void (*harm)(ViewClaim&);
  };
  const Row rows[] = {
      {"rank 0 row_count is 5, expected 4", [](ViewClaim& c) { c.row_count = 5; }},
      {"rank 0 cu_seqlens[2] is 4, expected 3: prefix sums, from 0, of the valid tokens",
       [](ViewClaim& c) { (*c.cu_seqlens)[2] = 4; }},
      {"rank 0 cu_seqlens has 2 entries, expected 3", [](ViewClaim& c) { c.cu_seqlens->pop_back(); }},
      {"rank 0 cu_seqlens_padded[1] is 1, expected 2", [](ViewClaim& c) { (*c.cu_seqlens_padded)[1] = 1; }},
      {"rank 0 max_seqlen is 4, expected 2: the largest step of cu_seqlens", [](ViewClaim& c) { c.max_seqlen = 4; }},
      {"rank 0 max_seqlen_padded is -1, expected 2", [](ViewClaim& c) { c.max_seqlen_padded = -1; }},
      {"rank 0 segments[1] says 1 rows from row 1 on: sequence 0 from position 2 on; expected 1 rows from row 1 on: "
       "sequence 0 from position 3 on",
       [](ViewClaim& c) { (*c.segments)[1].position = 2; }},
      {"rank 0 has 3 segments, expected 4", [](ViewClaim& c) { c.segments->pop_back(); }},
      {"rank 0 position_ids[3] is 7, expected 3, the row's place in sequence 1",
       [](ViewClaim& c) {
         c.position_ids = Numbers{0, 3, 0, 7};
       }},
      {"rank 0 position_ids has 2 entries, expected 4",
       [](ViewClaim& c) {
         c.position_ids = Numbers{0, 3};
       }},
      {"rank 0 fla has 1 parts, expected 0", [](ViewClaim& c) { c.fla = std::vector<FlaPart>(1); }},
      {"the view is of rank 2, but the layout has 2 ranks", [](ViewClaim& c) { c.rank = 2; }},
      {"the view is of rank -1, but the layout has 2 ranks", [](ViewClaim& c) { c.rank = -1; }},
  };
  for (const Row& row : rows) {
    const Subject subject = eight();
    ViewClaim claim = claim_of(subject.view);
    row.harm(claim);
    EXPECT_TRUE(refused(check_view(claim, subject.placement), "views", row.message)) << row.message;
  }
  ViewClaim claim = claim_of(chained().view);
  (*claim.fla)[0].pre_num_conv_tokens = 2;
  EXPECT_TRUE(refused(check_view(claim, chained().placement), "views",
                      "rank 1 fla[0].pre_num_conv_tokens is 2, expected 3: tokens of its first sequence ahead"));
}

TEST(Position_ids_of_temporary_padding, are_not_judged) {
  const Subject subject = subjects_of(placed("contiguous:remainder=pad,cp=2", pack_of({3}))).at(1);
  ViewClaim claim{.rank = 1, .position_ids = Numbers{2, 17}};
  EXPECT_TRUE(holds(check_view(claim, subject.placement)));
  claim.position_ids = Numbers{3, 0};
  EXPECT_TRUE(refused(check_view(claim, subject.placement), "views", "rank 1 position_ids[0] is 3, expected 2"));
}

TEST(A_witness_against_a_view_on_pieces, names_the_row_and_both_readings) {
  struct Row {
    std::string_view message;
    void (*harm)(View&);
  };
  const Row rows[] = {
      {"rank 0 row 1 is said to be sequence 0 position 2, expected sequence 0 position 3",
       [](View& v) { v.segments[1].position = 2; }},
      {"rank 0 row 3 is said to be temporary padding, expected sequence 1 position 3",
       [](View& v) { v.segments.pop_back(); }},
      {"rank 0 segments[3] {sequence 1, position 4, row 3, count 1} does not fit 2 sequences in 4 rows",
       [](View& v) { v.segments[3].position = 4; }},
      {"rank 0 cu_seqlens[1] is 2, expected 1: sequence 0 has 1 valid tokens here",
       [](View& v) { v.cu_seqlens[1] = 2; }},
      {"rank 0 cu_seqlens[2] is 0, expected 1 or more, and at most row_count 4", [](View& v) { v.cu_seqlens[2] = 0; }},
      {"rank 0 max_seqlen is 3, expected 2, the largest step of cu_seqlens", [](View& v) { v.max_seqlen = 3; }},
      {"rank 0 cu_seqlens_padded gives sequence 0 1 rows, which has 2 tokens here, and gives sequence 0 rows [0, 1), "
       "but "
       "its tokens are in rows [1, 2)",
       [](View& v) {
         v.cu_seqlens_padded = {0, 1, 4}, v.max_seqlen_padded = 3;
       }},
      {"rank 0 world_rank is 1, expected 0", [](View& v) { v.world_rank = 1; }},
      {"rank 0 row_count is 3, expected 4", [](View& v) { v.row_count = 3; }},
  };
  for (const Row& row : rows) {
    const Subject subject = eight();
    View other = subject.view;
    row.harm(other);
    EXPECT_TRUE(refused(check_view_on_pieces(subject.on_pieces(other)), "views", row.message)) << row.message;
  }
}

TEST(A_witness_against_fla_parts, names_the_part_and_its_tokens) {
  struct Row {
    std::string_view message;
    void (*harm)(View&);
  };
  const Row rows[] = {
      {"rank 1 fla[0].cu_seqlens[1] is 1, expected 2: the part holds tokens [3, 6)",
       [](View& v) { v.fla[0].cu_seqlens[1] = 1; }},
      {"rank 1 fla[0].pre_num_conv_tokens is 0, expected 3", [](View& v) { v.fla[0].pre_num_conv_tokens = 0; }},
      {"rank 1 fla[0].pre_num_ranks is 0, but 3 tokens of its first sequence are ahead of it",
       [](View& v) { v.fla[0].pre_num_ranks = 0; }},
      {"rank 1 fla[1].post_num_ranks is -1, but 3 tokens of its last sequence come after it",
       [](View& v) { v.fla[1].post_num_ranks = -1; }},
      {"rank 1 fla[1].post_num_ranks is 0, but 3 tokens of its last sequence come after it",
       [](View& v) { v.fla[1].post_num_ranks = 0; }},
      {"rank 1 fla[1].is_last_rank is 1, but post_num_ranks is 1", [](View& v) { v.fla[1].is_last_rank = true; }},
      {"rank 1 fla[0].cu_seqlens has no entry", [](View& v) { v.fla[0].cu_seqlens.clear(); }},
      {"rank 1 fla[1] has 3 rows from row_begin 4 on, but row_count is 6", [](View& v) { v.fla[1].row_begin = 4; }},
      {"rank 1 fla[1].row_begin is 2, expected 3 or more", [](View& v) { v.fla[1].row_begin = 2; }},
      {"rank 1 fla leaves out 3 tokens that are on the rank", [](View& v) { v.fla.pop_back(); }},
  };
  for (const Row& row : rows) {
    const Subject subject = chained();
    View other = subject.view;
    row.harm(other);
    EXPECT_TRUE(refused(check_view_on_pieces(subject.on_pieces(other)), "views", row.message)) << row.message;
  }
}

TEST(A_part_of_fla, is_one_interval_of_the_pack) {
  const Subject subject = subjects_of(placed("flat-zigzag:cp=2", pack_of({12}))).front();  // tokens 0 1 2 9 10 11
  View other = subject.view;
  other.fla.resize(1);
  other.fla[0].cu_seqlens = {0, 6};
  EXPECT_TRUE(refused(check_view_on_pieces(subject.on_pieces(other)), "views",
                      "rank 0 fla[0] has rows [0, 6), but row 3 holds token 9, expected 3"));
}

TEST(Pieces_that_are_none, are_refused_before_the_view_is_read) {
  const Subject subject = eight();
  for (const std::int64_t value : {lowest, std::int64_t{-1}, huge}) {
    for (const auto field : {&Piece::token, &Piece::row, &Piece::count}) {
      RankPieces pieces = subject.pieces;
      pieces.pieces[0].*field = value;
      EXPECT_TRUE(refused(check_view_on_pieces({subject.view, pieces, subject.placement.pack()}), "views",
                          "does not fit 8 tokens in 4 rows"));
    }
    RankPieces pieces = subject.pieces;
    pieces.row_count = value;
    EXPECT_TRUE(refused(check_view_on_pieces({subject.view, pieces, subject.placement.pack()}), "views", "row_count"));
  }
  RankPieces pieces = subject.pieces;
  pieces.pieces.push_back({1, 0, 1});
  EXPECT_TRUE(
      refused(check_view_on_pieces({subject.view, pieces, subject.placement.pack()}), "views", "both hold row 0"));
}

}  // namespace
}  // namespace relayout::proptest
