#include "relayout/sim/program_fit.hpp"

#include <array>
#include <ostream>

#include "relayout/model/limits.hpp"

namespace relayout::sim {
namespace {

// Where a row lives, for range checks and their words.
struct Rows {
  const char* side;
  std::int64_t count;
};

template <class What>
Verdict outside(std::int32_t rank, const What& what, const Rows& rows, const Span& found) {
  return make_witness("join", "rank ", rank, "'s program: ", what, " names ", rows.side, " rows [", found.begin, ", ",
                      found.end, "), expected rows within [0, ", rows.count, ")");
}

bool inside(const Rows& rows, std::int64_t row, std::int64_t count) {
  return 0 <= row && 0 < count && count <= rows.count && row <= rows.count - count;
}

// [row, row + count) without leaving 64 bits, whatever the numbers are.
Span span_of(std::int64_t row, std::int64_t count) {
  const auto end = static_cast<std::uint64_t>(row) + static_cast<std::uint64_t>(count);
  return {row, static_cast<std::int64_t>(end)};
}

// Put in words only where there is a witness.
struct MessageName {
  const char* verb;
  std::int32_t peer;
};

std::ostream& operator<<(std::ostream& stream, const MessageName& name) {
  return stream << "the message it " << name.verb << name.peer;
}

struct ListCheck {
  const MessageList& list;
  Rows rows;
  const char* verb;
};

Verdict check_message(const RankProgram& program, const ListCheck& check, const Message& message) {
  const std::int32_t rank = program.world_rank;
  const MessageName name{check.verb, message.peer};
  if (message.run_begin < 0 || message.run_end < message.run_begin || message.run_end > std::ssize(check.list.runs)) {
    return make_witness("agreement", "rank ", rank, "'s program: ", name, " names runs [", message.run_begin, ", ",
                        message.run_end, ") of ", check.list.runs.size());
  }
  std::int64_t row_count = 0;
  for (const Run& run : check.list.runs_of(message)) {
    if (!inside(check.rows, run.local_row, run.count)) {
      return outside(rank, name, check.rows, span_of(run.local_row, run.count));
    }
    row_count += run.count;
    if (row_count > max_side_rows) break;
  }
  if (row_count == message.row_count) return std::nullopt;
  return make_witness("agreement", "rank ", rank, "'s program: ", name, " counts ", message.row_count,
                      " rows, its runs hold ", row_count);
}

Verdict check_list(const RankProgram& program, const ListCheck& check, const RankNames& names) {
  const std::int32_t rank = program.world_rank;
  std::int32_t last_distance = 0;
  for (const Message& message : check.list.messages) {
    if (message.peer == rank || !names.index_of(message.peer)) {
      return make_witness("agreement", "rank ", rank, "'s program: ", MessageName{check.verb, message.peer},
                          " needs another rank of this run");
    }
    if (message.distance <= last_distance || message.distance >= program.group_size) {
      return make_witness("agreement", "rank ", rank, "'s program: ", MessageName{check.verb, message.peer},
                          " has distance ", message.distance, ", expected more than ", last_distance,
                          " and less than the group's ", program.group_size, " ranks");
    }
    last_distance = message.distance;
    if (Verdict bad = check_message(program, check, message)) return bad;
  }
  return std::nullopt;
}

Verdict check_own(const RankProgram& program, const Rows& source, const Rows& target) {
  for (const Run& run : program.own) {
    if (!inside(source, run.local_row, run.count)) {
      return outside(program.world_rank, "a run that stays", source, span_of(run.local_row, run.count));
    }
    if (!inside(target, run.remote_row, run.count)) {
      return outside(program.world_rank, "a run that stays", target, span_of(run.remote_row, run.count));
    }
  }
  return std::nullopt;
}

Verdict check_fills(const RankProgram& program, const std::vector<Span>& fills, const Rows& rows) {
  for (const Span& fill : fills) {
    if (fill.begin < 0 || fill.end < fill.begin || fill.end > rows.count) {
      return outside(program.world_rank, "a fill", rows, fill);
    }
  }
  return std::nullopt;
}

Verdict check_station(const RankProgram& program, const Station& station) {
  const auto differ = [&](const char* what, std::int64_t found, std::int64_t expected) {
    return make_witness("agreement", "rank ", station.world_rank, "'s program says ", what, " ", found, ", expected ",
                        expected);
  };
  if (program.world_rank != station.world_rank) return differ("world rank", program.world_rank, station.world_rank);
  if (program.source_row_count != station.source_row_count) {
    return differ("source row count", program.source_row_count, station.source_row_count);
  }
  if (program.target_row_count != station.target_row_count) {
    return differ("target row count", program.target_row_count, station.target_row_count);
  }
  return std::nullopt;
}

}  // namespace

Verdict check_fit(const RankProgram& program, const Station& station, const RankNames& names) {
  const Rows source{.side = "source", .count = station.source_row_count};
  const Rows target{.side = "target", .count = station.target_row_count};
  if (Verdict bad = check_station(program, station)) return bad;
  if (Verdict bad = check_list(program, {program.sends, source, "sends to "}, names)) return bad;
  if (Verdict bad = check_list(program, {program.receives, target, "receives from "}, names)) return bad;
  if (Verdict bad = check_own(program, source, target)) return bad;
  if (Verdict bad = check_fills(program, program.source_fills, source)) return bad;
  return check_fills(program, program.target_fills, target);
}

}  // namespace relayout::sim
