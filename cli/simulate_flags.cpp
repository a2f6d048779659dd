#include "relayout/cli/simulate_flags.hpp"

#include <fmt/format.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include <numeric>
#include <string>

#include "relayout/cli/failure.hpp"
#include "relayout/cli/stop.hpp"
#include "relayout/model/limits.hpp"
#include "relayout/model/rank_program.hpp"
#include "relayout/model/traffic.hpp"

namespace relayout::cli {
namespace {

void read_tensors(const std::string& text, sim::SimulationOptions& options) {
  options.tensors.clear();
  for (const std::int64_t bytes : read_integers("--row-bytes", text, {.least = 1, .most = 1 << 30})) {
    options.tensors.push_back({.row_bytes = bytes, .source = {}, .target = {}, .fill = {}});
  }
  if (options.tensors.empty()) {
    fail_input("bad_value", "--row-bytes is \"\"; expected the bytes of a row, one number a tensor");
  }
}

void read_dead_ranks(const std::string& text, sim::SimulationOptions& options) {
  for (const std::int64_t rank : read_integers("--dead-rank", text, {.least = 0, .most = max_world_rank})) {
    options.dead_ranks.push_back(static_cast<std::int32_t>(rank));
  }
  if (options.dead_ranks.empty()) {
    fail_input("bad_value", "--dead-rank is \"\"; expected world ranks, as in --dead-rank 1,3");
  }
}

double total(std::span<const std::int64_t> counts) { return std::accumulate(counts.begin(), counts.end(), 0.0); }

}  // namespace

void add_simulate_flags(CLI::App& app, SimulateFlags& flags) {
  add_pack_flags(app, flags.packs);
  app.add_option("--source", flags.source, "Layout the rows are in")->type_name("LAYOUT")->required();
  app.add_option("--target", flags.target, "Layout the rows go to")->type_name("LAYOUT")->required();
  app.add_option("--row-bytes", flags.row_bytes, "Bytes of a row; several numbers are several tensors (default: 8)")
      ->type_name("N,..");
  app.add_option("--executor", flags.executor, "Who runs the ranks: tbb (default), pool or replay")->type_name("KIND");
  app.add_option("--channel", flags.channel, "How a send ends: rendezvous (default) or buffered")->type_name("KIND");
  app.add_option("--workers", flags.workers, "Threads (default: all)")->type_name("N");
  app.add_option("--seed", flags.seed, "Seed of the payload (default: 1)")->type_name("N");
  app.add_option("--dead-rank", flags.dead_rank, "World ranks that never start")->type_name("R,..");
  add_schedule_flags(app, flags.schedule);
  app.add_option("--grouping", flags.grouping,
                 "Only ask who waits for whom when messages are posted by exchanges, sends-first or rank-0-sends-first")
      ->type_name("KIND");
  app.add_option("--inject", flags.inject,
                 "Put this fault, or all, at each message and rank in turn, and print what became of it")
      ->type_name("FAULT");
  app.add_option("--trace", flags.trace, "Write the timeline as Chrome trace JSON, for ui.perfetto.dev")
      ->type_name("FILE");
  add_timeout_flag(app, flags.timeout);
}

sim::SimulationOptions simulation_options(const SimulateFlags& flags) {
  constexpr sim::ExecutorKind executors[] = {sim::ExecutorKind::tbb, sim::ExecutorKind::pool,
                                             sim::ExecutorKind::replay};
  constexpr sim::ChannelKind channels[] = {sim::ChannelKind::rendezvous, sim::ChannelKind::buffered};
  const std::string executor = flags.executor.value_or("tbb");
  const std::string channel = flags.channel.value_or("rendezvous");
  sim::SimulationOptions options;
  options.executor.kind = executors[read_choice({"--executor", {"tbb", "pool", "replay"}}, executor)];
  options.channel = channels[read_choice({"--channel", {"rendezvous", "buffered"}}, channel)];
  options.payload_seed = read_seed(flags.seed);
  options.timeline = flags.trace ? sim::Recording::on : sim::Recording::off;
  if (flags.workers) {
    options.executor.worker_count =
        static_cast<std::int32_t>(read_integer("--workers", *flags.workers, {.least = 1, .most = 256}));
  }
  if (flags.row_bytes) {
    read_tensors(*flags.row_bytes, options);
  }
  if (flags.dead_rank) {
    read_dead_ranks(*flags.dead_rank, options);
  }
  return options;
}

double simulated_bytes(const Plan& plan, const sim::SimulationOptions& options) {
  double row_bytes = 0;
  for (const sim::TensorSpec& tensor : options.tensors) {
    row_bytes += static_cast<double>(tensor.row_bytes);
  }
  return 3 * (total(plan.source_row_counts()) + total(plan.target_row_counts())) * row_bytes;
}

// A message is about a kilobyte of the file, forward and backward, sent and received.
void check_trace_fits(const Plan& plan, const sim::SimulationOptions& options) {
  constexpr std::int64_t most_messages = std::int64_t{1} << 17;
  const std::int64_t messages = options.timeline == sim::Recording::on ? traffic(plan.moves()).messages : 0;
  if (messages > most_messages) {
    fail_input("too_large", "--trace would hold ", messages, " messages each way; expected at most ", most_messages,
               ". Take fewer ranks, or leave --trace out");
  }
}

void check_simulable(const Plan& plan, const sim::SimulationOptions& options) {
  const Group group(plan.source().layout(), plan.target().layout());
  for (const std::int32_t rank : options.dead_ranks) {
    if (!group.contains(rank)) {
      fail_input("bad_rank", "--dead-rank ", rank, " is on neither side; the world ranks are ", group.world_rank(0),
                 " to ", group.world_rank(group.size() - 1));
    }
  }
  const double needed = simulated_bytes(plan, options);
  const double present = static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
  if (needed > present) {
    fail(
        ExitStatus::environment, "memory",
        fmt::format("the simulated buffers take about {:.1f} GB, this machine has {:.1f} GB; give fewer --row-bytes or "
                    "a smaller pack",
                    needed / 1e9, present / 1e9));
  }
}

}  // namespace relayout::cli
