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

std::int64_t rank_bytes(const bench::CaseResult& one) { return one.rank_rows * bench::bytes_a_row(one.one); }

// Of the better of the two limits of the wire: nobody is to look good beside a limit he does not meet.
double efficiency(const bench::SuiteResult& result, const bench::CaseResult& one, const bench::Timing& timing) {
  const double limit = std::max(result.limits.copy_engine, result.limits.sm_store);
  return limit > 0 ? gigabytes_per_second(one.wire_bytes, timing.median_us) / limit : 0;
}

std::string version_text(int version) {
  return fmt::format("{}.{}.{}", version / 10'000, version / 100 % 100, version % 100);
}

std::string types_of(const bench::GpuCase& one) {
  std::string types = "bf16";
  for (std::size_t i = 0; i < one.narrow_row_bytes.size(); ++i) types += "+int64";
  return types;
}

std::string known(std::int64_t count) { return count < 0 ? "N/A" : std::to_string(count); }

void print_case_text(std::ostream& out, const bench::SuiteResult& result, const bench::CaseResult& one) {
  out << fmt::format("{:>12} {:>8} {:>16}  {:<17} {:<19} {:>9} {:>7} {:>7} {:>5} {:>5} {:>9} {:>6}\n", "size", "count",
                     "type", "pack", "way", "time us", "algbw", "busbw", "eff", "CTAs", "extra MiB", "#wrong");
  for (const bench::Timing& timing : one.timings) {
    out << fmt::format("{:>12} {:>8} {:>16}  {:<17} {:<19} {:>9.1f} {:>7.1f} {:>7.1f} {:>4.0f}% {:>5} {:>9.1f} {:>6}\n",
                       rank_bytes(one), one.rank_rows, types_of(one.one), bench::pack_name(one.one), timing.method,
                       timing.median_us, gigabytes_per_second(rank_bytes(one), timing.median_us),
                       gigabytes_per_second(one.wire_bytes, timing.median_us), 100 * efficiency(result, one, timing),
                       known(timing.use.most_ctas), static_cast<double>(timing.extra_bytes) / (1 << 20),
                       known(timing.wrong_rows));
  }
}

void print_overlap_text(std::ostream& out, const bench::CaseResult& one) {
  if (one.overlaps.empty()) return;
  out << fmt::format("{:<17} {:<19} {:>9} {:>10} {:>8} {:>8} {:>11} {:>8}\n", "beside a product", "way", "alone us",
                     "product us", "first", "SMs left", "together us", "overlap");
  for (const bench::OverlapTiming& timing : one.overlaps) {
    for (const bench::Together& together : timing.together) {
      out << fmt::format("{:<17} {:<19} {:>9.1f} {:>10.1f} {:>8} {:>8} {:>11.1f} {:>8.2f}\n", bench::pack_name(one.one),
                         timing.method, timing.move_us, timing.product_us, together.started_first,
                         together.multiprocessors_left, together.time_us, together.overlap);
    }
  }
}

nlohmann::ordered_json overlaps_json(const std::vector<bench::OverlapTiming>& overlaps) {
  nlohmann::ordered_json entries = nlohmann::ordered_json::array();
  for (const bench::OverlapTiming& timing : overlaps) {
    nlohmann::ordered_json beside = nlohmann::ordered_json::array();
    for (const bench::Together& together : timing.together) {
      beside.push_back({{"first", together.started_first},
                        {"multiprocessors_left", together.multiprocessors_left},
                        {"time_us", together.time_us},
                        {"overlap", together.overlap}});
    }
    entries.push_back({{"way", timing.method},
                       {"move_us", timing.move_us},
                       {"product_us", timing.product_us},
                       {"product_rows", timing.product_rows},
                       {"together", std::move(beside)}});
  }
  return entries;
}

// A pack's lengths as [[how many, length], ..], in order.
nlohmann::ordered_json lengths_json(const std::vector<std::int64_t>& lengths) {
  nlohmann::ordered_json runs = nlohmann::ordered_json::array();
  for (const std::int64_t length : lengths) {
    if (!runs.empty() && runs.back()[1] == length) {
      runs.back()[0] = runs.back()[0].get<std::int64_t>() + 1;
    } else {
      runs.push_back({1, length});
    }
  }
  return runs;
}

nlohmann::ordered_json kernels_json(const bench::DeviceUse& use) {
  nlohmann::ordered_json kernels = nlohmann::ordered_json::array();
  for (const bench::KernelUse& kernel : use.kernels) {
    kernels.push_back(
        {{"name", kernel.name}, {"ctas", kernel.ctas}, {"threads", kernel.threads}, {"launches", kernel.launches}});
  }
  return kernels;
}

nlohmann::ordered_json case_json(const bench::SuiteResult& result, const bench::CaseResult& one) {
  nlohmann::ordered_json entry;
  entry["slice"] = one.one.slice;
  entry["pack"] = bench::pack_name(one.one);
  entry["source"] = one.source;
  entry["target"] = one.target;
  entry["labels"] = one.one.labels == bench::Labels::best ? "best" : "as is";
  entry["direction"] = one.one.direction == Direction::forward ? "forward" : "backward";
  entry["lengths"] = lengths_json(bench::pack_lengths(one.one, result.rank_count));
  entry["asked_bytes"] = one.one.local_bytes;
  entry["size"] = rank_bytes(one);
  entry["count"] = one.rank_rows;
  entry["type"] = types_of(one.one);
  entry["row_bytes"] = one.one.row_bytes;
  entry["narrow_row_bytes"] = one.one.narrow_row_bytes;
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
                             {"extra_bytes", timing.extra_bytes},
                             {"most_ctas", timing.use.most_ctas},
                             {"copies", timing.use.copies},
                             {"kernels", kernels_json(timing.use)}});
  }
  if (!one.overlaps.empty()) entry["overlaps"] = overlaps_json(one.overlaps);
  return entry;
}

}  // namespace

