#include "relayout/cli/bench_text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

namespace relayout::cli {
namespace {

double gigabytes_per_second(std::int64_t bytes, double microseconds) {
  return microseconds > 0 ? static_cast<double>(bytes) / microseconds / 1000.0 : 0;
}

std::int64_t rank_bytes(const bench::CaseResult& one) { return one.rank_rows * one.one.row_bytes; }

// Of the better of the two limits of the wire: nobody is to look good beside a limit he does not meet.
double efficiency(const bench::SuiteResult& result, const bench::CaseResult& one, const bench::Timing& timing) {
  const double limit = std::max(result.limits.copy_engine, result.limits.sm_store);
  return limit > 0 ? gigabytes_per_second(one.wire_bytes, timing.median_us) / limit : 0;
}

std::string version_text(int version) {
  return fmt::format("{}.{}.{}", version / 10'000, version / 100 % 100, version % 100);
}

}  // namespace

void print_bench_text(const Output& output, const bench::SuiteResult& result) {
  auto& out = output.stream();
  out << fmt::format(
      "# {} x {}, NCCL {}; all ranks busy, GB/s each: copy engine {:.0f}, SM stores {:.0f}, local copy {:.0f}\n",
      result.rank_count, result.device_name, version_text(result.nccl_version), result.limits.copy_engine,
      result.limits.sm_store, result.limits.local_copy);
  out << "# time: median of the slowest rank's; algbw: rank's buffer / time; busbw: the busiest rank's wire bytes / "
         "time\n";
  std::string pair;
  for (const bench::CaseResult& one : result.cases) {
    const std::string now = one.source + " -> " + one.target;
    if (now != pair) out << '\n' << now << '\n';
    pair = now;
    out << fmt::format("{:>12} {:>8} {:>5}  {:<17} {:<19} {:>9} {:>7} {:>7} {:>5} {:>6}\n", "size", "count", "type",
                       "pack", "way", "time us", "algbw", "busbw", "eff", "#wrong");
    for (const bench::Timing& timing : one.timings) {
      out << fmt::format("{:>12} {:>8} {:>5}  {:<17} {:<19} {:>9.1f} {:>7.1f} {:>7.1f} {:>4.0f}% {:>6}\n",
                         rank_bytes(one), one.rank_rows, "bf16", bench::pack_name(one.one), timing.method,
                         timing.median_us, gigabytes_per_second(rank_bytes(one), timing.median_us),
                         gigabytes_per_second(one.wire_bytes, timing.median_us), 100 * efficiency(result, one, timing),
                         timing.wrong_rows < 0 ? std::string("N/A") : std::to_string(timing.wrong_rows));
    }
  }
}

void print_bench_json(const Output& output, const bench::SuiteResult& result) {
  nlohmann::ordered_json json;
  json["schema"] = "relayout.bench/1";
  json["ranks"] = result.rank_count;
  json["device"] = result.device_name;
  json["nccl"] = version_text(result.nccl_version);
  json["cuda"] = fmt::format("{}.{}", CUDART_VERSION / 1000, CUDART_VERSION % 1000 / 10);
  json["limits_gb_per_s"] = {{"copy_engine", result.limits.copy_engine},
                             {"sm_store", result.limits.sm_store},
                             {"local_copy", result.limits.local_copy}};
  json["cases"] = nlohmann::ordered_json::array();
  for (const bench::CaseResult& one : result.cases) {
    nlohmann::ordered_json entry;
    entry["pack"] = bench::pack_name(one.one);
    entry["source"] = one.source;
    entry["target"] = one.target;
    entry["direction"] = one.one.direction == Direction::forward ? "forward" : "backward";
    entry["size"] = rank_bytes(one);
    entry["count"] = one.rank_rows;
    entry["type"] = "bf16";
    entry["row_bytes"] = one.one.row_bytes;
    entry["wire_bytes"] = one.wire_bytes;
    entry["auto"] = one.automatic;
    entry["ways"] = nlohmann::ordered_json::array();
    for (const bench::Timing& timing : one.timings) {
      entry["ways"].push_back({{"way", timing.method},
                               {"time_us", timing.median_us},
                               {"least_us", timing.least_us},
                               {"algbw", gigabytes_per_second(rank_bytes(one), timing.median_us)},
                               {"busbw", gigabytes_per_second(one.wire_bytes, timing.median_us)},
                               {"efficiency", efficiency(result, one, timing)},
                               {"wrong_rows", timing.wrong_rows},
                               {"extra_bytes", timing.extra_bytes}});
    }
    json["cases"].push_back(std::move(entry));
  }
  output.stream() << json.dump() << '\n';
}

bool has_wrong_rows(const bench::SuiteResult& result) {
  return std::any_of(result.cases.begin(), result.cases.end(), [](const bench::CaseResult& one) {
    return std::any_of(one.timings.begin(), one.timings.end(),
                       [](const bench::Timing& timing) { return timing.wrong_rows > 0; });
  });
}

}  // namespace relayout::cli
