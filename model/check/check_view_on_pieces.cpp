// Law `views`, from pieces and pack alone: model/view.cpp has no part in it.
#include <algorithm>
#include <cstddef>
#include <limits>
#include <string>
#include <string_view>

#include "relayout/model/check/check_fla_parts.hpp"
#include "relayout/model/check/check_view.hpp"
#include "relayout/model/check/interval.hpp"
#include "relayout/model/limits.hpp"
#include "relayout/model/span.hpp"

namespace relayout {
namespace {

template <class... Parts>
Witness wrong_view(const Parts&... parts) {
  return make_witness("views", parts...);
}

Verdict check_head(const ViewOnPieces& subject) {
  const View& view = subject.view;
  if (view.world_rank != subject.pieces.world_rank) {
    return wrong_view("rank ", view.rank, " world_rank is ", view.world_rank, ", expected ", subject.pieces.world_rank);
  }
  if (subject.pieces.row_count < 0 || max_side_rows < subject.pieces.row_count) {
    return wrong_view("rank ", view.rank, " of the pieces has row_count ", subject.pieces.row_count,
                      ", expected 0..2^40");
  }
  if (view.row_count != subject.pieces.row_count) {
    return wrong_view("rank ", view.rank, " row_count is ", view.row_count, ", expected ", subject.pieces.row_count);
  }
  return std::nullopt;
}

// The pieces by row, once they are known to be tokens of the pack in rows of the rank, no row twice.
Verdict read_pieces(const ViewOnPieces& subject, std::vector<Piece>& pieces) {
  pieces = subject.pieces.pieces;
  std::vector<Claimed> claims;
  claims.reserve(pieces.size());
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const Piece& piece = pieces[i];
    const bool fit = fits({.begin = piece.token, .count = piece.count}, subject.pack.token_count()) &&
                     fits({.begin = piece.row, .count = piece.count}, subject.pieces.row_count);
    if (!fit) {
      return wrong_view("piece ", i, " of rank ", subject.view.rank, " {token ", piece.token, ", row ", piece.row,
                        ", count ", piece.count, "} does not fit ", subject.pack.token_count(), " tokens in ",
                        subject.pieces.row_count, " rows");
    }
    claims.push_back({.begin = piece.row, .end = piece.row + piece.count, .claimant = i});
  }
  if (const std::optional<Conflict> conflict = first_conflict(claims)) {
    return wrong_view("pieces ", conflict->first, " and ", conflict->second, " of rank ", subject.view.rank,
                      " both hold row ", conflict->at);
  }
  std::sort(pieces.begin(), pieces.end(), [](const Piece& a, const Piece& b) { return a.row < b.row; });
  return std::nullopt;
}

// The pieces cut at the borders of the slots.
std::vector<Segment> segments_of(const std::vector<Piece>& pieces, const Pack& pack) {
  std::vector<Segment> segments;
  segments.reserve(pieces.size());
  for (const Piece& piece : pieces) {
    for (std::int64_t done = 0; done < piece.count; done += segments.back().count) {
      const std::int64_t token = piece.token + done;
      const std::int64_t sequence = pack.sequence_of(token);
      const Span slot = pack.slot(sequence);
      segments.push_back({.sequence = sequence,
                          .position = token - slot.begin,
                          .row = piece.row + done,
                          .count = std::min(slot.end - token, piece.count - done)});
    }
  }
  return segments;
}

// The view's own segments name positions and rows that exist, ascend by row, and are maximal.
Verdict check_segments(const ViewOnPieces& subject) {
  const View& view = subject.view;
  for (std::size_t i = 0; i < view.segments.size(); ++i) {
    const Segment& segment = view.segments[i];
    const bool known = 0 <= segment.sequence && segment.sequence < subject.pack.sequence_count();
    const bool fit =
        known &&
        fits({.begin = segment.position, .count = segment.count}, subject.pack.slot(segment.sequence).size()) &&
        fits({.begin = segment.row, .count = segment.count}, view.row_count);
    if (!fit) {
      return wrong_view("rank ", view.rank, " segments[", i, "] {sequence ", segment.sequence, ", position ",
                        segment.position, ", row ", segment.row, ", count ", segment.count, "} does not fit ",
                        subject.pack.sequence_count(), " sequences in ", view.row_count, " rows");
    }
    if (i == 0) continue;
    const Segment& before = view.segments[i - 1];
    if (segment.row < before.row + before.count) {
      return wrong_view("rank ", view.rank, " segments[", i, "] begins at row ", segment.row, ", but segments[", i - 1,
                        "] ends before row ", before.row + before.count, "; segments ascend by row");
    }
    if (segment.row == before.row + before.count && segment.sequence == before.sequence &&
        segment.position == before.position + before.count) {
      return wrong_view("rank ", view.rank, " segments[", i - 1, "] and [", i, "] are one; segments are maximal");
    }
  }
  return std::nullopt;
}

// What a list of segments says of a row, and for how many rows on it goes on so. `index` is of the first segment that
// ends past the row.
struct Reading {
  std::int64_t sequence = -1;  // -1: temporary padding
  std::int64_t position = 0;
  std::int64_t count = std::numeric_limits<std::int64_t>::max();
};

Reading read_row(const std::vector<Segment>& segments, std::size_t& index, std::int64_t row) {
  while (index < segments.size() && segments[index].row + segments[index].count <= row) ++index;
  if (index == segments.size()) return {};
  const Segment& segment = segments[index];
  if (row < segment.row) return {.count = segment.row - row};
  const std::int64_t passed = row - segment.row;
  return {segment.sequence, segment.position + passed, segment.count - passed};
}

std::string describe(const Reading& reading) {
  if (reading.sequence < 0) return "temporary padding";
  return make_error("", "sequence ", reading.sequence, " position ", reading.position).message;
}

// Row by row, in stretches: do the view's segments say what is there?
Verdict check_rows(const View& view, const std::vector<Segment>& there) {
  std::size_t view_index = 0;
  std::size_t there_index = 0;
  for (std::int64_t row = 0; row < view.row_count;) {
    const Reading found = read_row(view.segments, view_index, row);
    const Reading expected = read_row(there, there_index, row);
    if (found.sequence != expected.sequence || found.position != expected.position) {
      return wrong_view("rank ", view.rank, " row ", row, " is said to be ", describe(found), ", expected ",
                        describe(expected));
    }
    row += std::min({found.count, expected.count, view.row_count - row});
  }
  return std::nullopt;
}

// Tokens of each sequence on the rank.
struct Counts {
  std::vector<std::int64_t> valid;
  std::vector<std::int64_t> placed;  // carried padding included
};

Counts counts_of(const std::vector<Segment>& segments, const Pack& pack) {
  const auto sequence_count = static_cast<std::size_t>(pack.sequence_count());
  Counts counts{std::vector<std::int64_t>(sequence_count, 0), std::vector<std::int64_t>(sequence_count, 0)};
  for (const Segment& segment : segments) {
    const auto q = static_cast<std::size_t>(segment.sequence);
    const Span positions{segment.position, segment.position + segment.count};
    counts.placed[q] += segment.count;
    counts.valid[q] += intersection(positions, {0, pack.length(segment.sequence)}).size();
  }
  return counts;
}

// A list of prefix sums of a view and its largest step, in the words of its witnesses.
struct Sums {
  std::string_view name;
  const std::vector<std::int64_t>& sums;
  std::string_view longest_name;
  std::int64_t longest;
};

// From 0, one more than sequences, never falling, at most row_count; and the largest step is what the view says.
Verdict check_sums(const ViewOnPieces& subject, const Sums& claim) {
  const View& view = subject.view;
  const std::int64_t expected_size = subject.pack.sequence_count() + 1;
  if (static_cast<std::int64_t>(claim.sums.size()) != expected_size) {
    return wrong_view("rank ", view.rank, " ", claim.name, " has ", claim.sums.size(), " entries, expected ",
                      expected_size, ", one more than sequences");
  }
  std::int64_t before = 0;
  std::int64_t longest = 0;
  for (std::size_t i = 0; i < claim.sums.size(); ++i) {
    const std::int64_t sum = claim.sums[i];
    if (sum < before || view.row_count < sum || (i == 0 && sum != 0)) {
      return wrong_view("rank ", view.rank, " ", claim.name, "[", i, "] is ", sum, ", expected ", before,
                        i == 0 ? "" : " or more, and at most row_count ", i == 0 ? "" : std::to_string(view.row_count));
    }
    longest = std::max(longest, sum - before);
    before = sum;
  }
  if (claim.longest == longest) return std::nullopt;
  return wrong_view("rank ", view.rank, " ", claim.longest_name, " is ", claim.longest, ", expected ", longest,
                    ", the largest step of ", claim.name);
}

Verdict check_valid_sums(const View& view, const Counts& counts) {
  std::int64_t sum = 0;
  for (std::size_t q = 0; q < counts.valid.size(); ++q) {
    sum += counts.valid[q];
    if (view.cu_seqlens[q + 1] == sum) continue;
    return wrong_view("rank ", view.rank, " cu_seqlens[", q + 1, "] is ", view.cu_seqlens[q + 1], ", expected ", sum,
                      ": sequence ", q, " has ", counts.valid[q], " valid tokens here");
  }
  return std::nullopt;
}

// Either every sequence's step is the number of its tokens here, or every token lies among the rows that the steps give
// its sequence: then the rest of those rows is its temporary padding.
Verdict check_padded_sums(const View& view, const std::vector<Segment>& segments, const Counts& counts) {
  const std::vector<std::int64_t>& sums = view.cu_seqlens_padded;
  std::size_t uneven = 0;  // the first sequence whose step is another number
  while (uneven < counts.placed.size() && sums[uneven + 1] - sums[uneven] == counts.placed[uneven]) ++uneven;
  if (uneven == counts.placed.size()) return std::nullopt;
  for (const Segment& segment : segments) {
    const auto q = static_cast<std::size_t>(segment.sequence);
    if (sums[q] <= segment.row && segment.row + segment.count <= sums[q + 1]) continue;
    return wrong_view("rank ", view.rank, " cu_seqlens_padded gives sequence ", uneven, " ",
                      sums[uneven + 1] - sums[uneven], " rows, which has ", counts.placed[uneven],
                      " tokens here, and gives sequence ", q, " rows [", sums[q], ", ", sums[q + 1],
                      "), but its tokens are in rows [", segment.row, ", ", segment.row + segment.count, ")");
  }
  return std::nullopt;
}

}  // namespace

Verdict check_view_on_pieces(const ViewOnPieces& subject) {
  const View& view = subject.view;
  std::vector<Piece> pieces;
  if (Verdict fault = check_head(subject)) return fault;
  if (Verdict fault = read_pieces(subject, pieces)) return fault;
  if (Verdict fault = check_segments(subject)) return fault;
  const std::vector<Segment> there = segments_of(pieces, subject.pack);
  if (Verdict fault = check_rows(view, there)) return fault;
  const Counts counts = counts_of(there, subject.pack);
  const Sums valid{"cu_seqlens", view.cu_seqlens, "max_seqlen", view.max_seqlen};
  const Sums padded{"cu_seqlens_padded", view.cu_seqlens_padded, "max_seqlen_padded", view.max_seqlen_padded};
  if (Verdict fault = check_sums(subject, valid)) return fault;
  if (Verdict fault = check_valid_sums(view, counts)) return fault;
  if (Verdict fault = check_sums(subject, padded)) return fault;
  if (Verdict fault = check_padded_sums(view, there, counts)) return fault;
  return check_fla_parts({view, there, subject.pack});
}

}  // namespace relayout