void print_bench_text(const Output& output, const bench::SuiteResult& result) {
  auto& out = output.stream();
  out << fmt::format(
      "# {} x {}, NCCL {}; all ranks busy, GB/s each: copy engine {:.0f}, SM stores {:.0f}, local copy {:.0f}\n",
      result.rank_count, result.device_name, version_text(result.nccl_version), result.limits.copy_engine,
      result.limits.sm_store, result.limits.local_copy);
  out << "# time: median of the slowest rank's; algbw: rank's buffer / time; busbw: the busiest rank's wire bytes / "
         "time; CTAs: of the largest grid\n";
  if (!result.no_overlap.empty()) out << "# overlap is left out: " << result.no_overlap << '\n';
  std::string pair;
  for (const bench::CaseResult& one : result.cases) {
    const std::string now = one.source + " -> " + one.target;
    if (now != pair) out << '\n' << now << '\n';
    pair = now;
    print_case_text(out, result, one);
    print_overlap_text(out, one);
  }
}

void print_bench_json(const Output& output, const bench::SuiteResult& result) {
  nlohmann::ordered_json json;
  json["schema"] = "relayout.bench/1";
  json["command"] = output.command();
  json["ranks"] = result.rank_count;
  json["device"] = result.device_name;
  json["multiprocessors"] = result.multiprocessor_count;
  json["nccl"] = version_text(result.nccl_version);
  json["cuda"] = fmt::format("{}.{}", CUDART_VERSION / 1000, CUDART_VERSION % 1000 / 10);
  json["limits_gb_per_s"] = {{"copy_engine", result.limits.copy_engine},
                             {"sm_store", result.limits.sm_store},
                             {"local_copy", result.limits.local_copy}};
  if (!result.no_overlap.empty()) json["no_overlap"] = result.no_overlap;
  json["cases"] = nlohmann::ordered_json::array();
  for (const bench::CaseResult& one : result.cases) {
    json["cases"].push_back(case_json(result, one));
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
