#include "relayout/model/check/check_programs.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>

namespace relayout {
namespace {

template <class... Parts>
Witness broken_join(const Parts&... parts) {
  return make_witness("join", parts...);
}

template <class... Parts>
std::string words(const Parts&... parts) {
  return make_error("", parts...).message;
}

// Whose list a witness is about: "rank 1 sends to rank 0", "rank 1 keeps". Put in words only where there is a witness.
struct Subject {
  std::int32_t rank = 0;
  std::int32_t peer = 0;  // rank itself: what stays
};

std::ostream& operator<<(std::ostream& stream, const Subject& subject) {
  stream << "rank " << subject.rank;
  return subject.peer == subject.rank ? stream << " keeps" : stream << " sends to rank " << subject.peer;
}

struct RunLists {
  Subject where;
  std::span<const Run> found;
  std::span<const Run> expected;
};

std::string describe(const Run& run) {
  return words(run.count, " rows, local row ", run.local_row, ", remote row ", run.remote_row);
}

Verdict compare_runs(const RunLists& runs) {
  for (std::size_t i = 0; i < runs.found.size() && i < runs.expected.size(); ++i) {
    if (runs.found[i] == runs.expected[i]) continue;
    return broken_join(runs.where, ", run ", i, ": ", describe(runs.found[i]), "; expected ",
                       describe(runs.expected[i]));
  }
  if (runs.found.size() == runs.expected.size()) return std::nullopt;
  const bool more = runs.found.size() > runs.expected.size();
  const Run& odd = more ? runs.found[runs.expected.size()] : runs.expected[runs.found.size()];
  return broken_join(runs.where, ": ", runs.found.size(), " runs, expected ", runs.expected.size(), "; the first ",
                     more ? "too many: " : "missing: ", describe(odd));
}

// The same list of messages, as a program has it and as the moves have it.
struct MessageLists {
  std::int32_t rank;
  const MessageList& found;
  const MessageList& expected;
};

Verdict compare_messages(const MessageLists& lists) {
  const std::vector<Message>& found = lists.found.messages;
  const std::vector<Message>& expected = lists.expected.messages;
  for (std::size_t i = 0; i < std::max(found.size(), expected.size()); ++i) {
    // Both ascend by distance: the smaller one that has no partner is the odd one.
    const bool missing = i == found.size() || (i < expected.size() && expected[i].distance < found[i].distance);
    const bool extra = !missing && (i == expected.size() || found[i].distance < expected[i].distance);
    if (missing) {
      return broken_join(Subject{lists.rank, expected[i].peer}, " nothing, expected ", expected[i].row_count, " rows");
    }
    const Subject where{lists.rank, found[i].peer};
    if (extra) return broken_join(where, " ", found[i].row_count, " rows, expected none");
    const RunLists runs{where, lists.found.runs_of(found[i]), lists.expected.runs_of(expected[i])};
    if (Verdict fault = compare_runs(runs)) return fault;
  }
  return std::nullopt;
}

struct FillLists {
  std::string_view side;
  std::int32_t world_rank;
  const std::vector<Span>& found;
  const std::vector<Span>& expected;
};

Verdict compare_fills(const FillLists& fills) {
  const auto at = [](const std::vector<Span>& spans, std::size_t i) {
    return i < spans.size() ? words("rows [", spans[i].begin, ", ", spans[i].end, ")") : std::string("nothing");
  };
  for (std::size_t i = 0; i < std::max(fills.found.size(), fills.expected.size()); ++i) {
    if (i < fills.found.size() && i < fills.expected.size() && fills.found[i] == fills.expected[i]) continue;
    return broken_join("rank ", fills.world_rank, " fills ", at(fills.found, i), " as ", fills.side, " fill ", i,
                       ", expected ", at(fills.expected, i), ": the rows that no move touches");
  }
  return std::nullopt;
}

struct ProgramPair {
  const RankProgram& found;
  const RankProgram& expected;
};

Verdict compare(const ProgramPair& pair) {
  const RankProgram& found = pair.found;
  const RankProgram& expected = pair.expected;
  const std::int32_t rank = expected.world_rank;
  if (found.source_row_count != expected.source_row_count || found.target_row_count != expected.target_row_count) {
    return broken_join("rank ", rank, " has buffers of ", found.source_row_count, " source and ",
                       found.target_row_count, " target rows, expected ", expected.source_row_count, " and ",
                       expected.target_row_count);
  }
  // Receives need no look: they agree with sends, and sends are those of the moves.
  if (Verdict fault = compare_messages({rank, found.sends, expected.sends})) return fault;
  if (Verdict fault = compare_runs({{rank, rank}, found.own, expected.own})) return fault;
  if (Verdict fault = compare_fills({"target", rank, found.target_fills, expected.target_fills})) return fault;
  return compare_fills({"source", rank, found.source_fills, expected.source_fills});
}

}  // namespace

Verdict check_programs(std::span<const RankProgram> programs, const WrittenPlan& plan) {
  if (Verdict fault = check_agreement(programs)) return fault;
  const std::vector<RankProgram> expected = programs_of(plan);
  if (programs.size() != expected.size()) {
    return broken_join("there are ", programs.size(), " programs, expected ", expected.size(),
                       ", one a rank of either side");
  }
  std::vector<const RankProgram*> found;
  for (const RankProgram& program : programs) found.push_back(&program);
  std::sort(found.begin(), found.end(),
            [](const RankProgram* a, const RankProgram* b) { return a->world_rank < b->world_rank; });
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (found[i]->world_rank != expected[i].world_rank) {
      return broken_join("there is a program of rank ", found[i]->world_rank, ", expected one of rank ",
                         expected[i].world_rank);
    }
  }
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (Verdict fault = compare({*found[i], expected[i]})) return fault;
  }
  return std::nullopt;
}

}  // namespace relayout
