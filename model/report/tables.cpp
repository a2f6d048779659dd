#include "relayout/model/report/tables.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <span>
#include <string_view>
#include <vector>

#include "relayout/model/report/numbers.hpp"
#include "relayout/model/report/stripes.hpp"
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

// What stands in a table of rows they hold: which token, of which sequence, and whether it is padding.
struct Owner {
  std::string token;
  std::string sequence;
  std::string position;
  std::string note;
};
Owner owner_of(const Stripe& stripe, const Pack& pack) {
  if (stripe.kind == RowKind::temporary_padding) {
    return {.token = "", .sequence = "", .position = "", .note = "temporary padding"};
  }
  return {.token = fmt::format("{}", stripe.token),
          .sequence = fmt::format("{}", stripe.sequence),
          .position = fmt::format("{}", stripe.token - pack.slot(stripe.sequence).begin),
          .note = stripe.kind == RowKind::carried_padding ? "carried padding" : ""};
}

std::vector<Stripe> stripes_on(const Placement& placement, std::int32_t rank) {
  RankPieces pieces{.world_rank = placement.world_rank(rank), .row_count = placement.row_count(rank), .pieces = {}};
  placement.pieces(rank, pieces.pieces);
  return stripes_of(pieces, placement.pack());
}

// The rows that no token comes to.
void add_made_padding(LimitedTable& table, const Placement& target) {
  for (std::int32_t rank = 0; rank < target.rank_count(); ++rank) {
    for (const Stripe& stripe : stripes_on(target, rank)) {
      if (stripe.kind == RowKind::temporary_padding) {
        table.add_row({"", fmt::format("{}", stripe.rows.size()), "", "", "", "", "fill",
                       fmt::format("{}", target.world_rank(rank)), fmt::format("{}", stripe.rows.begin),
                       owner_of(stripe, target.pack()).note});
      }
    }
  }
}

}  // namespace

std::string layout_table(const Placement& placement, const TableLimit& limit) {
  LimitedTable table({{"rank"},
                      {"world rank"},
                      {"rows"},
                      {"row"},
                      {"count"},
                      {"token"},
                      {"sequence"},
                      {"position"},
                      {"", Align::left}},
                     limit);
  for (std::int32_t rank = 0; rank < placement.rank_count(); ++rank) {
    std::vector<std::string> head = {fmt::format("{}", rank), fmt::format("{}", placement.world_rank(rank)),
                                     fmt::format("{}", placement.row_count(rank))};
    const std::vector<Stripe> stripes = stripes_on(placement, rank);
    if (stripes.empty()) {
      table.add_row({head[0], head[1], head[2], "", "", "", "", "", ""});
    }
    for (const Stripe& stripe : stripes) {
      const Owner owner = owner_of(stripe, placement.pack());
      table.add_row({head[0], head[1], head[2], fmt::format("{}", stripe.rows.begin),
                     fmt::format("{}", stripe.rows.size()), owner.token, owner.sequence, owner.position, owner.note});
      std::fill(head.begin(), head.end(), "");
    }
  }
  return table.text("lines");
}

std::string plan_table(const Plan& plan, const TableLimit& limit) {
  LimitedTable table({{"token"},
                      {"count"},
                      {"sequence"},
                      {"position"},
                      {"source rank"},
                      {"row"},
                      {"", Align::left},
                      {"target rank"},
                      {"row"},
                      {"", Align::left}},
                     limit);
  const Pack& pack = plan.source().pack();
  for (const Move& move : plan.moves()) {
    const TokenRun run{.tokens = {move.token, move.token + move.count}, .row = move.source_row};
    for (const Stripe& stripe : stripes_of(run, pack)) {
      const Owner owner = owner_of(stripe, pack);
      const std::int64_t target_row = move.target_row + (stripe.token - move.token);
      table.add_row({owner.token, fmt::format("{}", stripe.rows.size()), owner.sequence, owner.position,
                     fmt::format("{}", move.source_rank), fmt::format("{}", stripe.rows.begin),
                     move.source_rank == move.target_rank ? "stays" : "->", fmt::format("{}", move.target_rank),
                     fmt::format("{}", target_row), owner.note});
    }
  }
  add_made_padding(table, plan.target());
  return table.text("lines") + traffic_line(traffic(plan.moves())) + "\n";
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
  return fmt::format("rows {}: {} stay, {} ({:.1f}%) change rank in {}; busiest rank sends {}, busiest receives {}",
                     with_commas(traffic.rows_total), with_commas(traffic.rows_kept), with_commas(traffic.rows_sent),
                     100.0 * static_cast<double>(traffic.rows_sent) / total, counted(traffic.messages, "message"),
                     with_commas(traffic.rows_sent_max_rank), with_commas(traffic.rows_received_max_rank));
}

}  // namespace relayout::report
