#include "relayout/model/report/tables.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <span>
#include <string_view>
#include <vector>

#include "relayout/model/report/table.hpp"

namespace relayout::report {

namespace {

// A table that stops at the limit and says how much it left out.
class LimitedTable {
 public:
  LimitedTable(std::vector<Column> columns, const TableLimit& limit) : table_(std::move(columns)), limit_(limit.rows) {}

  void add_row(std::vector<std::string> cells) {
    ++offered_;
    if (offered_ <= limit_) {
      table_.add_row(std::move(cells));
    }
  }
  [[nodiscard]] std::string text(std::string_view noun) const {
    const std::string rest = offered_ > limit_ ? fmt::format(".. and {} more {}\n", offered_ - limit_, noun) : "";
    return table_.text() + rest;
  }

 private:
  Table table_;
  std::int64_t limit_;
  std::int64_t offered_ = 0;
};

std::string line_of(std::string_view name, const std::vector<std::int64_t>& values, const TableLimit& limit) {
  const auto shown = std::min(values.size(), static_cast<std::size_t>(limit.rows));
  const std::string rest = shown < values.size() ? fmt::format(" .. and {} more", values.size() - shown) : "";
  return fmt::format("{:<18} {}{}\n", name, fmt::join(std::span(values).first(shown), " "), rest);
}

std::string fla_lines(const View& view, const TableLimit& limit) {
  std::string text;
  for (const FlaPart& part : view.fla) {
    text += fmt::format("fla from row {}: pre_num_ranks {}, post_num_ranks {}, pre_num_conv_tokens {}\n",
                        part.row_begin, part.pre_num_ranks, part.post_num_ranks, part.pre_num_conv_tokens);
    text += line_of("  cu_seqlens", part.cu_seqlens, limit);
  }
  return text;
}

void add_runs(LimitedTable& table, std::string_view what, std::span<const Run> runs) {
  for (const Run& run : runs) {
    table.add_row({std::string(what), fmt::format("{}", run.local_row), fmt::format("{}", run.remote_row),
                   fmt::format("{}", run.count)});
  }
}

void add_messages(LimitedTable& table, std::string_view word, const MessageList& list) {
  for (const Message& message : list.messages) {
    add_runs(table, fmt::format("{} rank {}", word, message.peer), list.runs_of(message));
  }
}

void add_fills(LimitedTable& table, std::string_view what, const std::vector<Span>& fills) {
  for (const Span& fill : fills) {
    table.add_row({std::string(what), fmt::format("{}", fill.begin), "", fmt::format("{}", fill.size())});
  }
}

}  // namespace

std::string layout_table(const Placement& placement, const TableLimit& limit) {
  LimitedTable table({{"rank"}, {"world rank"}, {"rows"}, {"token"}, {"row"}, {"count"}}, limit);
  std::vector<Piece> pieces;
  for (std::int32_t rank = 0; rank < placement.rank_count(); ++rank) {
    placement.pieces(rank, pieces);
    std::vector<std::string> head = {fmt::format("{}", rank), fmt::format("{}", placement.world_rank(rank)),
                                     fmt::format("{}", placement.row_count(rank))};
    if (pieces.empty()) {
      table.add_row({head[0], head[1], head[2], "", "", ""});
    }
    for (const Piece& piece : pieces) {
      table.add_row({head[0], head[1], head[2], fmt::format("{}", piece.token), fmt::format("{}", piece.row),
                     fmt::format("{}", piece.count)});
      std::fill(head.begin(), head.end(), "");
    }
  }
  return table.text("pieces");
}

std::string plan_table(const Plan& plan, const TableLimit& limit) {
  LimitedTable table({{"token"}, {"count"}, {"source rank"}, {"row"}, {"", Align::left}, {"target rank"}, {"row"}},
                     limit);
  for (const Move& move : plan.moves()) {
    const bool stays = move.source_rank == move.target_rank;
    table.add_row({fmt::format("{}", move.token), fmt::format("{}", move.count), fmt::format("{}", move.source_rank),
                   fmt::format("{}", move.source_row), stays ? "stays" : "->", fmt::format("{}", move.target_rank),
                   fmt::format("{}", move.target_row)});
  }
  return table.text("moves") + traffic_line(traffic(plan.moves())) + "\n";
}

std::string view_table(const View& view, const TableLimit& limit) {
  LimitedTable table({{"sequence"}, {"position"}, {"row"}, {"count"}}, limit);
  for (const Segment& segment : view.segments) {
    table.add_row({fmt::format("{}", segment.sequence), fmt::format("{}", segment.position),
                   fmt::format("{}", segment.row), fmt::format("{}", segment.count)});
  }
  return fmt::format("rank {}, world rank {}: {} rows\n", view.rank, view.world_rank, view.row_count) +
         line_of("cu_seqlens", view.cu_seqlens, limit) + line_of("cu_seqlens_padded", view.cu_seqlens_padded, limit) +
         line_of("max_seqlen", {view.max_seqlen}, limit) +
         line_of("max_seqlen_padded", {view.max_seqlen_padded}, limit) + fla_lines(view, limit) +
         table.text("segments");
}

std::string rank_program_table(const RankProgram& program, const TableLimit& limit) {
  LimitedTable table({{"step", Align::left}, {"row here"}, {"row there"}, {"count"}}, limit);
  add_messages(table, "send to", program.sends);
  add_messages(table, "receive from", program.receives);
  add_runs(table, "keep", program.own);
  add_fills(table, "fill (forward)", program.target_fills);
  add_fills(table, "fill (backward)", program.source_fills);
  return fmt::format("world rank {} of {}: {} source rows, {} target rows, sends to {}, receives from {}\n",
                     program.world_rank, program.group_size, program.source_row_count, program.target_row_count,
                     program.sends.messages.size(), program.receives.messages.size()) +
         table.text("steps");
}

std::string traffic_line(const Traffic& traffic) {
  const double total = static_cast<double>(std::max<std::int64_t>(traffic.rows_total, 1));
  return fmt::format(
      "rows {}: {} stay, {} ({:.1f}%) change rank in {} message{}; busiest rank sends {}, busiest receives {}",
      traffic.rows_total, traffic.rows_kept, traffic.rows_sent, 100.0 * static_cast<double>(traffic.rows_sent) / total,
      traffic.messages, traffic.messages == 1 ? "" : "s", traffic.rows_sent_max_rank, traffic.rows_received_max_rank);
}

}  // namespace relayout::report
