#include "relayout/cli/cost_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "relayout/cli/heading.hpp"
#include "relayout/model/integer.hpp"
#include "relayout/model/layout_text.hpp"
#include "relayout/model/report/table.hpp"
#include "relayout/model/report/tables.hpp"
#include "relayout/model/report/text_matrix.hpp"

namespace relayout::cli {
namespace {

using report::Align;
using report::Table;

// Of ranks and domains; --json has them all.
constexpr std::size_t most_lines = 32;

std::string left_out(std::size_t count, std::string_view noun) {
  return count <= most_lines ? "" : fmt::format(".. and {} more {}; --json has all\n", count - most_lines, noun);
}

std::string rank_table(std::span<const RankTraffic> ranks) {
  Table table({{"rank"},
               {"domain"},
               {"keeps"},
               {"sends"},
               {"to own domain"},
               {"to others"},
               {"receives"},
               {"from own domain"},
               {"from others"}});
  for (const RankTraffic& rank : ranks.first(std::min(ranks.size(), most_lines))) {
    table.add_row({std::to_string(rank.world_rank), std::to_string(rank.domain), with_commas(rank.rows_kept),
                   with_commas(rank.sent.rows()), with_commas(rank.sent.intra.rows), with_commas(rank.sent.inter.rows),
                   with_commas(rank.received.rows()), with_commas(rank.received.intra.rows),
                   with_commas(rank.received.inter.rows)});
  }
  return table.text() + left_out(ranks.size(), "ranks");
}

std::string domain_table(std::span<const RankTraffic> ranks) {
  const std::vector<DomainTraffic> domains = domain_traffic(ranks);
  if (domains.size() < 2) {
    return "";
  }
  Table table({{"domain"}, {"ranks"}, {"keeps"}, {"moves inside"}, {"sends out"}, {"receives"}});
  for (const DomainTraffic& domain : std::span(domains).first(std::min(domains.size(), most_lines))) {
    table.add_row({std::to_string(domain.domain), std::to_string(domain.rank_count), with_commas(domain.rows_kept),
                   with_commas(domain.rows_intra), with_commas(domain.rows_sent), with_commas(domain.rows_received)});
  }
  return "\n" + table.text() + left_out(domains.size(), "domains");
}

// The tables are of rows; in bytes each row counts for as many.
void weigh(Flow& flow, std::int64_t row_bytes) { flow.rows *= row_bytes; }

std::vector<RankTraffic> weighed(std::vector<RankTraffic> ranks, std::int64_t row_bytes) {
  for (RankTraffic& rank : ranks) {
    rank.rows_kept *= row_bytes;
    for (Flows* flows : {&rank.sent, &rank.received}) {
      weigh(flows->intra, row_bytes);
      weigh(flows->inter, row_bytes);
    }
  }
  return ranks;
}

std::vector<PairTraffic> weighed(std::vector<PairTraffic> pairs, std::int64_t row_bytes) {
  for (PairTraffic& pair : pairs) pair.rows *= row_bytes;
  return pairs;
}

struct Renaming {
  const char* side;
  const Relabelling& names;
  const Estimate& estimate;
};

// Fewer rows may take longer: more of them may be one rank's, or leave their domain.
std::string renaming_line(const Renaming& renamed, const MoveCost& cost) {
  const Relabelling& renaming = renamed.names;
  const Traffic& traffic = cost.traffic;
  const std::int64_t sent = traffic.rows_total - renaming.rows_kept;
  const std::string what =
      renaming.rows_kept == traffic.rows_kept
          ? "no other names of its ranks send fewer rows"
          : fmt::format("{} ({}) sent, {} fewer, with {}", counted(sent, "row"), percent_text(sent, traffic.rows_total),
                        with_commas(renaming.rows_kept - traffic.rows_kept), print(renaming.layout));
  const bool slower = renamed.estimate.window_ns > cost.estimate.window_ns;
  return fmt::format("  {:<8} {}\n{}", renamed.side, what,
                     slower ? "           but estimated to take longer: the busiest link has more of them\n" : "");
}

struct EstimateColumn {
  const char* title;
  const Estimate& estimate;
};

std::string estimate_table(const std::vector<EstimateColumn>& moves, std::int64_t headwise_multiplier) {
  std::vector<report::Column> columns{{"", Align::left}};
  for (const EstimateColumn& move : moves) columns.push_back({move.title});
  Table table(std::move(columns));
  const auto add = [&](const std::string& way, std::int64_t Estimate::*time) {
    std::vector<std::string> cells{"  " + way};
    for (const EstimateColumn& move : moves) cells.push_back(time_text(move.estimate.*time));
    table.add_row(std::move(cells));
  };
  add("lower bound, sent directly", &Estimate::bound_ns);
  add("one kernel over windows", &Estimate::window_ns);
  add("all-to-all-v, packed", &Estimate::all_to_all_v_ns);
  add("all-gather and slice", &Estimate::all_gather_ns);
  add(fmt::format("headwise all-to-all, {} x the bytes", headwise_multiplier), &Estimate::headwise_ns);
  return table.text();
}

std::string speed_text(const Speed& speed) {
  return fmt::format(
      "{}{} GB/s", with_commas(floor_div(speed.bytes_per_us, 1'000)),
      floor_mod(speed.bytes_per_us, 1'000) == 0 ? "" : fmt::format(".{:03}", floor_mod(speed.bytes_per_us, 1'000)));
}

std::string link_line(const std::string& where, const Link& link) {
  return fmt::format("  {:<18} {} each way, {}; latency {}, {}\n", where, speed_text(link.speed), link.speed_from,
                     time_text(link.latency_ns), link.latency_from);
}

std::string histogram_lines(const report::CostSummary& summary) {
  Table table({{"rows sent", Align::left}, {"packs as they are"}, {"target renamed"}});
  const std::size_t bins = summary.sent.packs.size();
  for (std::size_t bin = 0; bin < bins; ++bin) {
    table.add_row({fmt::format("  {:>2} to {:>3}%", 100 * bin / bins, 100 * (bin + 1) / bins),
                   with_commas(summary.sent.packs[bin]), with_commas(summary.sent_renamed.packs[bin])});
  }
  return table.text();
}

}  // namespace

std::string microseconds_text(std::int64_t ns) {
  if (ns < 1'000) return fmt::format("{:.2f}", static_cast<double>(ns) / 1e3);
  const std::int64_t tenths = floor_div(ns + 50, 100);
  return fmt::format("{}.{}", with_commas(floor_div(tenths, 10)), floor_mod(tenths, 10));
}

std::string time_text(std::int64_t ns) { return microseconds_text(ns) + " us"; }

std::string percent_text(std::int64_t part, std::int64_t whole) {
  return fmt::format("{:.1f}%", whole == 0 ? 0 : 100 * static_cast<double>(part) / static_cast<double>(whole));
}

std::string machine_lines(const MachineChoice& choice) {
  const Machine& machine = choice.options.machine;
  const auto reaches = [&](const Method& method) {
    return fmt::format("{} in a domain, {}", speed_text(method.speed_on(machine.intra)), method.share_from);
  };
  const auto call = [](const Method& method) {
    return fmt::format("{} a call, {}", time_text(method.call_ns), method.call_from);
  };
  return fmt::format(
      "estimates, not measurements: rows of {}, {}{}\n{}{}  {:<18} {}, {}\n  {:<18} {}; {}\n"
      "  {:<18} {}; {} a message, {}\n  {:<18} {}\n  {:<18} {}\n",
      counted(choice.options.size.row_bytes, "byte"), machine.name,
      choice.changed.empty() ? "" : fmt::format(" with {}", fmt::join(choice.changed, " ")),
      link_line(fmt::format("in a domain of {}", machine.ranks_per_domain), machine.intra),
      link_line("between domains", machine.inter), "local copy", speed_text(machine.copy), machine.copy_from,
      "one kernel", call(machine.window), reaches(machine.window), "NCCL", call(machine.collective),
      time_text(machine.collective.message_ns), machine.collective.message_from, "", reaches(machine.collective),
      "measured on", machine.source);
}

std::string cost_text(const Output& output, const report::CostSubject& subject, const MoveCost& cost, CountUnit unit) {
  const CostOptions& options = subject.options;
  const Traffic& traffic = cost.traffic;
  const std::int64_t weight = unit == CountUnit::bytes ? options.size.row_bytes : 1;
  const std::vector<RankTraffic> ranks = weighed(cost.ranks, weight);
  const auto bytes = [&](std::int64_t rows) { return counted(rows * options.size.row_bytes, "byte"); };
  return fmt::format(
      "{}\nbytes: {} stay, {} sent in all, {} by the busiest rank, {} received by the busiest\n"
      "least that any correct route between these two layouts sends: {}\n\n{}{}{}\n{}\n"
      "other names for the ranks of one side\n{}{}\n{}{}",
      report::traffic_line(traffic), bytes(traffic.rows_kept), bytes(traffic.rows_sent),
      bytes(traffic.rows_sent_max_rank), bytes(traffic.rows_received_max_rank), counted(traffic.rows_sent, "row"),
      unit == CountUnit::bytes ? "bytes:\n" : "", rank_table(ranks), domain_table(ranks),
      report::text_matrix(weighed(cost.pairs, weight), output.style().width,
                          unit == CountUnit::bytes ? "bytes" : "rows"),
      renaming_line({"target", cost.target_renamed, cost.target_renamed_estimate}, cost),
      renaming_line({"source", cost.source_renamed, cost.source_renamed_estimate}, cost),
      machine_lines({options, subject.changed_flags}),
      estimate_table({{"as it is", cost.estimate},
                      {"target renamed", cost.target_renamed_estimate},
                      {"source renamed", cost.source_renamed_estimate}},
                     options.size.headwise_multiplier));
}

std::string summary_text(const Output& output, const report::CostSummary& summary, const MachineChoice& machine) {
  const auto sent_line = [&](const char* what, std::int64_t rows, const std::string& note) {
    return fmt::format("  {:<28} {:>6} of {}{}\n", what, percent_text(rows, summary.rows_total),
                       counted(summary.rows_total, "row"), note);
  };
  const auto mean = [&](double share_sum) {
    return fmt::format(", {:.1f}% in the mean of packs", 100 * share_sum / static_cast<double>(summary.pack_count));
  };
  return fmt::format(
      "{}  {} -> {}\n{}{}{}  worst pack                   {:>6} of {}, {}\n"
      "  bytes                        {} of {} sent\n\n{}\n{}{}",
      output.paint(counted(summary.pack_count, "pack"), 1), summary.source, summary.target,
      sent_line("sent, the least possible", summary.rows_sent,
                fmt::format("{}, {}", mean(summary.share_sum), counted(summary.messages, "message"))),
      sent_line("best names for each pack", summary.rows_sent_renamed, mean(summary.share_sum_renamed)),
      summary.one_renaming.empty()
          ? ""
          : sent_line("one order for all packs", summary.rows_sent_one_renaming, ", " + summary.one_renaming),
      percent_text(summary.worst_rows_sent, summary.worst_rows_total), counted(summary.worst_rows_total, "row"),
      summary.worst_pack, with_commas(summary.rows_sent * machine.options.size.row_bytes),
      counted(summary.rows_total * machine.options.size.row_bytes, "byte"), histogram_lines(summary),
      machine_lines(machine),
      estimate_table({{"as it is", summary.estimate}, {"target renamed", summary.renamed_estimate}},
                     machine.options.size.headwise_multiplier));
}

}  // namespace relayout::cli
