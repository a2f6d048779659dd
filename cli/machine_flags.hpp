// The machine and the rows that costs are asked for: a profile, changed by flags.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "relayout/cli/values.hpp"
#include "relayout/model/cost/move_cost.hpp"
#include "relayout/model/pack.hpp"

namespace CLI {
class App;
}

namespace relayout::cli {

struct MachineFlags {
  FlagText row_bytes;
  FlagText profile;
  FlagText ranks_per_domain;
  FlagText intra_speed;
  FlagText inter_speed;
  FlagText copy_speed;
  FlagText intra_latency;
  FlagText inter_latency;
  FlagText call_time;
  FlagText message_time;
  FlagText headwise_multiplier;
};
void add_machine_flags(CLI::App& app, MachineFlags& flags);

struct MachineChoice {
  CostOptions options;
  std::vector<std::string> changed;  // flags whose values stand in place of the profile's
};
// Failure: bad input.
[[nodiscard]] MachineChoice read_machine(const MachineFlags& flags);

// The bytes of all packs together, which times are reckoned for up to max_bytes.
class ByteCount {
 public:
  explicit ByteCount(const RowSize& size) : size_(size) {}
  // Failure: bad input, where there are more.
  void add(const Pack& pack);

 private:
  RowSize size_;
  std::int64_t token_count_ = 0;
};

}  // namespace relayout::cli
