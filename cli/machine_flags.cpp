#include "relayout/cli/machine_flags.hpp"

#include <CLI/CLI.hpp>
#include <string_view>

#include "relayout/cli/failure.hpp"
#include "relayout/model/integer.hpp"
#include "relayout/model/limits.hpp"

namespace relayout::cli {
namespace {

constexpr IntegerRange nanoseconds{.least = 0, .most = 1'000'000'000};

// What a figure is where a flag gives it.
constexpr Origin given = "given";
constexpr std::int64_t least_bytes_per_us = 10;  // so that max_bytes, copied and sent, take less than 2^63 ns

// "392" or "12.5", with three digits behind the point at most: bytes per microsecond are thousandths of GB/s.
Speed read_speed(std::string_view flag, const std::string& text) {
  const std::size_t point = text.find('.');
  const bool fraction = point != std::string::npos;
  const std::string whole = text.substr(0, point);
  std::string thousandths = fraction ? text.substr(point + 1) : "0";
  const auto digits = [](const std::string& part) {
    return !part.empty() && part.find_first_not_of("0123456789") == std::string::npos;
  };
  const bool readable = digits(whole) && digits(thousandths) && whole.size() <= 6 && thousandths.size() <= 3;
  thousandths.resize(3, '0');
  const Speed speed{readable ? std::stoll(whole) * 1'000 + std::stoll(thousandths) : 0};
  if (speed.bytes_per_us < least_bytes_per_us) {
    fail_input("bad_value", flag, " is \"", text,
               "\"; expected 0.01 to 999999.999, in 1e9 bytes a second, as in 392 or 12.5");
  }
  return speed;
}

const Machine& profile_of(const MachineFlags& flags) {
  const std::string name = flags.profile.value_or(std::string(h200_nvlink.name));
  const Machine* machine = find_machine(name);
  if (machine == nullptr) {
    std::string names;
    for (const Machine& known : machines()) {
      names += (names.empty() ? "" : ", ") + std::string(known.name);
    }
    fail_input("bad_value", "--profile is \"", name, "\"; expected one of ", names,
               ", whose figures other flags may change");
  }
  return *machine;
}

template <class Value>
struct Figure {
  Value& value;
  Origin& from;
};

// Flags with a value, in place of what the profile has.
class Changes {
 public:
  explicit Changes(MachineChoice& choice) : choice_(choice) {}

  void ranks(std::string_view flag, const FlagText& text, std::int64_t& value) {
    if (!text) return;
    value = read_integer(flag, *text, {.least = 1, .most = max_world_rank + 1});
    choice_.changed.emplace_back(flag);
  }
  void time(std::string_view flag, const FlagText& text, const Figure<std::int64_t>& figure) {
    if (!text) return;
    figure.value = read_integer(flag, *text, nanoseconds);
    note(flag, figure.from);
  }
  void speed(std::string_view flag, const FlagText& text, const Figure<Speed>& figure) {
    if (!text) return;
    figure.value = read_speed(flag, *text);
    note(flag, figure.from);
  }

 private:
  void note(std::string_view flag, Origin& from) {
    from = given;
    choice_.changed.emplace_back(flag);
  }

  MachineChoice& choice_;
};

}  // namespace

void add_machine_flags(CLI::App& app, MachineFlags& flags) {
  const auto add = [&](const char* flag, FlagText& text, const char* value, const char* help) {
    app.add_option(flag, text, help)->type_name(value)->group("Machine (times are estimates)");
  };
  add("--row-bytes", flags.row_bytes, "N", "Bytes of a row (default: 4096, 2,048 values in bf16)");
  add("--profile", flags.profile, "NAME", "h200-nvlink (default) or h100-nvlink; the flags below change its figures");
  add("--ranks-per-domain", flags.ranks_per_domain, "N", "World ranks that NVLink joins (default: 8)");
  add("--intra-gb-per-s", flags.intra_speed, "X", "Link of a rank inside its domain, each way, 1e9 bytes a second");
  add("--inter-gb-per-s", flags.inter_speed, "X", "Link of a rank to other domains, each way");
  add("--copy-gb-per-s", flags.copy_speed, "X", "Local copy");
  add("--intra-latency-ns", flags.intra_latency, "N", "Latency inside a domain");
  add("--inter-latency-ns", flags.inter_latency, "N", "Latency between domains");
  add("--call-ns", flags.call_time, "N",
      "What a call of NCCL costs: 80,000 from PyTorch (default), some 15,000 from C++");
  add("--message-ns", flags.message_time, "N", "What each message of NCCL costs a rank");
  add("--headwise-multiplier", flags.headwise_multiplier, "N",
      "Bytes a headwise all-to-all moves for each byte of a row (default: 4)");
}

MachineChoice read_machine(const MachineFlags& flags) {
  MachineChoice choice;
  Machine& machine = choice.options.machine;
  RowSize& size = choice.options.size;
  machine = profile_of(flags);
  size.row_bytes =
      flags.row_bytes ? read_integer("--row-bytes", *flags.row_bytes, {.least = 1, .most = 1 << 30}) : 4096;
  if (flags.headwise_multiplier) {
    size.headwise_multiplier =
        read_integer("--headwise-multiplier", *flags.headwise_multiplier, {.least = 1, .most = 1'024});
  }
  Changes changes(choice);
  Link& intra = machine.intra;
  Link& inter = machine.inter;
  Method& nccl = machine.collective;
  changes.ranks("--ranks-per-domain", flags.ranks_per_domain, machine.ranks_per_domain);
  changes.speed("--intra-gb-per-s", flags.intra_speed, {intra.speed, intra.speed_from});
  changes.speed("--inter-gb-per-s", flags.inter_speed, {inter.speed, inter.speed_from});
  changes.speed("--copy-gb-per-s", flags.copy_speed, {machine.copy, machine.copy_from});
  changes.time("--intra-latency-ns", flags.intra_latency, {intra.latency_ns, intra.latency_from});
  changes.time("--inter-latency-ns", flags.inter_latency, {inter.latency_ns, inter.latency_from});
  changes.time("--call-ns", flags.call_time, {nccl.call_ns, nccl.call_from});
  changes.time("--message-ns", flags.message_time, {nccl.message_ns, nccl.message_from});
  return choice;
}

void ByteCount::add(const Pack& pack) {
  const std::int64_t most_tokens = floor_div(max_bytes, size_.row_bytes * size_.headwise_multiplier);
  if (pack.token_count() > most_tokens - token_count_) {
    fail_input("too_many_bytes", "the pack has ", pack.token_count(), " tokens",
               token_count_ == 0 ? "" : " after " + std::to_string(token_count_) + " of others", "; with --row-bytes ",
               size_.row_bytes, " and --headwise-multiplier ", size_.headwise_multiplier, " times are estimated up to ",
               most_tokens);
  }
  token_count_ += pack.token_count();
}

}  // namespace relayout::cli
