#include "relayout/cli/machine_flags.hpp"

#include <CLI/CLI.hpp>
#include <string_view>

#include "relayout/cli/failure.hpp"
#include "relayout/model/integer.hpp"
#include "relayout/model/limits.hpp"

namespace relayout::cli {
namespace {

constexpr IntegerRange nanoseconds{.least = 0, .most = 1'000'000'000};

// "392" or "12.5", with three digits behind the point at most: bytes per microsecond are thousandths of GB/s.
Speed read_speed(std::string_view flag, const std::string& text) {
  const std::size_t point = text.find('.');
  const bool fraction = point != std::string::npos;
  const std::string whole = text.substr(0, point);
  std::string thousandths = fraction ? text.substr(point + 1) : "0";
  const auto digits = [](const std::string& part) {
    return !part.empty() && part.find_first_not_of("0123456789") == std::string::npos;
  };
  if (!digits(whole) || !digits(thousandths) || whole.size() > 6 || thousandths.size() > 3 ||
      (std::stoll(whole) == 0 && std::stoll(thousandths) == 0)) {
    fail_input("bad_value", flag, " is \"", text,
               "\"; expected 0.001 to 999999.999, in 1e9 bytes a second, as in 392 or 12.5");
  }
  thousandths.resize(3, '0');
  return {std::stoll(whole) * 1'000 + std::stoll(thousandths)};
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

// Flags with a value, in place of what the profile has.
class Changes {
 public:
  explicit Changes(MachineChoice& choice) : choice_(choice) {}

  void integer(std::string_view flag, const FlagText& text, const IntegerRange& range, std::int64_t& value) {
    if (text) {
      value = read_integer(flag, *text, range);
      choice_.changed.emplace_back(flag);
    }
  }
  void speed(std::string_view flag, const FlagText& text, Speed& value) {
    if (text) {
      value = read_speed(flag, *text);
      choice_.changed.emplace_back(flag);
    }
  }

 private:
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
  changes.integer("--ranks-per-domain", flags.ranks_per_domain, {.least = 1, .most = max_world_rank + 1},
                  machine.ranks_per_domain);
  changes.speed("--intra-gb-per-s", flags.intra_speed, machine.intra.speed);
  changes.speed("--inter-gb-per-s", flags.inter_speed, machine.inter.speed);
  changes.speed("--copy-gb-per-s", flags.copy_speed, machine.copy);
  changes.integer("--intra-latency-ns", flags.intra_latency, nanoseconds, machine.intra.latency_ns);
  changes.integer("--inter-latency-ns", flags.inter_latency, nanoseconds, machine.inter.latency_ns);
  changes.integer("--message-ns", flags.message_time, nanoseconds, machine.collective.message_ns);
  return choice;
}

void check_bytes(const Pack& pack, const RowSize& size) {
  const std::int64_t most_tokens = floor_div(max_bytes, size.row_bytes * size.headwise_multiplier);
  if (pack.token_count() > most_tokens) {
    fail_input("too_many_bytes", "the pack has ", pack.token_count(), " tokens; with --row-bytes ", size.row_bytes,
               " and --headwise-multiplier ", size.headwise_multiplier, " times are estimated up to ", most_tokens);
  }
}

}  // namespace relayout::cli
