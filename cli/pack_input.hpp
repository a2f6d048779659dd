// The packs and CP sizes that a command is given.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "relayout/cli/layout_choice.hpp"
#include "relayout/cli/values.hpp"
#include "relayout/model/pack.hpp"

namespace CLI {
class App;
}

namespace relayout::cli {

struct PackFlags {
  FlagText lengths;
  FlagText slots;
  FlagText cu_seqlens;
  FlagText cu_seqlens_padded;
  FlagText batches;
  FlagText cp;

  // Whether any pack is named at all.
  [[nodiscard]] bool any() const { return lengths || cu_seqlens || batches || slots || cu_seqlens_padded; }
};
void add_pack_flags(CLI::App& app, PackFlags& flags);

struct NamedPack {
  std::optional<std::string> name;  // under --batches
  Pack pack;
  std::vector<std::int64_t> cp;  // the batch line's own
};

// All packs, read before anything is done with them.
// Failure: usage, unless packs come from exactly one of --lengths, --cu-seqlens and --batches; bad input.
[[nodiscard]] std::vector<NamedPack> read_packs(const PackFlags& flags);
// The pack of --lengths or --cu-seqlens with their slots; none where neither is given.
[[nodiscard]] std::optional<Pack> read_single_pack(const PackFlags& flags);

// The CP sizes to run for: of --cp, else of the batch line; one unnamed size (0) where no layout needs any.
// Failure: usage, where a size is needed and nothing gives it; bad input.
[[nodiscard]] std::vector<std::int64_t> cp_sizes(const PackFlags& flags, const NamedPack& pack,
                                                 const std::vector<LayoutChoice>& layouts);

// One pack at one CP size.
struct Problem {
  NamedPack pack;
  std::int64_t cp = 0;
};
// Every pack of the command line at each of its CP sizes. Failure: as read_packs and cp_sizes.
[[nodiscard]] std::vector<Problem> read_problems(const PackFlags& flags, const std::vector<LayoutChoice>& layouts);

// Calls `body` for each; a failure in it names the batch.
void for_each_problem(const std::vector<Problem>& problems, const std::function<void(const Problem&)>& body);

}  // namespace relayout::cli
