// Law `agreement`: first each program by itself, then each message from both of its ends.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "relayout/model/check/check_programs.hpp"
#include "relayout/model/check/interval.hpp"
#include "relayout/model/limits.hpp"

namespace relayout {
namespace {

template <class... Parts>
Witness disagreement(const Parts&... parts) {
  return make_witness("agreement", parts...);
}

// Programs by place in the group: ascending world rank.
using ByPlace = std::vector<const RankProgram*>;

struct BelowWorldRank {
  bool operator()(const RankProgram* a, const RankProgram* b) const { return a->world_rank < b->world_rank; }
  bool operator()(const RankProgram* a, std::int32_t wanted) const { return a->world_rank < wanted; }
};

// The place of a world rank in the group, or -1.
std::int64_t place_of(const ByPlace& programs, std::int32_t world_rank) {
  const auto found = std::lower_bound(programs.begin(), programs.end(), world_rank, BelowWorldRank{});
  return found != programs.end() && (*found)->world_rank == world_rank ? found - programs.begin() : -1;
}

Verdict check_group(const ByPlace& programs) {
  for (std::size_t i = 0; i < programs.size(); ++i) {
    const RankProgram& program = *programs[i];
    if (program.world_rank < 0) return disagreement("a program is of rank ", program.world_rank, ", expected >= 0");
    if (i > 0 && programs[i - 1]->world_rank == program.world_rank) {
      return disagreement("two programs are of rank ", program.world_rank, ", expected one a rank");
    }
    if (program.group_size != std::ssize(programs)) {
      return disagreement("rank ", program.world_rank, " counts ", program.group_size,
                          " ranks in the group, but there are ", programs.size(), " programs");
    }
    if (program.fingerprint != programs.front()->fingerprint) {
      return disagreement("rank ", program.world_rank, " has another fingerprint than rank ",
                          programs.front()->world_rank, ": they were built from different packs or layouts");
    }
    for (const std::int64_t row_count : {program.source_row_count, program.target_row_count}) {
      if (0 <= row_count && row_count <= max_side_rows) continue;
      return disagreement("rank ", program.world_rank, " has a buffer of ", row_count, " rows, expected 0..2^40");
    }
  }
  return std::nullopt;
}

// One list of messages of one program, in the words of its witnesses.
struct Outlook {
  const RankProgram& program;
  const MessageList& list;
  std::int64_t row_count;  // of the local buffer
  std::string_view doing;  // "sends to"
  std::int32_t sign;       // +1: distances are counted on from here; -1: back
};

Verdict check_peer(const ByPlace& programs, const Outlook& outlook, const Message& message) {
  const std::int32_t here = outlook.program.world_rank;
  if (message.peer == here)
    return disagreement("rank ", here, " ", outlook.doing, " itself; rows that stay are own runs");
  const std::int64_t there = place_of(programs, message.peer);
  if (there < 0) {
    return disagreement("rank ", here, " ", outlook.doing, " rank ", message.peer, ", which has no program");
  }
  const std::int64_t step = outlook.sign * (there - place_of(programs, here));
  const std::int64_t distance = step < 0 ? step + static_cast<std::int64_t>(programs.size()) : step;
  if (message.distance != distance) {
    return disagreement("rank ", here, " ", outlook.doing, " rank ", message.peer, " at distance ", message.distance,
                        ", expected ", distance, "; the two would post it in different exchanges");
  }
  return std::nullopt;
}

// The rows of a message's runs lie in the local buffer, and add up to its row count.
Verdict check_runs(const Outlook& outlook, const Message& message) {
  const std::int32_t here = outlook.program.world_rank;
  if (message.run_begin == message.run_end) {
    return disagreement("rank ", here, " ", outlook.doing, " rank ", message.peer,
                        " no run; a message without rows is left out");
  }
  std::int64_t left = message.row_count;
  for (std::int64_t i = message.run_begin; i < message.run_end; ++i) {
    const Run& run = outlook.list.runs[static_cast<std::size_t>(i)];
    if (!fits({.begin = run.local_row, .count = run.count}, outlook.row_count)) {
      return disagreement("rank ", here, " ", outlook.doing, " rank ", message.peer, " in run ", i - message.run_begin,
                          " ", run.count, " rows from row ", run.local_row, " on, but its buffer has ",
                          outlook.row_count);
    }
    if (left < run.count) {
      return disagreement("rank ", here, " ", outlook.doing, " rank ", message.peer, " ", message.row_count,
                          " rows, but its runs have more");
    }
    left -= run.count;
  }
  if (left == 0) return std::nullopt;
  return disagreement("rank ", here, " ", outlook.doing, " rank ", message.peer, " ", message.row_count,
                      " rows, but its runs fall ", left, " short");
}

Verdict check_list(const ByPlace& programs, const Outlook& outlook) {
  const std::int32_t here = outlook.program.world_rank;
  const auto run_count = static_cast<std::int64_t>(outlook.list.runs.size());
  std::int64_t next_run = 0;
  std::int32_t distance = 0;
  for (const Message& message : outlook.list.messages) {
    if (message.run_begin != next_run || message.run_end < next_run || run_count < message.run_end) {
      return disagreement("rank ", here, " ", outlook.doing, " rank ", message.peer, " runs [", message.run_begin, ", ",
                          message.run_end, ") of ", run_count, ", expected to begin at ", next_run,
                          "; messages take the runs one after another");
    }
    next_run = message.run_end;
    if (Verdict fault = check_peer(programs, outlook, message)) return fault;
    if (message.distance <= distance) {
      return disagreement("rank ", here, " ", outlook.doing, " rank ", message.peer, " (distance ", message.distance,
                          ") after distance ", distance, "; messages ascend by distance, one a peer");
    }
    distance = message.distance;
    if (Verdict fault = check_runs(outlook, message)) return fault;
  }
  if (next_run == run_count) return std::nullopt;
  return disagreement("rank ", here, " has ", run_count, " runs, but what it ", outlook.doing, " others takes ",
                      next_run);
}

Verdict check_own(const RankProgram& program) {
  for (std::size_t i = 0; i < program.own.size(); ++i) {
    const Run& run = program.own[i];
    const bool fit = fits({.begin = run.local_row, .count = run.count}, program.source_row_count) &&
                     fits({.begin = run.remote_row, .count = run.count}, program.target_row_count);
    if (fit) continue;
    return disagreement("rank ", program.world_rank, " keeps in own run ", i, " ", run.count, " rows from source row ",
                        run.local_row, " on at target row ", run.remote_row, ", but its buffers have ",
                        program.source_row_count, " and ", program.target_row_count);
  }
  return std::nullopt;
}

// The message at a distance. Requires: the list ascends by distance.
const Message* find_distance(const MessageList& list, std::int32_t distance) {
  const auto found = std::lower_bound(list.messages.begin(), list.messages.end(), distance,
                                      [](const Message& a, std::int32_t wanted) { return a.distance < wanted; });
  return found != list.messages.end() && found->distance == distance ? &*found : nullptr;
}

// One message from both of its ends.
Verdict check_ends(const RankProgram& source, const Message& sent, const RankProgram& target) {
  const Message* const awaited = find_distance(target.receives, sent.distance);
  if (awaited == nullptr) {
    return disagreement("rank ", source.world_rank, " sends ", sent.row_count, " rows to rank ", target.world_rank,
                        ", which expects none");
  }
  if (awaited->row_count != sent.row_count) {
    return disagreement("rank ", source.world_rank, " sends ", sent.row_count, " rows to rank ", target.world_rank,
                        ", which expects ", awaited->row_count);
  }
  const auto there = target.receives.runs_of(*awaited);
  const auto here = source.sends.runs_of(sent);
  for (std::size_t i = 0; i < here.size() && i < there.size(); ++i) {
    const Run& out = here[i];
    const Run& in = there[i];
    if (out == Run{.local_row = in.remote_row, .remote_row = in.local_row, .count = in.count}) continue;
    return disagreement("run ", i, " from rank ", source.world_rank, " to rank ", target.world_rank,
                        " has two accounts: the sender says ", out.count, " rows, source row ", out.local_row,
                        " to target row ", out.remote_row, "; the receiver says ", in.count, " rows, source row ",
                        in.remote_row, " to target row ", in.local_row);
  }
  return std::nullopt;  // no run is left over on one end: none is empty, and both ends have the same number of rows
}

Verdict check_messages(const ByPlace& programs) {
  for (const RankProgram* source : programs) {
    for (const Message& sent : source->sends.messages) {
      const RankProgram& target = *programs[static_cast<std::size_t>(place_of(programs, sent.peer))];
      if (Verdict fault = check_ends(*source, sent, target)) return fault;
    }
  }
  for (const RankProgram* target : programs) {
    for (const Message& awaited : target->receives.messages) {
      const RankProgram& source = *programs[static_cast<std::size_t>(place_of(programs, awaited.peer))];
      if (find_distance(source.sends, awaited.distance) != nullptr) continue;
      return disagreement("rank ", target->world_rank, " expects ", awaited.row_count, " rows from rank ",
                          source.world_rank, ", which sends none");
    }
  }
  return std::nullopt;
}

}  // namespace

Verdict check_agreement(std::span<const RankProgram> programs) {
  ByPlace by_place;
  by_place.reserve(programs.size());
  for (const RankProgram& program : programs) by_place.push_back(&program);
  std::sort(by_place.begin(), by_place.end(), BelowWorldRank{});
  if (Verdict fault = check_group(by_place)) return fault;
  for (const RankProgram* program : by_place) {
    const Outlook sends{*program, program->sends, program->source_row_count, "sends to", 1};
    const Outlook receives{*program, program->receives, program->target_row_count, "receives from", -1};
    if (Verdict fault = check_list(by_place, sends)) return fault;
    if (Verdict fault = check_list(by_place, receives)) return fault;
    if (Verdict fault = check_own(*program)) return fault;
  }
  return check_messages(by_place);
}

}  // namespace relayout
