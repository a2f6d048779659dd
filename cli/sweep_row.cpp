#include "relayout/cli/sweep_row.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "relayout/cli/cost_text.hpp"
#include "relayout/cli/heading.hpp"
#include "relayout/model/report/table.hpp"

namespace relayout::cli {
namespace {

using report::Align;
using report::Table;

void add_load(SideLoad& side, const Placement& placement) {
  const std::vector<RankLoad> loads = rank_loads(placement);
  side.tokens += token_spread(loads);
  side.work += work_spread(loads);
  side.padding_rows += padding_rows(loads);
}

// Ratios have three digits, as elsewhere.
double thousandths(const Spread& spread) { return std::round(spread.ratio() * 1'000) / 1'000; }

struct Field {
  std::string key;
  nlohmann::json value;
};

void add_fields(std::vector<Field>& fields, const std::string& side, const SideLoad& load) {
  fields.push_back({side + "_token_imbalance", thousandths(load.tokens)});
  fields.push_back({side + "_work_imbalance", thousandths(load.work)});
  fields.push_back({side + "_padding_rows", load.padding_rows});
}

// All of a row under its names, in order: what JSON writes, and CSV.
std::vector<Field> fields_of(const SweepRow& row) {
  std::vector<Field> fields = {{"name", row.pack ? nlohmann::json(*row.pack) : nlohmann::json()},
                               {"source", row.source},
                               {"target", row.target},
                               {"cp", row.cp == 0 ? nlohmann::json() : nlohmann::json(row.cp)},
                               {"pack_count", row.pack_count},
                               {"rows_total", row.rows_total},
                               {"rows_sent", row.rows_sent},
                               {"rows_sent_target_renamed", row.rows_sent_renamed},
                               {"messages", row.messages},
                               {"bytes_max_rank", row.bytes_max_rank},
                               {"max_rank", row.max_rank ? nlohmann::json(*row.max_rank) : nlohmann::json()}};
  add_fields(fields, "source", row.source_load);
  add_fields(fields, "target", row.target_load);
  fields.push_back({"bound_ns", row.estimate.bound_ns});
  fields.push_back({"window_estimate_ns", row.estimate.window_ns});
  fields.push_back({"all_to_all_v_estimate_ns", row.estimate.all_to_all_v_ns});
  fields.push_back({"target_renamed_window_estimate_ns", row.renamed_estimate.window_ns});
  if (row.refused) {
    constexpr std::ptrdiff_t named = 4;  // name, source, target, cp
    std::for_each(fields.begin() + named, fields.end(), [](Field& field) { field.value = nullptr; });
  }
  return fields;
}

// Text in quotes where CSV (RFC 4180) needs them; null is empty.
std::string csv_cell(const nlohmann::json& value) {
  if (value.is_null()) {
    return "";
  }
  if (!value.is_string()) {
    return value.dump();
  }
  const auto text = value.get<std::string>();
  if (text.find_first_of(",\"\n\r") == std::string::npos) {
    return text;
  }
  std::string quoted = "\"";
  for (const char letter : text) {
    quoted += letter == '"' ? std::string("\"\"") : std::string(1, letter);
  }
  return quoted + '"';
}

// What a row is about, in the first columns of both tables.
std::vector<report::Column> subject_columns() {
  return {{"cp"}, {"source", Align::left}, {"target", Align::left}, {"packs", Align::left}};
}

std::vector<std::string> subject(const SweepRow& row) {
  return {row.cp == 0 ? "-" : std::to_string(row.cp), row.source, row.target,
          row.pack.value_or(row.refused ? "-" : counted(row.pack_count, "pack"))};
}

// The subject, and these cells; a dash for each where the row is refused.
void add_cells(Table& table, const SweepRow& row, const std::vector<std::string>& cells) {
  std::vector<std::string> line = subject(row);
  for (const std::string& cell : cells) line.push_back(row.refused ? "-" : cell);
  table.add_row(std::move(line));
}

std::string balance_table(const std::vector<SweepRow>& rows) {
  std::vector<report::Column> columns = subject_columns();
  for (const char* title : {"tokens\nsource", "\ntarget", "work\nsource", "\ntarget", "padding\nsource", "\ntarget"}) {
    columns.push_back({title});
  }
  Table table(std::move(columns));
  const auto imbalance = [](const Spread& spread) { return fmt::format("{:.3f}", spread.ratio()); };
  for (const SweepRow& row : rows) {
    add_cells(table, row,
              {imbalance(row.source_load.tokens), imbalance(row.target_load.tokens), imbalance(row.source_load.work),
               imbalance(row.target_load.work), with_commas(row.source_load.padding_rows),
               with_commas(row.target_load.padding_rows)});
  }
  return table.text();
}

std::string move_table(const std::vector<SweepRow>& rows) {
  std::vector<report::Column> columns = subject_columns();
  for (const char* title : {"messages", "rows\nsent", "\nrenamed", "most bytes\nof a rank", "\nrank",
                            "estimates, us\nbound", "\nwindow", "\na2a-v"}) {
    columns.push_back({title});
  }
  Table table(std::move(columns));
  for (const SweepRow& row : rows) {
    add_cells(table, row,
              {with_commas(row.messages), percent_text(row.rows_sent, row.rows_total),
               percent_text(row.rows_sent_renamed, row.rows_total), with_commas(row.bytes_max_rank),
               row.max_rank ? std::to_string(*row.max_rank) : "-", microseconds_text(row.estimate.bound_ns),
               microseconds_text(row.estimate.window_ns), microseconds_text(row.estimate.all_to_all_v_ns)});
  }
  return table.text();
}

}  // namespace

void add_pack(SweepRow& row, const Plan& plan, const CostOptions& options) {
  const MoveCost cost = move_cost(plan, options);
  ++row.pack_count;
  row.rows_total += cost.traffic.rows_total;
  row.rows_sent += cost.traffic.rows_sent;
  row.rows_sent_renamed += cost.traffic.rows_total - cost.target_renamed.rows_kept;
  row.messages += cost.traffic.messages;
  for (const RankTraffic& rank : cost.ranks) {
    const std::int64_t bytes = std::max(rank.sent.rows(), rank.received.rows()) * options.size.row_bytes;
    if (bytes <= row.bytes_max_rank) continue;
    row.bytes_max_rank = bytes;
    row.max_rank = rank.world_rank;
  }
  add_load(row.source_load, plan.source());
  add_load(row.target_load, plan.target());
  row.estimate += cost.estimate;
  row.renamed_estimate += cost.target_renamed_estimate;
}

std::string sweep_tables(const std::vector<SweepRow>& rows) {
  std::string text = balance_table(rows) + "\n" + move_table(rows);
  for (const SweepRow& row : rows) {
    if (row.refused) text += fmt::format("\nno move {} -> {}: {}\n", row.source, row.target, row.refused->message);
  }
  return text;
}

std::string sweep_csv_head() {
  std::string line;
  for (const Field& field : fields_of({})) line += field.key + ",";
  return line + "error\n";
}

std::string sweep_csv(const SweepRow& row) {
  std::string line;
  for (const Field& field : fields_of(row)) line += csv_cell(field.value) + ",";
  return line + (row.refused ? csv_cell(row.refused->message) : "") + "\n";
}

std::string sweep_json(const SweepRow& row) {
  nlohmann::ordered_json document = {{"schema", "relayout.sweep/1"}};
  for (const Field& field : fields_of(row)) {
    const bool told = field.key == "name" ? row.pack.has_value() : field.key == "cp" || !field.value.is_null();
    if (told || (field.key == "max_rank" && !row.refused)) document[field.key] = field.value;
  }
  if (row.refused) document["error"] = {{"code", row.refused->code}, {"message", row.refused->message}};
  return document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace relayout::cli
