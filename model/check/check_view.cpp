#include "relayout/model/check/check_view.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>

namespace relayout {
namespace {

using List = std::vector<std::int64_t>;

template <class... Parts>
std::string words(const Parts&... parts) {
  return make_error("", parts...).message;
}

template <class... Parts>
Witness wrong_view(const Parts&... parts) {
  return make_witness("views", parts...);
}

// What a witness is about: "rank 1 cu_seqlens", "rank 1 fla[0].row_begin". Put in words only where there is a witness.
struct FieldName {
  std::int32_t rank = 0;
  std::int64_t fla_part = -1;  // -1: of the view itself
  std::string_view field;
};

std::ostream& operator<<(std::ostream& stream, const FieldName& name) {
  stream << "rank " << name.rank << ' ';
  if (name.fla_part >= 0) stream << "fla[" << name.fla_part << "].";
  return stream << name.field;
}

// One number or list of a claim beside what it should be; `meaning` says what it counts.
template <class Value>
struct Field {
  FieldName name;
  const Value& found;
  const Value& expected;
  std::string_view meaning;
};

template <class Value>
Verdict compare(const Field<Value>& field) {
  if (field.found == field.expected) return std::nullopt;
  return wrong_view(field.name, " is ", field.found, ", expected ", field.expected, ": ", field.meaning);
}

Verdict compare_lists(const Field<List>& field) {
  if (field.found.size() != field.expected.size()) {
    return wrong_view(field.name, " has ", field.found.size(), " entries, expected ", field.expected.size(), ": ",
                      field.meaning);
  }
  for (std::size_t i = 0; i < field.found.size(); ++i) {
    if (field.found[i] == field.expected[i]) continue;
    return wrong_view(field.name, "[", i, "] is ", field.found[i], ", expected ", field.expected[i], ": ",
                      field.meaning);
  }
  return std::nullopt;
}

// What is claimed beside what it should be.
template <class Value>
struct Both {
  const Value& found;
  const Value& expected;
};

std::string describe(const Segment& segment) {
  return words(segment.count, " rows from row ", segment.row, " on: sequence ", segment.sequence, " from position ",
               segment.position, " on");
}

Verdict compare_segments(std::int32_t rank, const Both<std::vector<Segment>>& segments) {
  const auto& [found, expected] = segments;
  for (std::size_t i = 0; i < std::min(found.size(), expected.size()); ++i) {
    if (found[i] == expected[i]) continue;
    return wrong_view("rank ", rank, " segments[", i, "] says ", describe(found[i]), "; expected ",
                      describe(expected[i]));
  }
  if (found.size() == expected.size()) return std::nullopt;
  return wrong_view("rank ", rank, " has ", found.size(), " segments, expected ", expected.size());
}

Verdict compare_fla(const FieldName& part, const Both<FlaPart>& both) {
  const auto& [found, expected] = both;
  const auto named = [&](std::string_view field) { return FieldName{part.rank, part.fla_part, field}; };
  const std::string_view cu = "prefix sums of the part's tokens by sequence, empty sequences left out";
  if (Verdict fault = compare_lists({named("cu_seqlens"), found.cu_seqlens, expected.cu_seqlens, cu})) return fault;
  const Field<std::int64_t> numbers[] = {
      {named("row_begin"), found.row_begin, expected.row_begin, "the part's first local row"},
      {named("pre_num_ranks"), found.pre_num_ranks, expected.pre_num_ranks,
       "how far back in the chain its first sequence begins"},
      {named("post_num_ranks"), found.post_num_ranks, expected.post_num_ranks,
       "how far on in the chain its last sequence ends"},
      {named("pre_num_conv_tokens"), found.pre_num_conv_tokens, expected.pre_num_conv_tokens,
       "tokens of its first sequence ahead of the part"}};
  for (const auto& field : numbers) {
    if (Verdict fault = compare(field)) return fault;
  }
  if (Verdict fault = compare<bool>(
          {named("is_first_rank"), found.is_first_rank, expected.is_first_rank, "1 where pre_num_ranks is 0"})) {
    return fault;
  }
  return compare<bool>(
      {named("is_last_rank"), found.is_last_rank, expected.is_last_rank, "1 where post_num_ranks is 0"});
}

Verdict compare_fla_parts(std::int32_t rank, const Both<std::vector<FlaPart>>& parts) {
  const auto& [found, expected] = parts;
  if (found.size() != expected.size()) {
    return wrong_view("rank ", rank, " fla has ", found.size(), " parts, expected ", expected.size(),
                      ": contiguous has 1, flat-zigzag 2, all else none");
  }
  for (std::size_t i = 0; i < found.size(); ++i) {
    const FieldName part{.rank = rank, .fla_part = static_cast<std::int64_t>(i), .field = ""};
    if (Verdict fault = compare_fla(part, {found[i], expected[i]})) return fault;
  }
  return std::nullopt;
}

Verdict compare_positions(std::int32_t rank, const List& found, const View& expected) {
  const auto row_count = static_cast<std::int64_t>(found.size());
  if (row_count != expected.row_count) {
    return wrong_view("rank ", rank, " position_ids has ", row_count, " entries, expected ", expected.row_count,
                      ", one a row");
  }
  for (const Segment& segment : expected.segments) {
    for (std::int64_t i = 0; i < segment.count; ++i) {
      const std::int64_t position = found[static_cast<std::size_t>(segment.row + i)];
      if (position == segment.position + i) continue;
      return wrong_view("rank ", rank, " position_ids[", segment.row + i, "] is ", position, ", expected ",
                        segment.position + i, ", the row's place in sequence ", segment.sequence);
    }
  }
  return std::nullopt;
}

}  // namespace

std::array<ClaimedField, 8> fields_of(const ViewClaim& claim) {
  return {{{"row_count", claim.row_count.has_value()},
           {"segments", claim.segments.has_value()},
           {"cu_seqlens", claim.cu_seqlens.has_value()},
           {"cu_seqlens_padded", claim.cu_seqlens_padded.has_value()},
           {"position_ids", claim.position_ids.has_value()},
           {"max_seqlen", claim.max_seqlen.has_value()},
           {"max_seqlen_padded", claim.max_seqlen_padded.has_value()},
           {"fla", claim.fla.has_value()}}};
}

Verdict check_view(const ViewClaim& claim, const Placement& placement) {
  if (claim.rank < 0 || placement.rank_count() <= claim.rank) {
    return wrong_view("the view is of rank ", claim.rank, ", but the layout has ", placement.rank_count(),
                      " ranks, counted from 0");
  }
  const View expected = view(placement, claim.rank);
  const auto named = [&](std::string_view field) { return FieldName{.rank = claim.rank, .field = field}; };
  struct Number {
    std::string_view name;
    const std::optional<std::int64_t>& found;
    std::int64_t expected;
    std::string_view meaning;
  };
  struct Sums {
    std::string_view name;
    const std::optional<List>& found;
    const List& expected;
    std::string_view meaning;
  };
  const Number sizes[] = {
      {"world_rank", claim.world_rank, expected.world_rank, "the rank's name outside its group"},
      {"row_count", claim.row_count, expected.row_count, "rows of the local buffer, padding included"}};
  const Number longest[] = {{"max_seqlen", claim.max_seqlen, expected.max_seqlen, "the largest step of cu_seqlens"},
                            {"max_seqlen_padded", claim.max_seqlen_padded, expected.max_seqlen_padded,
                             "the largest step of cu_seqlens_padded"}};
  const Sums sums[] = {{"cu_seqlens", claim.cu_seqlens, expected.cu_seqlens,
                        "prefix sums, from 0, of the valid tokens that each sequence has on this rank"},
                       {"cu_seqlens_padded", claim.cu_seqlens_padded, expected.cu_seqlens_padded,
                        "prefix sums, from 0, of the rows that each sequence has on this rank"}};
  const auto judge = [&](const Number& number) -> Verdict {
    if (!number.found) return std::nullopt;
    return compare<std::int64_t>({named(number.name), *number.found, number.expected, number.meaning});
  };
  for (const Number& number : sizes) {
    if (Verdict fault = judge(number)) return fault;
  }
  if (claim.segments) {
    if (Verdict fault = compare_segments(claim.rank, {*claim.segments, expected.segments})) return fault;
  }
  for (const Sums& list : sums) {
    if (!list.found) continue;
    if (list.found->size() != list.expected.size()) {
      return wrong_view(named(list.name), " has ", list.found->size(), " entries, expected ", list.expected.size(),
                        ": one more than the pack has sequences, those empty here included. FLA's list, which leaves "
                        "them out, is fla[].cu_seqlens");
    }
    if (Verdict fault = compare_lists({named(list.name), *list.found, list.expected, list.meaning})) {
      return fault;
    }
  }
  for (const Number& number : longest) {
    if (Verdict fault = judge(number)) return fault;
  }
  if (claim.position_ids) {
    if (Verdict fault = compare_positions(claim.rank, *claim.position_ids, expected)) return fault;
  }
  return claim.fla ? compare_fla_parts(claim.rank, {*claim.fla, expected.fla}) : Verdict{};
}

ViewClaim claim_of(const View& view) {
  return {.rank = view.rank,
          .world_rank = view.world_rank,
          .row_count = view.row_count,
          .segments = view.segments,
          .cu_seqlens = view.cu_seqlens,
          .cu_seqlens_padded = view.cu_seqlens_padded,
          .max_seqlen = view.max_seqlen,
          .max_seqlen_padded = view.max_seqlen_padded,
          .fla = view.fla};
}

}  // namespace relayout
