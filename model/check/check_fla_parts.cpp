#include "relayout/model/check/check_fla_parts.hpp"

#include <algorithm>
#include <cstdint>
#include <ostream>
#include <string>

#include "relayout/model/check/interval.hpp"
#include "relayout/model/span.hpp"

namespace relayout {
namespace {

template <class... Parts>
Witness wrong_view(const Parts&... parts) {
  return make_witness("views", parts...);
}

// How witnesses call a part: put in words only where there is one.
struct PartName {
  std::int32_t rank;
  std::size_t part;
};

std::ostream& operator<<(std::ostream& stream, const PartName& name) {
  return stream << "rank " << name.rank << " fla[" << name.part << "]";
}

// The tokens of a part.
struct PartTokens {
  PartName name;
  Span tokens;
};

// cu_seqlens is what fixes a part's rows: from 0, ascending, and all of them rows of the rank.
Verdict check_steps(const FlaOnRows& subject, const PartName& name, const FlaPart& part) {
  const std::vector<std::int64_t>& sums = part.cu_seqlens;
  if (sums.empty()) return wrong_view(name, ".cu_seqlens has no entry, expected 0 and then the ends of sequences");
  for (std::size_t i = 0; i < sums.size(); ++i) {
    const bool right = i == 0 ? sums[i] == 0 : sums[i - 1] < sums[i];
    if (right) continue;
    return wrong_view(name, ".cu_seqlens[", i, "] is ", sums[i], ", expected ",
                      i == 0 ? "0" : "more than the entry before; empty sequences are left out");
  }
  const std::int64_t count = sums.back();
  if (count == 0 || fits({.begin = part.row_begin, .count = count}, subject.view.row_count)) return std::nullopt;
  return wrong_view(name, " has ", count, " rows from row_begin ", part.row_begin, " on, but row_count is ",
                    subject.view.row_count);
}

// The tokens in a part's rows, which must be consecutive.
Verdict read_tokens(const FlaOnRows& subject, const FlaPart& part, PartTokens& read) {
  const Span rows{part.row_begin, part.row_begin + part.cu_seqlens.back()};
  const auto& there = subject.there;
  auto segment = std::upper_bound(there.begin(), there.end(), rows.begin,
                                  [](std::int64_t row, const Segment& other) { return row < other.row; });
  if (segment != there.begin()) --segment;
  for (std::int64_t row = rows.begin; row < rows.end; ++segment) {
    if (segment == there.end() || !Span{segment->row, segment->row + segment->count}.contains(row)) {
      return wrong_view(read.name, " has rows [", rows.begin, ", ", rows.end, "), but row ", row,
                        " is temporary padding");
    }
    const std::int64_t passed = row - segment->row;
    const std::int64_t token = subject.pack.slot(segment->sequence).begin + segment->position + passed;
    if (row == rows.begin) read.tokens = {token, token + rows.size()};
    const std::int64_t expected = read.tokens.begin + (row - rows.begin);
    if (token != expected) {
      return wrong_view(read.name, " has rows [", rows.begin, ", ", rows.end, "), but row ", row, " holds token ",
                        token, ", expected ", expected, ": a part is one interval of the pack");
    }
    row = segment->row + segment->count;
  }
  return std::nullopt;
}

// unique(clamp(cu_seqlens_padded, [a, b]) - a), as FLA takes it.
std::vector<std::int64_t> steps_of(const Pack& pack, const Span& tokens) {
  std::vector<std::int64_t> sums{0};
  for (std::int64_t token = tokens.begin; token < tokens.end;) {
    token = std::min(pack.slot(pack.sequence_of(token)).end, tokens.end);
    sums.push_back(token - tokens.begin);
  }
  return sums;
}

Verdict check_numbers(const Pack& pack, const PartTokens& read, const FlaPart& part) {
  const std::vector<std::int64_t> steps = steps_of(pack, read.tokens);
  for (std::size_t i = 0; i < std::max(steps.size(), part.cu_seqlens.size()); ++i) {
    if (i < steps.size() && i < part.cu_seqlens.size() && steps[i] == part.cu_seqlens[i]) continue;
    const auto entry = [i](const std::vector<std::int64_t>& sums) {
      return i < sums.size() ? std::to_string(sums[i]) : std::string("missing");
    };
    return wrong_view(read.name, ".cu_seqlens[", i, "] is ", entry(part.cu_seqlens), ", expected ", entry(steps),
                      ": the part holds tokens [", read.tokens.begin, ", ", read.tokens.end, ")");
  }
  std::int64_t before = 0;
  std::int64_t after = 0;
  if (!read.tokens.empty()) {
    before = read.tokens.begin - pack.slot(pack.sequence_of(read.tokens.begin)).begin;
    after = pack.slot(pack.sequence_of(read.tokens.end - 1)).end - read.tokens.end;
  }
  if (part.pre_num_conv_tokens != before) {
    return wrong_view(read.name, ".pre_num_conv_tokens is ", part.pre_num_conv_tokens, ", expected ", before);
  }
  if (part.pre_num_ranks < 0 || (part.pre_num_ranks > 0) != (before > 0)) {
    return wrong_view(read.name, ".pre_num_ranks is ", part.pre_num_ranks, ", but ", before,
                      " tokens of its first sequence are ahead of it");
  }
  if (part.post_num_ranks < 0 || (part.post_num_ranks > 0) != (after > 0)) {
    return wrong_view(read.name, ".post_num_ranks is ", part.post_num_ranks, ", but ", after,
                      " tokens of its last sequence come after it");
  }
  if (part.is_first_rank != (part.pre_num_ranks == 0)) {
    return wrong_view(read.name, ".is_first_rank is ", part.is_first_rank, ", but pre_num_ranks is ",
                      part.pre_num_ranks);
  }
  if (part.is_last_rank != (part.post_num_ranks == 0)) {
    return wrong_view(read.name, ".is_last_rank is ", part.is_last_rank, ", but post_num_ranks is ",
                      part.post_num_ranks);
  }
  return std::nullopt;
}

}  // namespace

Verdict check_fla_parts(const FlaOnRows& subject) {
  const std::vector<FlaPart>& parts = subject.view.fla;
  std::int64_t left = 0;  // tokens of the rank that no part has held so far
  for (const Segment& segment : subject.there) left += segment.count;
  std::int64_t row = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    PartTokens read{{subject.view.rank, i}, {}};
    if (Verdict fault = check_steps(subject, read.name, parts[i])) return fault;
    const std::int64_t count = parts[i].cu_seqlens.back();
    if (count > 0) {
      if (parts[i].row_begin < row) {
        return wrong_view(read.name, ".row_begin is ", parts[i].row_begin, ", expected ", row, " or more");
      }
      if (Verdict fault = read_tokens(subject, parts[i], read)) return fault;
      row = parts[i].row_begin + count;
      left -= count;
    }
    if (Verdict fault = check_numbers(subject.pack, read, parts[i])) return fault;
  }
  if (parts.empty() || left == 0) return std::nullopt;
  return wrong_view("rank ", subject.view.rank, " fla leaves out ", left, " tokens that are on the rank");
}

}  // namespace relayout
