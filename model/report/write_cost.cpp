#include "relayout/model/report/write_cost.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "relayout/model/integer.hpp"
#include "relayout/model/layout_text.hpp"
#include "relayout/model/report/document_head.hpp"

namespace relayout::report {
namespace {

// A number of rows beside their bytes: rows_<what>, bytes_<what>.
class RowsAndBytes {
 public:
  RowsAndBytes(JsonOut& json, std::int64_t row_bytes) : json_(json), row_bytes_(row_bytes) {}
  void write(const std::string& what, std::int64_t rows) {
    json_.number("rows_" + what, rows);
    json_.number("bytes_" + what, rows * row_bytes_);
  }

 private:
  JsonOut& json_;
  std::int64_t row_bytes_;
};

void write_ranks(JsonOut& json, std::span<const RankTraffic> ranks, RowsAndBytes both) {
  json.key("ranks");
  json.open('[');
  for (const RankTraffic& rank : ranks) {
    json.open('{');
    json.number("world_rank", rank.world_rank);
    json.number("domain", rank.domain);
    both.write("kept", rank.rows_kept);
    both.write("sent", rank.sent.rows());
    both.write("sent_inter", rank.sent.inter.rows);
    both.write("received", rank.received.rows());
    both.write("received_inter", rank.received.inter.rows);
    json.number("messages_sent", rank.sent.messages());
    json.number("messages_received", rank.received.messages());
    json.close('}');
  }
  json.close(']');
}

void write_pairs(JsonOut& json, std::span<const PairTraffic> pairs, std::int64_t row_bytes) {
  json.key("pairs");
  json.open('[');
  for (const PairTraffic& pair : pairs) {
    json.open('{');
    json.number("source_rank", pair.source_rank);
    json.number("target_rank", pair.target_rank);
    json.number("rows", pair.rows);
    json.number("bytes", pair.rows * row_bytes);
    json.close('}');
  }
  json.close(']');
}

void write_domains(JsonOut& json, std::span<const RankTraffic> ranks, RowsAndBytes both) {
  json.key("domains");
  json.open('[');
  for (const DomainTraffic& domain : domain_traffic(ranks)) {
    json.open('{');
    json.number("domain", domain.domain);
    json.number("rank_count", domain.rank_count);
    both.write("kept", domain.rows_kept);
    both.write("intra", domain.rows_intra);
    both.write("sent_inter", domain.rows_sent);
    both.write("received_inter", domain.rows_received);
    json.close('}');
  }
  json.close(']');
}

void write_renaming(JsonOut& json, std::string_view side, const Relabelling& renaming, const Traffic& traffic) {
  json.key(side);
  json.open('{');
  json.string("layout", print(renaming.layout));
  json.string("order", print_ranks(renaming.order));
  json.number("rows_kept", renaming.rows_kept);
  json.number("rows_sent", traffic.rows_total - renaming.rows_kept);
  json.number("rows_saved", renaming.rows_kept - traffic.rows_kept);
  json.close('}');
}

void write_estimate(JsonOut& json, std::string_view name, const Estimate& estimate) {
  json.key(name);
  json.open('{');
  json.number("bound_ns", estimate.bound_ns);
  json.number("window_ns", estimate.window_ns);
  json.number("all_to_all_v_ns", estimate.all_to_all_v_ns);
  json.number("all_gather_ns", estimate.all_gather_ns);
  json.number("headwise_ns", estimate.headwise_ns);
  json.close('}');
}

// Where each figure is from, by the figure's key.
void write_origins(JsonOut& json, const Machine& machine) {
  json.key("from");
  json.open('{');
  json.string("intra_bytes_per_us", machine.intra.speed_from);
  json.string("inter_bytes_per_us", machine.inter.speed_from);
  json.string("copy_bytes_per_us", machine.copy_from);
  json.string("intra_latency_ns", machine.intra.latency_from);
  json.string("inter_latency_ns", machine.inter.latency_from);
  json.string("call_ns", machine.collective.call_from);
  json.string("message_ns", machine.collective.message_from);
  json.string("window_call_ns", machine.window.call_from);
  json.string("window_bytes_per_us", machine.window.share_from);
  json.string("nccl_bytes_per_us", machine.collective.share_from);
  json.close('}');
}

void write_machine(JsonOut& json, const CostSubject& subject) {
  const Machine& machine = subject.options.machine;
  json.key("machine");
  json.open('{');
  json.string("profile", machine.name);
  json.string("source", machine.source);
  json.key("changed");
  json.open('[');
  for (const std::string& flag : subject.changed_flags) json.string(flag);
  json.close(']');
  json.number("ranks_per_domain", machine.ranks_per_domain);
  json.number("intra_bytes_per_us", machine.intra.speed.bytes_per_us);
  json.number("inter_bytes_per_us", machine.inter.speed.bytes_per_us);
  json.number("copy_bytes_per_us", machine.copy.bytes_per_us);
  json.number("intra_latency_ns", machine.intra.latency_ns);
  json.number("inter_latency_ns", machine.inter.latency_ns);
  json.number("call_ns", machine.collective.call_ns);
  json.number("message_ns", machine.collective.message_ns);
  json.number("window_call_ns", machine.window.call_ns);
  json.number("window_bytes_per_us", machine.window.speed_on(machine.intra).bytes_per_us);
  json.number("nccl_bytes_per_us", machine.collective.speed_on(machine.intra).bytes_per_us);
  write_origins(json, machine);
  json.close('}');
}

struct Mean {
  double sum = 0;
  std::int64_t count = 0;
};

void write_mean(JsonOut& json, std::string_view name, const Mean& mean) {
  json.key(name);
  json.thousandths(std::llround(1'000 * mean.sum / static_cast<double>(std::max<std::int64_t>(mean.count, 1))));
}

}  // namespace

void write_cost(std::ostream& out, const CostSubject& subject, const MoveCost& cost, const DocumentName& name) {
  const Placement& source = subject.plan.source();
  const std::int64_t row_bytes = subject.options.size.row_bytes;
  JsonOut json(out);
  open_document(json, "relayout.cost/1", name);
  json.string("source", print(source.layout()));
  json.string("target", print(subject.plan.target().layout()));
  json.number("token_count", source.token_count());
  json.number("row_bytes", row_bytes);
  write_traffic(json, cost.traffic);
  json.number("bytes_total", cost.traffic.rows_total * row_bytes);
  json.number("bytes_kept", cost.traffic.rows_kept * row_bytes);
  json.number("bytes_sent", cost.traffic.rows_sent * row_bytes);
  json.number("bytes_sent_max_rank", cost.traffic.rows_sent_max_rank * row_bytes);
  json.number("bytes_received_max_rank", cost.traffic.rows_received_max_rank * row_bytes);
  json.number("least_rows_sent", cost.traffic.rows_sent);
  json.key("renamed");
  json.open('{');
  write_renaming(json, "source", cost.source_renamed, cost.traffic);
  write_renaming(json, "target", cost.target_renamed, cost.traffic);
  json.close('}');
  write_machine(json, subject);
  json.number("headwise_multiplier", subject.options.size.headwise_multiplier);
  write_estimate(json, "estimate", cost.estimate);
  write_estimate(json, "source_renamed_estimate", cost.source_renamed_estimate);
  write_estimate(json, "target_renamed_estimate", cost.target_renamed_estimate);
  write_domains(json, cost.ranks, {json, row_bytes});
  write_ranks(json, cost.ranks, {json, row_bytes});
  write_pairs(json, cost.pairs, row_bytes);
  close_document(json);
}

void ShareHistogram::add(std::int64_t part, std::int64_t whole) {
  const std::int64_t bins = std::ssize(packs);
  const std::int64_t bin = whole == 0 ? 0 : at_most(floor_div(part * bins, whole), bins - 1);
  ++packs[static_cast<std::size_t>(bin)];
}

void write_cost_summary(std::ostream& out, const CostSummary& summary) {
  JsonOut json(out);
  open_document(json, "relayout.cost_summary/1", {});
  json.string("source", summary.source);
  json.string("target", summary.target);
  json.number("pack_count", summary.pack_count);
  json.number("row_bytes", summary.row_bytes);
  RowsAndBytes both(json, summary.row_bytes);
  both.write("total", summary.rows_total);
  both.write("sent", summary.rows_sent);
  json.number("rows_sent_target_renamed", summary.rows_sent_renamed);
  json.number("rows_sent_one_renaming", summary.rows_sent_one_renaming);
  json.string("one_renaming", summary.one_renaming);
  write_mean(json, "mean_share_sent", {summary.share_sum, summary.pack_count});
  write_mean(json, "mean_share_sent_target_renamed", {summary.share_sum_renamed, summary.pack_count});
  json.number("messages", summary.messages);
  json.key("worst");
  json.open('{');
  json.string("name", summary.worst_pack);
  both.write("total", summary.worst_rows_total);
  both.write("sent", summary.worst_rows_sent);
  json.close('}');
  json.numbers("sent_histogram", summary.sent.packs);
  json.numbers("sent_target_renamed_histogram", summary.sent_renamed.packs);
  write_estimate(json, "estimate", summary.estimate);
  write_estimate(json, "target_renamed_estimate", summary.renamed_estimate);
  close_document(json);
}

}  // namespace relayout::report
